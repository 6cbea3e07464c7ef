//! How a machine ends, and what a trap is to Linux.

use std::fmt;

use crate::engine::TrapKind;

/// Why a machine does not run any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It has not stopped: what was waited for has come.
    Running,
    /// `poweroff` or `halt`.
    PowerOff,
    /// `reboot`.
    Reboot,
    /// The kernel panicked.
    Panic {
        /// The end of its log.
        log: String,
    },
    /// Kernel code trapped.
    KernelTrap {
        /// The trap and the functions it happened in, innermost first.
        what: String,
        /// The end of the kernel's log.
        log: String,
    },
    /// The host could not go on: no resources, or a kernel that breaks the contract.
    Host(String),
}

impl Stop {
    /// The exit status of a program that ran the machine for its own sake.
    #[must_use]
    pub const fn exit_status(&self) -> i32 {
        match self {
            Self::Running | Self::PowerOff | Self::Reboot => 0,
            Self::Panic { .. } | Self::KernelTrap { .. } | Self::Host(_) => abi::EXIT_KERNEL_DIED,
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Running => f.write_str("the machine runs"),
            Self::PowerOff => f.write_str("the machine powered off"),
            Self::Reboot => f.write_str("the machine rebooted"),
            Self::Panic { log } => write!(f, "the kernel panicked; its last words:\n{log}"),
            Self::KernelTrap { what, log } => {
                write!(f, "the kernel trapped: {what}\nits last words:\n{log}")
            }
            Self::Host(why) => write!(f, "the machine cannot go on: {why}"),
        }
    }
}

/// Signal and `si_code` of a trap in a program (sigaction(2)).
pub(super) const fn signal(kind: TrapKind) -> (i32, i32) {
    const SIGILL: i32 = 4;
    const SIGFPE: i32 = 8;
    const SIGSEGV: i32 = 11;
    const ILL_ILLOPC: i32 = 1;
    const FPE_INTDIV: i32 = 1;
    const FPE_INTOVF: i32 = 2;
    const SEGV_MAPERR: i32 = 1;
    const SEGV_ACCERR: i32 = 2;
    match kind {
        TrapKind::Memory | TrapKind::StackOverflow => (SIGSEGV, SEGV_MAPERR),
        TrapKind::IndirectCall => (SIGSEGV, SEGV_ACCERR),
        TrapKind::DivideByZero => (SIGFPE, FPE_INTDIV),
        TrapKind::IntegerOverflow => (SIGFPE, FPE_INTOVF),
        TrapKind::Unreachable | TrapKind::Other => (SIGILL, ILL_ILLOPC),
    }
}
