//! From a file to something that an engine can run.
//!
//! ```text
//!   bytes of a file --- prepare ------> Image  { module, segments, sizes }     programs
//!   vmlinux.wasm ------ split_kernel -> Kernel { module, flat memory image }   the kernel
//! ```
//!
//! A program on disk is plain wasm, as `clang` and `wasm-ld` write it: it defines its memory and carries its data. A process needs
//! a memory of its own that outlives the instance (exec, fork, a vfork child), so [`prepare`] turns the defined memory into
//! the import `linux.memory` and takes the data out. It adds what the machine needs besides: safepoints at the headers of loops, where a
//! program is interrupted, and plain instructions for atomic ones. Everything the machine would otherwise trip over later is checked here,
//! once, and told as one clear [`Refusal`], which ends in the kernel log beside ENOEXEC.
//!
//! Pure: bytes in, data out. No engine, no cache, no kernel is known here.
//!
//! ```
//! let refusal = exec_image::prepare(b"#!/bin/sh\n").unwrap_err();
//! assert_eq!(refusal.to_string(), "not a WebAssembly module");
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod image;
mod kernel;
mod limits;
mod program;
mod refusal;
mod rewrite;
mod scan;
mod signature;
mod treat;

pub use image::{Image, Imports, Segment};
pub use kernel::{Kernel, split_kernel};
pub use limits::{INITIAL_PAGES_MAX, MODULE_BYTES_MAX};
pub use program::prepare;
pub use refusal::Refusal;
pub use treat::TREATMENT;
