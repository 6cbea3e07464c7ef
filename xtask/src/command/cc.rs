//! `cargo xtask cc`.

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;

use crate::cc::{self, Sysroot};
use crate::cli::Guest;
use crate::{build, workspace};

/// Names the sysroot for compilers that the build itself starts; then nothing is looked up.
pub const SYSROOT: &str = "WASMLINUX_SYSROOT";

/// Names `wasm-opt` likewise.
pub const WASM_OPT: &str = "WASMLINUX_WASM_OPT";

/// Runs the compiler driver, with the sysroot of the environment or the one of this checkout.
///
/// # Errors
/// No sysroot can be made, or the driver's own.
pub fn run(arguments: &[OsString]) -> Result<ExitCode> {
    let sysroot = match (env::var_os(SYSROOT), env::var_os(WASM_OPT)) {
        (Some(root), Some(wasm_opt)) => Sysroot::new(root, wasm_opt),
        _ => build::sysroot(&workspace::builder(&Guest::default())?)?,
    };
    cc::run(arguments, &sysroot)
}
