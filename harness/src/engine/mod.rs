//! What the machine asks of a WebAssembly engine, and what an engine asks of the machine.
//!
//! An engine keeps one coroutine per kernel task. It runs one of them until the task parks, returns, traps, or has its stack
//! captured, and says which ([`Exit`]). While it runs, kernel imports other than `park` come back as calls of [`Host`]: they return at
//! once and never call into wasm (`docs/abi.md`, section 2).
//!
//! This folder is the only place with `unsafe`; everything it hands out is safe to use.

pub mod wasmtime;

use std::sync::Arc;

pub use wasmtime::{IrqLine, Region, SharedMemory, Wasmtime};

/// Why a task stopped running.
#[derive(Debug)]
pub enum Exit {
    /// It called `park(reason, arg)` and waits for [`Wasmtime::resume`].
    Parked {
        /// One of `abi::park`.
        reason: u32,
        /// The reason's argument.
        arg: u32,
    },
    /// The function that [`Wasmtime::start`] entered has returned; the stack is empty.
    Returned(i32),
    /// The program's stack was unwound into these bytes; the stack is empty.
    Captured(Captured),
    /// The program called `longjmp`; its stack is gone.
    Longjmp {
        /// Address of the `jmp_buf`.
        jmp_buf: u32,
        /// What `setjmp` is to return.
        value: i32,
    },
    /// Wasm code trapped; the stack is gone.
    Trapped(Trapped),
}

/// A program's stack, taken by Asyncify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captured {
    /// Which import asked for it.
    pub by: CaptureKind,
    /// The unwound frames, innermost first, as Asyncify wrote them.
    pub frames: Vec<u8>,
    /// `__stack_pointer` at that moment.
    pub sp: u32,
    /// `__wasm_tp` at that moment.
    pub tp: u32,
    /// `__tls_base` at that moment.
    pub tls: u32,
    /// Where the stack begins.
    pub bottom: Bottom,
}

/// The function of a program at the bottom of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bottom {
    /// `_start`.
    Start,
    /// `__wasm_thread_start`.
    Thread,
}

/// The imports that capture the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptureKind {
    /// `fork(flags)`.
    Fork {
        /// Flags of clone(2).
        flags: u32,
    },
    /// `setjmp(jmp_buf)`.
    Setjmp {
        /// Address of the `jmp_buf`.
        jmp_buf: u32,
    },
}

/// A trap, and where it happened.
#[derive(Debug)]
pub struct Trapped {
    /// True if kernel code trapped: the machine cannot go on.
    pub in_kernel: bool,
    /// What happened.
    pub kind: TrapKind,
    /// The address in the program's memory that could not be accessed, if the engine knows it.
    pub fault_addr: Option<u32>,
    /// Function names from the innermost outwards, one per line.
    pub backtrace: String,
}

/// Traps, as far as signals tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrapKind {
    /// Access outside the memory: SIGSEGV, SEGV_MAPERR.
    Memory,
    /// The stack is used up: SIGSEGV, SEGV_MAPERR.
    StackOverflow,
    /// Integer division by zero: SIGFPE, FPE_INTDIV.
    DivideByZero,
    /// Integer overflow, or a float out of an integer's range: SIGFPE, FPE_INTOVF.
    IntegerOverflow,
    /// `unreachable`: SIGILL, ILL_ILLOPC.
    Unreachable,
    /// A wild or wrongly typed function pointer: SIGSEGV, SEGV_ACCERR.
    IndirectCall,
    /// Anything else: SIGILL.
    Other,
}

/// An activation: what to enter on an empty stack.
#[derive(Clone, Debug)]
pub enum Entry {
    /// The kernel's `boot`.
    Boot {
        /// Address of the command line.
        cmdline: u32,
        /// Size of the kernel's memory in bytes.
        mem_size: u32,
        /// Address of the initramfs.
        initrd: u32,
        /// Its length in bytes.
        initrd_len: u32,
        /// Whether there is a console.
        console: bool,
    },
    /// The kernel's `task_start`.
    TaskStart,
    /// The program's `_start(sp)`.
    UserStart {
        /// Initial stack pointer.
        sp: u32,
    },
    /// The program's `__wasm_thread_start(sp)`.
    ThreadStart {
        /// Initial stack pointer: what the thread is to do lies there.
        sp: u32,
    },
    /// Back into a captured stack.
    UserResume(Resume),
    /// The kernel's `user_fork(flags)`.
    UserFork {
        /// Flags of clone(2).
        flags: u32,
    },
    /// The kernel's `user_trap(sig, code, addr)`.
    UserTrap {
        /// Signal number.
        sig: i32,
        /// `si_code`.
        code: i32,
        /// `si_addr`.
        addr: u32,
    },
    /// The program's `__sig_deliver`: the handlers that `__sig_frame` asks for, on a stack without the frames that a trap took.
    UserHandlers,
    /// The kernel's `user_exit(code)`.
    UserExit {
        /// Exit code.
        code: i32,
    },
}

