//! The kernel's imports (module `lkl`), as wasmtime links them.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ::wasmtime::{Caller, Linker, Result};
use abi::KERNEL_MODULE;

use super::task::{Exchange, Task};
use crate::engine::{self, FileKey, Region};

const EFAULT: i32 = 14;

/// Suspends once: the first poll says Pending.
struct Yield(bool);

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

impl engine::Caller for Caller<'_, Task> {
    fn user(&self) -> Option<&Arc<Region>> {
        self.data().user.as_ref()
    }

    fn set_user(&mut self, user: Option<Arc<Region>>) {
        self.data_mut().user = user;
    }

    fn stack_pointer(&mut self) -> Option<u32> {
        let globals = self.data().program.as_ref()?.stack_pointer;
        globals.get(&mut *self).i32().map(i32::cast_unsigned)
    }

    fn set_sig_frame(&mut self, frame: u32) -> bool {
        let Some(global) = self.data().program.as_ref().and_then(|p| p.sig_frame) else {
            return false;
        };
        global.set(&mut *self, frame.cast_signed().into()).is_ok()
    }
}

/// Brings this store's view of the program's memory up to the region's length.
pub(super) fn sync_view(caller: &mut Caller<'_, Task>) -> Result<()> {
    let Some(program) = caller.data().program.as_ref() else {
        return Ok(());
    };
    let (memory, len) = (program.memory, program.region.len());
    let behind = len.saturating_sub(memory.data_size(&*caller)) / abi::WASM_PAGE_SIZE as usize;
    if behind > 0 {
        memory.grow(caller, behind as u64)?;
    }
    Ok(())
}

/// Defines every import of the kernel.
pub(super) fn define(linker: &mut Linker<Task>) -> Result<()> {
    linker.func_wrap_async(
        KERNEL_MODULE,
        "park",
        |mut caller: Caller<'_, Task>, (reason, arg): (u32, u32)| {
            Box::new(async move {
                caller.data().exchange.parked.set(Some((reason, arg)));
                Yield(false).await;
                sync_view(&mut caller)?;
                caller.data().attend();
                Ok::<i32, ::wasmtime::Error>(caller.data().exchange.resume.get())
            })
        },
    )?;
    tasks_and_memories(linker)?;
    user_copies(linker)?;
    images(linker)?;
    time_and_interrupts(linker)?;
    ports(linker)
}

/// One synchronous import that is a method of [`Host`] and nothing more.
macro_rules! host {
    ($linker:ident, $name:ident($($arg:ident: $ty:ty),*) -> $ret:ty) => {
        $linker.func_wrap(
            KERNEL_MODULE,
            stringify!($name),
            |caller: Caller<'_, Task>, $($arg: $ty),*| -> Result<$ret> { caller.data().host(|host| host.$name($($arg),*)) },
        )?
    };
}

/// As `host!`, for calls after which the program's memory may be longer.
macro_rules! host_growing {
    ($linker:ident, $name:ident($($arg:ident: $ty:ty),*) -> $ret:ty) => {
        $linker.func_wrap(
            KERNEL_MODULE,
            stringify!($name),
            |mut caller: Caller<'_, Task>, $($arg: $ty),*| -> Result<$ret> {
                let answer = caller.data().host(|host| host.$name($($arg),*))?;
                sync_view(&mut caller)?;
                Ok(answer)
            },
        )?
    };
}

/// The running task's exchange, whose host may be used beside the caller.
fn exchange(caller: &Caller<'_, Task>) -> Arc<Exchange> {
    caller.data().exchange.clone()
}

fn tasks_and_memories(linker: &mut Linker<Task>) -> Result<()> {
    host!(linker, task_new(task: u32, stack_top: u32, mm: u32, user_sp: u32) -> i32);
    host!(linker, task_free(id: u32) -> ());
    host!(linker, mm_new() -> i32);
    host!(linker, mm_fork(from: u32) -> i32);
    host!(linker, mm_drop(mm: u32) -> ());
    host!(linker, mm_load(mm: u32, image: u32, info: u32) -> i32);
    host_growing!(linker, mm_map(mm: u32, addr: u32, len: u32, prot: u32, flags: u32) -> i32);
    host!(linker, mm_unmap(mm: u32, addr: u32, len: u32) -> i32);
    host_growing!(linker, mm_remap(mm: u32, addr: u32, old: u32, new: u32, flags: u32, to: u32) -> i32);
    host_growing!(linker, mm_brk(mm: u32, addr: u32) -> i32);
    host!(linker, mm_advise(mm: u32, addr: u32, len: u32, advice: u32) -> i32);
    host!(linker, mm_read(mm: u32, kaddr: u32, uaddr: u32, n: u32) -> i32);
    host!(linker, mm_write(mm: u32, kaddr: u32, uaddr: u32, n: u32) -> i32);
    linker.func_wrap(
        KERNEL_MODULE,
        "mm_activate",
        |mut caller: Caller<'_, Task>, mm: u32| -> Result<()> { exchange(&caller).host(|host| host.mm_activate(&mut caller, mm)) },
    )?;
    linker.func_wrap(
        KERNEL_MODULE,
        "sig_deliver",
        |mut caller: Caller<'_, Task>, record: u32| -> Result<i32> {
            exchange(&caller).host(|host| host.sig_deliver(&mut caller, record))
        },
    )?;
    Ok(())
}

