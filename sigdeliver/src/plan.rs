use core::fmt;

use abi::sigframe;

use crate::altstack::{SA_ONSTACK, frame_below};
use crate::{Frame, SigRecord};

/// What the host is to do: write `bytes` at `at`, then set `__sig_frame` to `at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Address of the frame, a multiple of [`sigframe::ALIGN`].
    pub at: u32,
    /// The frame.
    pub bytes: [u8; sigframe::SIZE as usize],
    /// Whether the frame switches to the alternate stack: false when the task is on it already.
    pub uses_altstack: bool,
}

/// There is no room for the frame. The program's own fault; Linux answers with SIGSEGV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unplaceable {
    /// The stack pointer is too close to address 0.
    StackOverflow,
    /// The alternate stack is too small for the frame, or used up.
    AltStackOverflow,
}

impl fmt::Display for Unplaceable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StackOverflow => "no room for a signal frame on the stack",
            Self::AltStackOverflow => "no room for a signal frame on the alternate stack",
        })
    }
}

impl core::error::Error for Unplaceable {}

/// Places the frame for `record` of a program whose `__stack_pointer` is `sp`.
///
/// The rules are those of `get_sigframe` in Linux (arch/x86/kernel/signal.c): a handler with `SA_ONSTACK` goes on the alternate
/// stack unless the task is there already, everything else goes below `sp` and its red zone, and a frame that would leave the
/// alternate stack is an error.
///
/// # Errors
///
/// [`Unplaceable`]; nothing was decided, and the signal becomes a SIGSEGV.
pub fn plan(record: &SigRecord, sp: u32) -> Result<Plan, Unplaceable> {
    let altstack = &record.altstack;
    let nested = altstack.in_use(sp);
    let entering = record.flags & SA_ONSTACK != 0 && altstack.size != 0 && !nested;
    let top = if entering {
        altstack.top()
    } else {
        sp.checked_sub(sigframe::RED_ZONE)
    };
    let at = top.and_then(frame_below);
    let at = if nested || entering {
        at.filter(|at| altstack.holds(*at)).ok_or(Unplaceable::AltStackOverflow)?
    } else {
        at.ok_or(Unplaceable::StackOverflow)?
    };
    let bytes = Frame { record: *record, sp }.emit();
    Ok(Plan {
        at,
        bytes,
        uses_altstack: entering,
    })
}
