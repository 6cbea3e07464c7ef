use alloc::vec::Vec;

/// A program that was checked and made ready: the module an engine compiles, and what its memory starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// A module that imports its memory as `linux.memory` (without a maximum, so that any memory of at least `initial_pages` fits) and
    /// the function `linux.poll`, which its safepoints call. It holds no data but that of a program of more than one thread. Exports are
    /// those of the file; of the custom sections only `name` is kept.
    pub module: Vec<u8>,
    /// The data that goes into a new memory, in the order of the file. All of it lies inside `initial_pages`.
    pub segments: Vec<Segment>,
    /// Size of the memory at start, in WebAssembly pages.
    pub initial_pages: u32,
    /// The maximum that the file declares, in WebAssembly pages: `memory.grow` beyond it was never promised.
    pub max_pages: Option<u32>,
    /// Initial value of `__stack_pointer`: the top of the C stack, a multiple of 16.
    pub stack_pointer: u32,
    /// Lowest address the C stack may reach: 0 with `--stack-first`, else the end of the data below it.
    pub stack_low: u32,
    /// Value of the exported `__heap_base`, else the end of the initial memory: nothing of the program lies at or above it.
    pub heap_base: u32,
    /// Which of the four functions of module `linux` it imports.
    pub imports: Imports,
    /// Whether it can unwind its stack: `__asyncify_state` and `__asyncify_data` are exported. True where `fork` or `setjmp`
    /// is imported.
    pub captures: bool,
    /// Whether `__sig_frame` is exported: without it no handler can be delivered.
    pub has_sig_frame: bool,
    /// Whether `__wasm_tp` is exported.
    pub has_thread_pointer: bool,
    /// Whether `__wasm_thread_start` is exported, at which a thread begins.
    pub starts_threads: bool,
    /// Address of the word that safepoints look at: the first of the host's, right behind the initial memory. Not 0: they call `poll`.
    pub safepoint: u32,
}

/// Bytes that belong at an address of a new memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Where they go.
    pub addr: u32,
    /// What they are.
    pub bytes: Vec<u8>,
}

/// The functions of module `linux` that a program imports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imports {
    /// `syscall`
    pub syscall: bool,
    /// `fork`
    pub fork: bool,
    /// `setjmp`
    pub setjmp: bool,
    /// `longjmp`
    pub longjmp: bool,
}
