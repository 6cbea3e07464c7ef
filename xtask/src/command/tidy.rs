//! `cargo xtask tidy`.

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::Tidy;
use crate::{tidy, workspace};

/// Checks the repository's own rules; with `--fix`, renders generated files anew.
///
/// # Errors
/// A file cannot be read or written.
pub fn run(arguments: &Tidy) -> Result<ExitCode> {
    let builder = workspace::builder(&arguments.guest)?;
    let findings = tidy::check(&builder, arguments.fix)?;
    for finding in &findings {
        eprintln!("{finding}");
    }
    match findings.len() {
        0 => Ok(ExitCode::SUCCESS),
        count => {
            eprintln!("{count} findings");
            Ok(ExitCode::FAILURE)
        }
    }
}
