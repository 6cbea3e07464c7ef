use abi::sigframe;

use crate::bytes::{read_array, read_u32, read_u64, write};
use crate::{AltStack, SigRecord};

/// `struct sigframe` of the contract: what a program finds when a handler is to run. `parse` and [`emit`](Frame::emit) are
/// inverse for every frame that this crate builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// The record that it answers; mask and alternate stack are in the `ucontext`, from where `rt_sigreturn` restores them.
    pub record: SigRecord,
    /// `uc_mcontext.__sp`: `__stack_pointer` of the interrupted code.
    pub sp: u32,
}

impl Frame {
    /// Reads a frame back, as a debugger or a test would.
    #[must_use]
    pub fn parse(bytes: &[u8; sigframe::SIZE as usize]) -> Self {
        let word = |index: u32| read_u32(bytes, sigframe::UC_STACK + 4 * index);
        Self {
            record: SigRecord {
                sig: read_u32(bytes, sigframe::SIG),
                handler: read_u32(bytes, sigframe::HANDLER),
                flags: read_u32(bytes, sigframe::FLAGS),
                restart: read_u32(bytes, sigframe::RESTART) != 0,
                mask: read_u64(bytes, sigframe::UC_SIGMASK),
                altstack: AltStack::from_words([word(0), word(1), word(2)]),
                siginfo: read_array(bytes, sigframe::SIGINFO),
            },
            sp: read_u32(bytes, MCONTEXT_SP),
        }
    }

    /// The bytes to write into the program's memory. What is not named in the contract is zero.
    #[must_use]
    pub fn emit(&self) -> [u8; sigframe::SIZE as usize] {
        let mut bytes = [0; sigframe::SIZE as usize];
        let record = &self.record;
        let words = [
            (sigframe::SIG, record.sig),
            (sigframe::HANDLER, record.handler),
            (sigframe::FLAGS, record.flags),
            (sigframe::RESTART, u32::from(record.restart)),
            (MCONTEXT_SP, self.sp),
        ];
        for (offset, word) in words {
            write(&mut bytes, offset, &word.to_le_bytes());
        }
        for (offset, word) in (sigframe::UC_STACK..).step_by(4).zip(record.altstack.words()) {
            write(&mut bytes, offset, &word.to_le_bytes());
        }
        write(&mut bytes, sigframe::SIGINFO, &record.siginfo);
        write(&mut bytes, sigframe::UC_SIGMASK, &record.mask.to_le_bytes());
        bytes
    }
}

/// `uc_mcontext.__sp`, its second word.
const MCONTEXT_SP: u32 = sigframe::UC_MCONTEXT + 4;