/// A captured stack to go back into.
#[derive(Clone, Debug)]
pub struct Resume {
    /// The stack.
    pub frames: Arc<[u8]>,
    /// `__stack_pointer` to set.
    pub sp: u32,
    /// `__wasm_tp` to set.
    pub tp: u32,
    /// `__tls_base` to set.
    pub tls: u32,
    /// Where the stack begins.
    pub bottom: Bottom,
    /// What the import that captured it returns.
    pub value: i32,
}

/// The part of the running task that a host operation may touch.
pub trait Caller {
    /// The memory that user copies of this task go to.
    fn user(&self) -> Option<&Arc<Region>>;
    /// Changes that memory (exec has activated another address space).
    fn set_user(&mut self, user: Option<Arc<Region>>);
    /// The program's `__stack_pointer`, if the task runs a program.
    fn stack_pointer(&mut self) -> Option<u32>;
    /// Sets the program's `__sig_frame`; false if it has none.
    fn set_sig_frame(&mut self, frame: u32) -> bool;
}

/// The kernel's imports that the machine serves (`docs/abi.md`, section 2). `kaddr`s are offsets into the kernel's memory and may be
/// anything: an implementation checks bounds and returns an errno.
///
/// The user copies (`copy_in` and the like) are not here: an engine serves them itself.
#[expect(missing_docs, reason = "each is a row of docs/abi.md, section 2")]
pub trait Host {
    fn task_new(&mut self, task: u32, stack_top: u32, mm: u32, user_sp: u32) -> i32;
    fn task_free(&mut self, id: u32);
    fn mm_new(&mut self) -> i32;
    fn mm_fork(&mut self, from: u32) -> i32;
    fn mm_drop(&mut self, mm: u32);
    fn mm_activate(&mut self, caller: &mut dyn Caller, mm: u32);
    fn mm_load(&mut self, mm: u32, image: u32, info: u32) -> i32;
    fn mm_map(&mut self, mm: u32, addr: u32, len: u32, prot: u32, flags: u32) -> i32;
    fn mm_unmap(&mut self, mm: u32, addr: u32, len: u32) -> i32;
    fn mm_remap(&mut self, mm: u32, addr: u32, old: u32, new: u32, flags: u32, to: u32) -> i32;
    fn mm_brk(&mut self, mm: u32, addr: u32) -> i32;
    fn mm_advise(&mut self, mm: u32, addr: u32, len: u32, advice: u32) -> i32;
    fn mm_read(&mut self, mm: u32, kaddr: u32, uaddr: u32, n: u32) -> i32;
    fn mm_write(&mut self, mm: u32, kaddr: u32, uaddr: u32, n: u32) -> i32;
    fn image_lookup(&mut self, key: FileKey) -> i32;
    fn image_begin(&mut self, key: FileKey) -> i32;
    fn image_feed(&mut self, handle: u32, src: u32, n: u32) -> i32;
    fn image_finish(&mut self, handle: u32) -> i32;
    fn sig_deliver(&mut self, caller: &mut dyn Caller, record: u32) -> i32;
    fn time_mono(&mut self) -> i64;
    fn time_real(&mut self) -> i64;
    fn timer_set(&mut self, deadline: i64);
    fn irq_take(&mut self) -> i32;
    fn random(&mut self, dst: u32, n: u32);
    fn log(&mut self, src: u32, n: u32);
    fn port_write(&mut self, port: u32, src: u32, n: u32) -> i32;
    fn port_read(&mut self, port: u32, dst: u32, n: u32) -> i32;
    fn port_poll(&mut self, port: u32) -> i32;
    fn port_next(&mut self) -> i32;
    fn port_close(&mut self, port: u32);
    fn port_winsize(&mut self, port: u32) -> i32;
    fn run_next(&mut self, dst: u32, max: u32) -> i32;
    fn run_done(&mut self, id: u32, status: i32);
}

/// Identity of a file's content as the guest's kernel knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileKey {
    /// Device number.
    pub dev: u32,
    /// Inode number.
    pub ino: u64,
    /// Changes whenever the content does.
    pub version: u64,
    /// Length in bytes.
    pub size: u64,
}

/// What went wrong in an engine, outside guest code.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The module cannot be compiled or linked.
    #[error("{what}: {why}")]
    Module {
        /// Which module.
        what: &'static str,
        /// The engine's own words.
        why: String,
    },
    /// Address space or memory could not be had.
    #[error("cannot reserve {bytes} bytes of memory")]
    Memory {
        /// Size asked for.
        bytes: usize,
        /// The system's answer.
        source: std::io::Error,
    },
    /// A task id that is not running here.
    #[error("the engine has no task {0}")]
    NoTask(u32),
}
