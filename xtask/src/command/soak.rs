//! `cargo xtask soak`: the churn of `harness/tests/soak.rs` for as long as asked.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;

use super::test;
use crate::cli::Soak;
use crate::workspace;

/// Builds what is missing, then lets processes, threads, pipes and signals come and go; a line every few seconds tells how the machine
/// fares.
///
/// # Errors
/// A build step failed, or cargo cannot be started.
pub fn run(arguments: &Soak) -> Result<ExitCode> {
    let builder = workspace::builder(&arguments.guest)?;
    let guest = test::guest(&builder, arguments.guest.config.name())?;
    let seconds = arguments.minutes * 60;
    let arguments = ["--test", "soak", "churn", "--", "--nocapture"].map(OsString::from);
    let variables = [("WASMLINUX_SOAK", seconds.to_string())];
    let (_, ok) = test::machine_tests(&builder, &guest, &arguments, &variables)?;
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
