//! The kernel's imports, served: each method takes what the kernel said apart, asks the core that owns the matter, and acts.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use abi::{image_info, irq, sig_record};
use lkl_host_ops::{Log, Runs, TaskInfo, Tasks};
use sigdeliver::SigRecord;

use super::bell::Bell;
use super::clock::Clock;
use super::images::{Finished, Images};
use super::memories::Memories;
use super::streams::Streams;
use crate::engine::{Caller, FileKey, Host, Region};

const EFAULT: i32 = 14;
const EINVAL: i32 = 22;
const ENOMEM: i32 = 12;
/// Bytes that one call moves between the kernel and a port.
const PORT_PIECE: usize = 16 * 1024;

/// Where the kernel's log goes, besides the last lines that are kept.
pub type LogSink = Box<dyn FnMut(&[u8]) + Send>;

/// Everything of a machine but its engine.
pub(super) struct Ops {
    pub(super) kernel: Arc<Region>,
    pub(super) tasks: Tasks,
    pub(super) memories: Memories,
    pub(super) images: Images,
    pub(super) streams: Streams,
    pub(super) runs: Runs,
    pub(super) log: Log,
    pub(super) log_sink: Option<LogSink>,
    pub(super) clock: Clock,
    pub(super) bell: Bell,
    /// Programs that have ended since somebody looked: id and wait status.
    pub(super) ended: Vec<(u32, i32)>,
    /// Tasks that the kernel has freed: their stacks are to be dropped.
    pub(super) freed: Vec<u32>,
}

impl Ops {
    /// A line of the host's own in the kernel's log.
    pub(super) fn note(&mut self, line: &str) {
        let line = format!("[host] {line}\n");
        self.log_bytes(line.as_bytes());
    }

    fn log_bytes(&mut self, text: &[u8]) {
        self.log.push(text);
        if let Some(sink) = &mut self.log_sink {
            sink(text);
        }
    }

    /// `n` bytes of the kernel's memory; fewer if it names bytes that it does not have.
    fn kernel_bytes(&self, addr: u32, n: usize) -> Vec<u8> {
        let mut bytes = vec![0; n.min(self.kernel.len())];
        let read = self.kernel.read(addr, &mut bytes);
        bytes.truncate(read);
        bytes
    }

    /// Between kernel and process memory; bytes NOT copied.
    fn copy(&self, mm: u32, n: u32, copy: impl FnOnce(&Region, &Region) -> usize) -> i32 {
        let done = self.memories.region(mm).map_or(0, |user| copy(&self.kernel, &user));
        n.saturating_sub(u32::try_from(done).unwrap_or(n)).cast_signed()
    }
}

impl Host for Ops {
    fn task_new(&mut self, task: u32, stack_top: u32, mm: u32, user_sp: u32) -> i32 {
        let parent = self.tasks.current();
        let info = TaskInfo {
            task,
            stack_top,
            mm,
            user_sp,
        };
        let Ok(child) = self.tasks.create(info) else {
            return -ENOMEM;
        };
        match self.memories.join(parent.get(), child.get(), info) {
            Ok(()) => child.get().cast_signed(),
            Err(errno) => {
                self.tasks.free(child.get());
                errno
            }
        }
    }

    fn task_free(&mut self, id: u32) {
        if self.tasks.free(id) {
            self.memories.exit(id);
            self.freed.push(id);
        }
    }

    fn mm_new(&mut self) -> i32 {
        self.memories.create()
    }

    fn mm_fork(&mut self, from: u32) -> i32 {
        self.memories.fork(from, self.tasks.current().get())
    }

    fn mm_drop(&mut self, mm: u32) {
        self.memories.drop_mm(mm);
    }

    fn mm_activate(&mut self, caller: &mut dyn Caller, mm: u32) {
        caller.set_user(self.memories.region(mm));
        self.tasks.set_mm(mm);
        self.memories.activate(self.tasks.current().get(), mm);
    }

    fn mm_load(&mut self, mm: u32, image: u32, info: u32) -> i32 {
        let Some(program) = self.images.program(image).cloned() else {
            return -EINVAL;
        };
        match self.memories.load(mm, image, program) {
            Ok(words) if self.kernel.write(info, &words) == image_info::SIZE as usize => 0,
            Ok(_) => -EFAULT,
            Err(errno) => errno,
        }
    }

    fn mm_map(&mut self, mm: u32, addr: u32, len: u32, _prot: u32, flags: u32) -> i32 {
        self.memories.map(mm, addr, len, flags)
    }

    fn mm_unmap(&mut self, mm: u32, addr: u32, len: u32) -> i32 {
        self.memories.unmap(mm, addr, len)
    }

    fn mm_remap(&mut self, mm: u32, addr: u32, old: u32, new: u32, flags: u32, to: u32) -> i32 {
        self.memories.remap(mm, addr, old, new, flags, to)
    }

