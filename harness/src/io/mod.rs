//! Far ends for ports: bytes in memory, and descriptors of the host.

mod fd;
mod memory;
pub mod terminal;

pub use fd::{FdSink, FdSource};
pub use memory::{Bytes, Collect};
