/// Largest initial memory of a program, in WebAssembly pages (1 GiB).
pub const INITIAL_PAGES_MAX: u32 = 16_384;

/// Largest module that is looked at, in bytes.
pub const MODULE_BYTES_MAX: usize = 256 << 20;