    fn mm_brk(&mut self, mm: u32, addr: u32) -> i32 {
        self.memories.brk(mm, addr)
    }

    fn mm_advise(&mut self, mm: u32, addr: u32, len: u32, advice: u32) -> i32 {
        self.memories.advise(mm, addr, len, advice)
    }

    fn mm_read(&mut self, mm: u32, kaddr: u32, uaddr: u32, n: u32) -> i32 {
        self.copy(mm, n, |kernel, user| kernel.copy_from(kaddr, user, uaddr, n as usize))
    }

    fn mm_write(&mut self, mm: u32, kaddr: u32, uaddr: u32, n: u32) -> i32 {
        self.copy(mm, n, |kernel, user| user.copy_from(uaddr, kernel, kaddr, n as usize))
    }

    fn image_lookup(&mut self, key: FileKey) -> i32 {
        self.images.lookup(key)
    }

    fn image_begin(&mut self, key: FileKey) -> i32 {
        self.images.begin(key)
    }

    fn image_feed(&mut self, handle: u32, src: u32, n: u32) -> i32 {
        let kernel = self.kernel.clone();
        if n as usize > kernel.len() {
            return -EFAULT;
        }
        self.images.feed(handle, n as usize, |bytes| kernel.read(src, bytes))
    }

    fn image_finish(&mut self, handle: u32) -> i32 {
        match self.images.finish(handle, &self.bell) {
            Finished::Ready(id) => id.cast_signed(),
            Finished::Pending => 0,
            Finished::Refused { errno, why } => {
                self.note(&format!("exec: {why}"));
                errno
            }
        }
    }

    fn sig_deliver(&mut self, caller: &mut dyn Caller, record: u32) -> i32 {
        let mut bytes = [0; sig_record::SIZE as usize];
        if self.kernel.read(record, &mut bytes) < bytes.len() {
            return -EFAULT;
        }
        let record = SigRecord::parse(&bytes);
        let placed = caller.stack_pointer().and_then(|sp| sigdeliver::plan(&record, sp).ok());
        let (Some(plan), Some(user)) = (placed, caller.user().cloned()) else {
            return -EFAULT;
        };
        if user.write(plan.at, &plan.bytes) == plan.bytes.len() && caller.set_sig_frame(plan.at) {
            0
        } else {
            -EFAULT
        }
    }

    fn time_mono(&mut self) -> i64 {
        i64::try_from(self.clock.now_ns()).unwrap_or(i64::MAX)
    }

    fn time_real(&mut self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
    }

    fn timer_set(&mut self, deadline: i64) {
        self.clock.set(deadline);
    }

    fn irq_take(&mut self) -> i32 {
        let bits = self.bell.take();
        if bits & irq::PORT != 0 {
            self.streams.pump();
        }
        bits.cast_signed()
    }

    fn random(&mut self, dst: u32, n: u32) {
        let mut bytes = vec![0; (n as usize).min(self.kernel.len())];
        // A host without entropy leaves zeros: the kernel mixes them with its own.
        if getrandom::fill(&mut bytes).is_ok() {
            self.kernel.write(dst, &bytes);
        }
    }

    fn log(&mut self, src: u32, n: u32) {
        let text = self.kernel_bytes(src, n as usize);
        self.log_bytes(&text);
    }

    fn port_write(&mut self, port: u32, src: u32, n: u32) -> i32 {
        let bytes = self.kernel_bytes(src, (n as usize).min(PORT_PIECE));
        match self.streams.write(port, &bytes) {
            Ok(taken) => i32::try_from(taken).unwrap_or(0),
            Err(e) => -e.errno(),
        }
    }

    fn port_read(&mut self, port: u32, dst: u32, n: u32) -> i32 {
        let mut bytes = vec![0; (n as usize).min(PORT_PIECE)];
        match self.streams.read(port, &mut bytes) {
            Ok(n) => {
                self.kernel.write(dst, &bytes[..n]);
                i32::try_from(n).unwrap_or(0)
            }
            Err(e) => -e.errno(),
        }
    }

    fn port_poll(&mut self, port: u32) -> i32 {
        self.streams.ports.poll(port).cast_signed()
    }

    fn port_next(&mut self) -> i32 {
        self.streams.ports.next_news().map_or(-1, u32::cast_signed)
    }

    fn port_close(&mut self, port: u32) {
        self.streams.ports.close_guest(port);
    }

    fn port_winsize(&mut self, port: u32) -> i32 {
        let (rows, columns) = self.streams.winsize(port);
        (u32::from(rows) << 16 | u32::from(columns)).cast_signed()
    }

    fn run_next(&mut self, dst: u32, max: u32) -> i32 {
        match self.runs.next(max as usize) {
            Some(record) if self.kernel.write(dst, &record) == record.len() => i32::try_from(record.len()).unwrap_or(0),
            _ => 0,
        }
    }

    fn run_done(&mut self, id: u32, status: i32) {
        self.ended.push((id, status));
    }
}
