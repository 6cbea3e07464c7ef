use alloc::sync::Arc;
use alloc::vec::Vec;

/// A stack that the program's own code unwound into bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// Why.
    pub kind: CaptureKind,
    /// The bytes that rewind it, as Asyncify wrote them.
    pub stack: Vec<u8>,
    /// `__stack_pointer` at the call.
    pub sp: u32,
    /// `__wasm_tp` at the call.
    pub tp: u32,
    /// `__tls_base` at the call.
    pub tls: u32,
    /// Where the stack begins.
    pub bottom: Bottom,
}

/// The function of a program at the bottom of a stack: rewinding calls it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bottom {
    /// `_start`, of a program's first task.
    Start,
    /// `__wasm_thread_start`.
    Thread,
}

/// Which import captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptureKind {
    /// `fork(flags)`: resumed once, here and in the child.
    Fork {
        /// The flags for the kernel's `user_fork`.
        flags: u32,
    },
    /// `setjmp(jmp_buf)`: resumed once now, and again by each `longjmp`.
    Setjmp {
        /// Its address, by which `longjmp` finds it.
        jmp_buf: u32,
    },
}

/// A stack to rewind: write the bytes to the capture area, set the globals, rewind, and let the import answer `value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resume {
    /// What rewinds it.
    pub stack: Arc<[u8]>,
    /// `__stack_pointer`.
    pub sp: u32,
    /// `__wasm_tp`.
    pub tp: u32,
    /// `__tls_base`.
    pub tls: u32,
    /// Where the stack begins.
    pub bottom: Bottom,
    /// What the import answers.
    pub value: i32,
}

/// A captured stack without its answer.
#[derive(Debug, Clone)]
pub(crate) struct Stack {
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) sp: u32,
    pub(crate) tp: u32,
    pub(crate) tls: u32,
    pub(crate) bottom: Bottom,
}

impl Stack {
    pub(crate) fn answer(self, value: i32) -> Resume {
        Resume {
            stack: self.bytes,
            sp: self.sp,
            tp: self.tp,
            tls: self.tls,
            bottom: self.bottom,
            value,
        }
    }
}
