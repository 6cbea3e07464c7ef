//! A program's side: its globals, and the imports that take its stack (Asyncify, driven from outside through its state globals).

use std::ops::Range;
use std::sync::Arc;

use ::wasmtime::{Caller, Extern, Func, Global, Instance, Result, Store, bail, format_err};
use abi::PROGRAM_MODULE;

use super::task::{Asyncify, Globals, Task, ready};
use super::{Program, Region};
use crate::engine::{Bottom, CaptureKind, Captured, Resume};

/// Asyncify's `__asyncify_state` (binaryen, `Asyncify.cpp`).
mod state {
    pub(super) const NORMAL: i32 = 0;
    pub(super) const UNWINDING: i32 = 1;
    pub(super) const REWINDING: i32 = 2;
}

/// Bytes in front of the frames: Asyncify's two words, present and end address.
const HEADER: u32 = 8;

/// Instantiates a program next to the kernel instance of the same store.
pub(super) fn instantiate(
    store: &mut Store<Task>,
    kernel: &Instance,
    program: &Program,
    region: Arc<Region>,
    area: Range<u32>,
) -> Result<Instance> {
    let mut externs = Vec::with_capacity(4);
    for import in program.module().imports() {
        externs.push(match (import.module(), import.name()) {
            (PROGRAM_MODULE, "syscall") => kernel
                .get_export(&mut *store, "syscall")
                .ok_or_else(|| format_err!("the kernel exports no syscall"))?,
            (PROGRAM_MODULE, "poll") => kernel
                .get_export(&mut *store, "user_poll")
                .ok_or_else(|| format_err!("the kernel exports no user_poll"))?,
            (PROGRAM_MODULE, "fork") => Extern::Func(Func::wrap(&mut *store, fork)),
            (PROGRAM_MODULE, "setjmp") => Extern::Func(Func::wrap(&mut *store, setjmp)),
            (PROGRAM_MODULE, "longjmp") => Extern::Func(Func::wrap(&mut *store, longjmp)),
            (module, name) => bail!("unknown import {module}.{name}"),
        });
    }
    let instance = ready(Instance::new_async(&mut *store, program.module(), &externs))?;
    let memory = instance
        .get_memory(&mut *store, "memory")
        .ok_or_else(|| format_err!("the program exports no memory"))?;
    let stack_pointer = instance
        .get_global(&mut *store, "__stack_pointer")
        .ok_or_else(|| format_err!("the program exports no __stack_pointer"))?;
    let asyncify = match (
        instance.get_global(&mut *store, "__asyncify_state"),
        instance.get_global(&mut *store, "__asyncify_data"),
    ) {
        (Some(state), Some(data)) => Some(Asyncify { state, data }),
        _ => None,
    };
    let globals = Globals {
        region,
        memory,
        stack_pointer,
        sig_frame: instance.get_global(&mut *store, "__sig_frame"),
        tp: instance.get_global(&mut *store, "__wasm_tp"),
        tls: instance.get_global(&mut *store, "__tls_base"),
        asyncify,
        safepoint: program.facts().safepoint,
        area,
        bottom: Some(Bottom::Start),
        capturing: None,
        rewound: None,
        jumped: None,
    };
    store.data_mut().program = Some(globals);
    Ok(instance)
}

fn fork(mut caller: Caller<'_, Task>, flags: u32) -> Result<i32> {
    capture(&mut caller, CaptureKind::Fork { flags })
}

fn setjmp(mut caller: Caller<'_, Task>, jmp_buf: u32) -> Result<i32> {
    capture(&mut caller, CaptureKind::Setjmp { jmp_buf })
}

fn longjmp(mut caller: Caller<'_, Task>, jmp_buf: u32, value: i32) -> Result<()> {
    program(&mut caller)?.jumped = Some((jmp_buf, value));
    bail!("longjmp")
}

fn program<'a>(caller: &'a mut Caller<'_, Task>) -> Result<&'a mut Globals> {
    caller
        .data_mut()
        .program
        .as_mut()
        .ok_or_else(|| format_err!("no program in this task"))
}

/// Called once to begin unwinding, and a second time at the end of rewinding.
fn capture(caller: &mut Caller<'_, Task>, by: CaptureKind) -> Result<i32> {
    let program = program(caller)?;
    let asyncify = program
        .asyncify
        .ok_or_else(|| format_err!("the program cannot give up its stack"))?;
    if let Some(value) = program.rewound.take() {
        asyncify.state.set(&mut *caller, state::NORMAL.into())?;
        return Ok(value);
    }
    if program.bottom.is_none() {
        bail!("a handler that runs after a trap cannot give up its stack");
    }
    program.capturing = Some(by);
    let (area, region) = (program.area.clone(), program.region.clone());
    region.write_u32(area.start, area.start + HEADER);
    region.write_u32(area.start + 4, area.end);
    asyncify.data.set(&mut *caller, area.start.cast_signed().into())?;
    asyncify.state.set(&mut *caller, state::UNWINDING.into())?;
    Ok(0)
}

