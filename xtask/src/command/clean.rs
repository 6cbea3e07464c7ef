//! `cargo xtask clean`.

use std::process::ExitCode;

use anyhow::Result;

use crate::build::builder::remove;
use crate::cli::Clean;
use crate::workspace;

/// Removes the guest; with `--cache`, all that the cache holds too.
///
/// # Errors
/// Something cannot be removed.
pub fn run(arguments: &Clean) -> Result<ExitCode> {
    let builder = workspace::builder(&arguments.guest)?;
    remove(&builder.target.join("guest"))?;
    if arguments.cache {
        let _lock = builder.cache.lock()?;
        remove(builder.cache.root())?;
    }
    Ok(ExitCode::SUCCESS)
}
