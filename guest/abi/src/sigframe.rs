//! `struct sigframe`: what a program finds at `__sig_frame` when a handler is to run. In program memory, offsets in bytes.
//!
//! The `ucontext` part is laid out as asm-generic's `struct ucontext` with a four-word `mcontext`; libc's mask has 128 bytes, of which
//! Linux uses the first eight.

/// Signal number (u32).
pub const SIG: u32 = 0;
/// Handler, an index into the function table (u32).
pub const HANDLER: u32 = 4;
/// `sa_flags` (u32).
pub const FLAGS: u32 = 8;
/// 1 if the interrupted system call is to be made again (u32).
pub const RESTART: u32 = 12;
/// `siginfo_t`.
pub const SIGINFO: u32 = 32;
/// Size of `siginfo_t` in bytes.
pub const SIGINFO_SIZE: u32 = 128;
/// `ucontext_t`: `uc_flags`, then the fields below.
pub const UCONTEXT: u32 = 160;
/// `uc_stack` (`ss_sp`, `ss_flags`, `ss_size`).
pub const UC_STACK: u32 = UCONTEXT + 8;
/// `uc_mcontext`: four words, `__pc`, `__sp` and two reserved.
pub const UC_MCONTEXT: u32 = UCONTEXT + 20;
/// `uc_sigmask` (u64 of 128 bytes).
pub const UC_SIGMASK: u32 = UCONTEXT + 36;
/// Size of the frame in bytes, a multiple of [`ALIGN`].
pub const SIZE: u32 = 336;
/// Alignment of a frame's address in bytes.
pub const ALIGN: u32 = 16;
/// Bytes below `__stack_pointer` that a leaf function may use (clang's red zone on wasm32).
pub const RED_ZONE: u32 = 128;

pub(crate) const TABLE: &[(&str, u32)] = &[
    ("SIGFRAME_SIG", SIG),
    ("SIGFRAME_HANDLER", HANDLER),
    ("SIGFRAME_FLAGS", FLAGS),
    ("SIGFRAME_RESTART", RESTART),
    ("SIGFRAME_SIGINFO", SIGINFO),
    ("SIGFRAME_SIGINFO_SIZE", SIGINFO_SIZE),
    ("SIGFRAME_UCONTEXT", UCONTEXT),
    ("SIGFRAME_UC_STACK", UC_STACK),
    ("SIGFRAME_UC_MCONTEXT", UC_MCONTEXT),
    ("SIGFRAME_UC_SIGMASK", UC_SIGMASK),
    ("SIGFRAME_SIZE", SIZE),
    ("SIGFRAME_ALIGN", ALIGN),
];
