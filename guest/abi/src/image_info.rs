//! `struct image_info`: what `mm_load` tells the kernel about a program's memory. Four words, in kernel memory.

/// Offset of the top of the C stack, the program's initial `__stack_pointer`.
pub const SP: u32 = 0;
/// Offset of the lowest address of the C stack.
pub const STACK_LOW: u32 = 4;
/// Offset of the end of the memory that the module asks for.
pub const END: u32 = 8;
/// Offset of the initial program break.
pub const BRK: u32 = 12;
/// Size of the structure in bytes.
pub const SIZE: u32 = 16;

pub(crate) const TABLE: &[(&str, u32)] = &[
    ("IMAGE_INFO_SP", SP),
    ("IMAGE_INFO_STACK_LOW", STACK_LOW),
    ("IMAGE_INFO_END", END),
    ("IMAGE_INFO_BRK", BRK),
    ("IMAGE_INFO_SIZE", SIZE),
];
