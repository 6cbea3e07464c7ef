use alloc::string::String;
use core::fmt;

/// Why a file cannot run on this machine. Displays as one line for the kernel log.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The first eight bytes are not those of a core WebAssembly module, version 1.
    NotWasm,
    /// Larger than [`MODULE_BYTES_MAX`](crate::MODULE_BYTES_MAX).
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
    },
    /// Cut short or not valid WebAssembly.
    Malformed {
        /// Where in the file.
        offset: usize,
        /// What the validator says.
        reason: String,
    },
    /// Valid, but in a flavour of WebAssembly that not every engine runs.
    Feature {
        /// Where in the file.
        offset: usize,
        /// What the validator says.
        reason: String,
    },
    /// An import that nobody serves.
    UnknownImport {
        /// Its module.
        module: String,
        /// Its name.
        name: String,
        /// Its type in the text format's spelling.
        ty: String,
    },
    /// An import of a known name with another type.
    ImportType {
        /// Its name.
        name: String,
        /// The type that it has.
        found: String,
        /// The type that it should have.
        wanted: &'static str,
    },
    /// An export that must be there is not.
    MissingExport {
        /// Its name.
        name: &'static str,
    },
    /// An export of a known name with another type.
    ExportType {
        /// Its name.
        name: &'static str,
        /// The type that it should have.
        wanted: &'static str,
    },
    /// It has no memory.
    NoMemory,
    /// It has more than one memory.
    Memories,
    /// It asks for more memory at start than [`INITIAL_PAGES_MAX`](crate::INITIAL_PAGES_MAX).
    MemoryTooLarge {
        /// What it asks for, in pages of 64 KiB.
        pages: u64,
    },
    /// It imports `fork` or `setjmp`, but was linked without stack capture.
    NoStackCapture {
        /// The import.
        import: &'static str,
    },
    /// It has a start function, which would run before there is a process.
    StartFunction,
    /// It has passive data, or data at an address that is not constant, or code that loads data by `memory.init`.
    DataNotPlain,
    /// Its data does not lie inside its initial memory.
    DataOutside {
        /// Where the data begins.
        addr: u32,
    },
    /// The initial `__stack_pointer` is not a multiple of 16 inside the initial memory.
    StackPointer {
        /// Its value.
        value: u32,
    },
    /// Its code cannot be written anew with safepoints.
    Untreatable {
        /// What the encoder says.
        reason: String,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotWasm => f.write_str("not a WebAssembly module"),
            Self::TooLarge { bytes } => write!(f, "too large: {bytes} bytes"),
            Self::Malformed { offset, reason } => {
                write!(f, "malformed at offset {offset:#x}: {reason}")
            }
            Self::Feature { offset, reason } => write!(f, "needs a feature this machine lacks, at offset {offset:#x}: {reason}"),
            Self::UnknownImport { module, name, ty } => {
                write!(f, "unknown import {module}.{name}: {ty}")
            }
            Self::ImportType { name, found, wanted } => write!(f, "import {name} has type {found}, not {wanted}"),
            Self::MissingExport { name } => write!(f, "does not export {name}"),
            Self::ExportType { name, wanted } => write!(f, "export {name} is not a {wanted}"),
            Self::NoMemory => f.write_str("has no memory"),
            Self::Memories => f.write_str("has more than one memory"),
            Self::MemoryTooLarge { pages } => {
                write!(f, "asks for {pages} pages of memory at start")
            }
            Self::NoStackCapture { import } => {
                write!(f, "imports {import}, but was linked without stack capture (--asyncify)")
            }
            Self::StartFunction => f.write_str("has a start function"),
            Self::DataNotPlain => f.write_str("has data that is not active at a constant address"),
            Self::DataOutside { addr } => {
                write!(f, "has data at {addr:#x}, outside its initial memory")
            }
            Self::StackPointer { value } => write!(f, "__stack_pointer starts at {value:#x}"),
            Self::Untreatable { reason } => write!(f, "cannot be given safepoints: {reason}"),
        }
    }
}

impl core::error::Error for Refusal {}