/// Between the kernel's memory and the current task's: served here, since they are the hottest of all.
fn user_copies(linker: &mut Linker<Task>) -> Result<()> {
    let left = |n: u32, done: usize| n - u32::try_from(done).unwrap_or(n);
    linker.func_wrap(
        KERNEL_MODULE,
        "copy_in",
        move |caller: Caller<'_, Task>, dst: u32, src: u32, n: u32| {
            let Task { user, kernel_memory, .. } = caller.data();
            left(
                n,
                user.as_ref()
                    .map_or(0, |user| kernel_memory.copy_from(dst, user, src, n as usize)),
            )
        },
    )?;
    linker.func_wrap(
        KERNEL_MODULE,
        "copy_out",
        move |caller: Caller<'_, Task>, dst: u32, src: u32, n: u32| {
            let Task { user, kernel_memory, .. } = caller.data();
            left(
                n,
                user.as_ref()
                    .map_or(0, |user| user.copy_from(dst, kernel_memory, src, n as usize)),
            )
        },
    )?;
    linker.func_wrap(
        KERNEL_MODULE,
        "clear_user",
        move |caller: Caller<'_, Task>, dst: u32, n: u32| {
            left(n, caller.data().user.as_ref().map_or(0, |user| user.zero(dst, n as usize)))
        },
    )?;
    linker.func_wrap(
        KERNEL_MODULE,
        "strncpy_in",
        |caller: Caller<'_, Task>, dst: u32, src: u32, max: u32| -> i32 {
            let Task { user, kernel_memory, .. } = caller.data();
            let Some(len) = user.as_ref().and_then(|user| user.strnlen(src, max as usize)) else {
                return -EFAULT;
            };
            // The NUL comes along where there is one within `max`.
            let with_nul = (len + 1).min(max as usize);
            let copied = user
                .as_ref()
                .map_or(0, |user| kernel_memory.copy_from(dst, user, src, with_nul));
            if copied < with_nul {
                -EFAULT
            } else {
                i32::try_from(len).unwrap_or(-EFAULT)
            }
        },
    )?;
    linker.func_wrap(
        KERNEL_MODULE,
        "strnlen_user",
        |caller: Caller<'_, Task>, src: u32, max: u32| -> u32 {
            let len = caller.data().user.as_ref().and_then(|user| user.strnlen(src, max as usize));
            len.map_or(0, |len| u32::try_from(len).unwrap_or(max).saturating_add(1))
        },
    )?;
    Ok(())
}

fn images(linker: &mut Linker<Task>) -> Result<()> {
    fn key(dev: u32, ino: u64, version: u64, size: u64) -> FileKey {
        FileKey { dev, ino, version, size }
    }
    linker.func_wrap(
        KERNEL_MODULE,
        "image_lookup",
        |c: Caller<'_, Task>, dev: u32, ino: u64, version: u64, size: u64| -> Result<i32> {
            c.data().host(|host| host.image_lookup(key(dev, ino, version, size)))
        },
    )?;
    linker.func_wrap(
        KERNEL_MODULE,
        "image_begin",
        |c: Caller<'_, Task>, dev: u32, ino: u64, version: u64, size: u64| -> Result<i32> {
            c.data().host(|host| host.image_begin(key(dev, ino, version, size)))
        },
    )?;
    host!(linker, image_feed(handle: u32, src: u32, n: u32) -> i32);
    host!(linker, image_finish(handle: u32) -> i32);
    Ok(())
}

fn time_and_interrupts(linker: &mut Linker<Task>) -> Result<()> {
    host!(linker, time_mono() -> i64);
    host!(linker, time_real() -> i64);
    host!(linker, timer_set(deadline: i64) -> ());
    host!(linker, irq_take() -> i32);
    host!(linker, random(dst: u32, n: u32) -> ());
    host!(linker, log(src: u32, n: u32) -> ());
    Ok(())
}

fn ports(linker: &mut Linker<Task>) -> Result<()> {
    host!(linker, port_write(port: u32, src: u32, n: u32) -> i32);
    host!(linker, port_read(port: u32, dst: u32, n: u32) -> i32);
    host!(linker, port_poll(port: u32) -> i32);
    host!(linker, port_next() -> i32);
    host!(linker, port_close(port: u32) -> ());
    host!(linker, port_winsize(port: u32) -> i32);
    host!(linker, run_next(dst: u32, max: u32) -> i32);
    host!(linker, run_done(id: u32, status: i32) -> ());
    Ok(())
}