/// After the stack has unwound: the frames, if that is why the program returned.
pub(super) fn take_captured(store: &mut Store<Task>) -> Result<Option<Captured>> {
    let Some(program) = store.data_mut().program.as_mut() else {
        return Ok(None);
    };
    let Some(by) = program.capturing.take() else {
        return Ok(None);
    };
    let (area, region) = (program.area.clone(), program.region.clone());
    let (asyncify, sp, tp, tls) = (program.asyncify, program.stack_pointer, program.tp, program.tls);
    let bottom = program.bottom.unwrap_or(Bottom::Start);
    if let Some(asyncify) = asyncify {
        asyncify.state.set(&mut *store, state::NORMAL.into())?;
    }
    let end = region.read_u32(area.start).unwrap_or(0);
    let first = area.start + HEADER;
    // The program could have scribbled over the header: then there are no frames, and rewinding ends it with a trap of its own.
    let mut frames = vec![0; end.clamp(first, area.end).saturating_sub(first) as usize];
    region.read(first, &mut frames);
    Ok(Some(Captured {
        by,
        frames,
        sp: word(store, Some(sp)),
        tp: word(store, tp),
        tls: word(store, tls),
        bottom,
    }))
}

/// Prepares a fresh start with this stack pointer.
pub(super) fn enter(store: &mut Store<Task>, bottom: Bottom, sp: u32) -> Result<()> {
    let program = store
        .data_mut()
        .program
        .as_mut()
        .ok_or_else(|| format_err!("no program in this task"))?;
    program.bottom = Some(bottom);
    let stack_pointer = program.stack_pointer;
    stack_pointer.set(&mut *store, sp.cast_signed().into())
}

/// Prepares a call of handlers on an empty stack.
pub(super) fn enter_handlers(store: &mut Store<Task>) -> Result<()> {
    let program = store
        .data_mut()
        .program
        .as_mut()
        .ok_or_else(|| format_err!("no program in this task"))?;
    program.bottom = None;
    Ok(())
}

/// Prepares a rewind: the next call of the function at the bottom runs back into the import that captured the stack.
pub(super) fn rewind(store: &mut Store<Task>, resume: &Resume) -> Result<()> {
    let Resume {
        frames,
        sp,
        tp,
        tls,
        bottom,
        value,
    } = resume;
    let program = store
        .data_mut()
        .program
        .as_mut()
        .ok_or_else(|| format_err!("no program in this task"))?;
    let asyncify = program
        .asyncify
        .ok_or_else(|| format_err!("the program cannot give up its stack"))?;
    program.bottom = Some(*bottom);
    program.rewound = Some(*value);
    program.capturing = None;
    let (area, region) = (program.area.clone(), program.region.clone());
    let globals = [(Some(program.stack_pointer), sp), (program.tp, tp), (program.tls, tls)];
    let first = area.start + HEADER;
    let end = u32::try_from(frames.len()).ok().and_then(|n| first.checked_add(n));
    let end = end
        .filter(|end| *end <= area.end)
        .ok_or_else(|| format_err!("captured stack of {} bytes does not fit", frames.len()))?;
    region.write(first, frames);
    region.write_u32(area.start, end);
    region.write_u32(area.start + 4, area.end);
    asyncify.data.set(&mut *store, area.start.cast_signed().into())?;
    asyncify.state.set(&mut *store, state::REWINDING.into())?;
    for (global, word) in globals {
        if let Some(global) = global {
            global.set(&mut *store, word.cast_signed().into())?;
        }
    }
    Ok(())
}

/// After a trap or a `longjmp`: whatever Asyncify was doing is over.
pub(super) fn reset(store: &mut Store<Task>) -> Option<(u32, i32)> {
    let program = store.data_mut().program.as_mut()?;
    program.capturing = None;
    program.rewound = None;
    let (jumped, asyncify) = (program.jumped.take(), program.asyncify);
    if let Some(asyncify) = asyncify {
        // The global is a mutable i32, which `exec-image` has checked.
        let _ = asyncify.state.set(&mut *store, state::NORMAL.into());
    }
    jumped
}

fn word(store: &mut Store<Task>, global: Option<Global>) -> u32 {
    global.and_then(|g| g.get(&mut *store).i32()).map_or(0, i32::cast_unsigned)
}
