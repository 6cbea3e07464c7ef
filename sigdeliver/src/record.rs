use abi::{sig_record, sigframe};

use crate::AltStack;
use crate::bytes::{read_array, read_u32, read_u64};

/// What the kernel asks for: `struct sig_record` of the contract, every field in its own type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SigRecord {
    /// Signal number.
    pub sig: u32,
    /// Handler, an index into the program's function table.
    pub handler: u32,
    /// `sa_flags`.
    pub flags: u32,
    /// Whether the interrupted system call is to be made again after the handler.
    pub restart: bool,
    /// Mask to restore after the handler.
    pub mask: u64,
    /// The task's alternate stack.
    pub altstack: AltStack,
    /// `siginfo_t` as the program is to see it.
    pub siginfo: [u8; sigframe::SIGINFO_SIZE as usize],
}

impl SigRecord {
    /// Reads the record from the bytes that the kernel gave. Cannot fail: every bit pattern is a record.
    #[must_use]
    pub fn parse(bytes: &[u8; sig_record::SIZE as usize]) -> Self {
        Self {
            sig: read_u32(bytes, sig_record::SIG),
            handler: read_u32(bytes, sig_record::HANDLER),
            flags: read_u32(bytes, sig_record::FLAGS),
            restart: read_u32(bytes, sig_record::RESTART) != 0,
            mask: read_u64(bytes, sig_record::MASK),
            altstack: AltStack {
                sp: read_u32(bytes, sig_record::ALTSTACK_SP),
                size: read_u32(bytes, sig_record::ALTSTACK_SIZE),
                flags: read_u32(bytes, sig_record::ALTSTACK_FLAGS),
            },
            siginfo: read_array(bytes, sig_record::SIGINFO),
        }
    }
}
