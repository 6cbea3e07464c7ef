/// Memories that can exist at a time.
pub const MM_MAX: usize = 4096;

/// Tasks of programs that can exist at a time.
pub const TASKS_MAX: usize = 4096;

/// Separate mapped areas of one address space (Linux's default `vm.max_map_count`).
pub const AREAS_MAX: usize = 65_530;

/// Largest captured stack, in bytes.
pub const CAPTURE_MAX: usize = 8 << 20;

/// Stacks kept for `longjmp` per task; beyond it the one that was set longest ago is forgotten.
pub const JMPBUFS_MAX: usize = 1024;

/// Bytes of stacks kept for `longjmp` per task; beyond it the ones that were set longest ago are forgotten.
pub const JMPBUF_BYTES_MAX: usize = 4 << 20;
