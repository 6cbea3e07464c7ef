//! The contract between the WasmLinux kernel, its programs and its host.
//!
//! Every number that two worlds agreed on lives here once: Rust code uses the constants, the C overlays include the header that
//! [`c_header`] renders from the same tables. `docs/abi.md` tells what each one means.
//!
//! ```
//! use wasmlinux_abi::{irq, park};
//! assert_eq!(park::SWITCH, 0);
//! assert_eq!(irq::TIMER | irq::PORT, 3);
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod header;
pub mod image_info;
pub mod irq;
pub mod park;
pub mod port;
pub mod sig_record;
pub mod sigframe;

pub use header::c_header;

/// Smallest unit in which a program maps memory, in bytes (Linux's `PAGE_SIZE`).
pub const PAGE_SIZE: u32 = 4096;

/// Size of a WebAssembly memory page, in bytes (WebAssembly core specification, section 4.2.8).
pub const WASM_PAGE_SIZE: u32 = 65536;

/// The import module of programs.
pub const PROGRAM_MODULE: &str = "linux";

/// The import module of the kernel.
pub const KERNEL_MODULE: &str = "lkl";

/// Exit status of a host whose kernel trapped or panicked (`EX_SOFTWARE` of `sysexits.h`).
pub const EXIT_KERNEL_DIED: i32 = 70;
