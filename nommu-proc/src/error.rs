use core::fmt;

/// Why an address space stays as it is. Always the program's own doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MapError {
    /// No room: the limit of the memory, the number of areas, or a place that cannot be mapped.
    NoMemory,
    /// An argument that can never be right.
    Invalid,
    /// Something is mapped there (`MAP_FIXED_NOREPLACE`).
    Exists,
    /// The old range of a remap is not mapped.
    Fault,
}

impl MapError {
    /// The negative errno that the system call answers.
    #[must_use]
    pub const fn to_errno(self) -> i32 {
        match self {
            Self::NoMemory => -ENOMEM,
            Self::Invalid => -EINVAL,
            Self::Exists => -EEXIST,
            Self::Fault => -EFAULT,
        }
    }
}

/// Why the table of processes stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProcessError {
    /// [`MM_MAX`](crate::MM_MAX) memories or [`TASKS_MAX`](crate::TASKS_MAX) tasks exist.
    Full,
    /// The caller (the kernel) named a memory that does not exist.
    NoSuchMm,
    /// The caller (the host) named a task that does not exist or runs no program.
    NoSuchTask,
    /// The layout does not fit below its own limit.
    Layout,
}

impl ProcessError {
    /// The negative errno that the host operation answers.
    #[must_use]
    pub const fn to_errno(self) -> i32 {
        match self {
            Self::Full | Self::Layout => -ENOMEM,
            Self::NoSuchMm => -EINVAL,
            Self::NoSuchTask => -ESRCH,
        }
    }
}

/// Why a stack was not captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptureError {
    /// The program's stack is larger than [`CAPTURE_MAX`](crate::CAPTURE_MAX).
    TooLarge,
    /// The caller (the host) named a task that does not exist or runs no program.
    NoSuchTask,
}

impl CaptureError {
    /// The negative errno that `fork` answers.
    #[must_use]
    pub const fn to_errno(self) -> i32 {
        match self {
            Self::TooLarge => -ENOMEM,
            Self::NoSuchTask => -ESRCH,
        }
    }
}

/// `longjmp` to a place where no `setjmp` is remembered. The program gets SIGSEGV, as after any wild jump.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchJump;

impl fmt::Display for MapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoMemory => "out of address space",
            Self::Invalid => "invalid argument",
            Self::Exists => "already mapped",
            Self::Fault => "not mapped",
        })
    }
}

impl fmt::Display for ProcessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "too many processes",
            Self::NoSuchMm => "no such memory",
            Self::NoSuchTask => "no such task",
            Self::Layout => "the image does not fit into its memory",
        })
    }
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge => "stack too large to capture",
            Self::NoSuchTask => "no such task",
        })
    }
}

impl fmt::Display for NoSuchJump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("longjmp without setjmp")
    }
}

impl core::error::Error for MapError {}
impl core::error::Error for ProcessError {}
impl core::error::Error for CaptureError {}
impl core::error::Error for NoSuchJump {}

/// Numbers of `asm-generic/errno-base.h`.
const ESRCH: i32 = 3;
const ENOMEM: i32 = 12;
const EFAULT: i32 = 14;
const EEXIST: i32 = 17;
const EINVAL: i32 = 22;
