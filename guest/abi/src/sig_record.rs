//! `struct sig_record`: what the kernel's `setup_rt_frame` hands to `sig_deliver`. In kernel memory, offsets in bytes.

/// Signal number (u32).
pub const SIG: u32 = 0;
/// Handler, an index into the program's function table (u32).
pub const HANDLER: u32 = 4;
/// `sa_flags` (u32).
pub const FLAGS: u32 = 8;
/// 1 if the interrupted system call is to be made again after the handler (u32).
pub const RESTART: u32 = 12;
/// Mask to restore after the handler (u64).
pub const MASK: u32 = 16;
/// `sas_ss_sp` of the task (u32).
pub const ALTSTACK_SP: u32 = 24;
/// `sas_ss_size` of the task (u32).
pub const ALTSTACK_SIZE: u32 = 28;
/// `sas_ss_flags` of the task (u32).
pub const ALTSTACK_FLAGS: u32 = 32;
/// The user-visible `siginfo_t` ([`super::sigframe::SIGINFO_SIZE`] bytes).
pub const SIGINFO: u32 = 40;
/// Size of the structure in bytes.
pub const SIZE: u32 = 168;

pub(crate) const TABLE: &[(&str, u32)] = &[
    ("SIG_RECORD_SIG", SIG),
    ("SIG_RECORD_HANDLER", HANDLER),
    ("SIG_RECORD_FLAGS", FLAGS),
    ("SIG_RECORD_RESTART", RESTART),
    ("SIG_RECORD_MASK", MASK),
    ("SIG_RECORD_ALTSTACK_SP", ALTSTACK_SP),
    ("SIG_RECORD_ALTSTACK_SIZE", ALTSTACK_SIZE),
    ("SIG_RECORD_ALTSTACK_FLAGS", ALTSTACK_FLAGS),
    ("SIG_RECORD_SIGINFO", SIGINFO),
    ("SIG_RECORD_SIZE", SIZE),
];
