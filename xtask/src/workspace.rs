//! Where the checkout and cargo's target folder are.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::build::builder::{Builder, Mode};
use crate::build::cache::Cache;
use crate::build::memo::Memo;
use crate::cli::Guest;

/// The core crates, by folder and package name, which are the same. The contract crate is not among them: all of them may know it.
pub const CORES: [&str; 6] = [
    "lkl-host-ops",
    "nommu-proc",
    "sigdeliver",
    "exec-image",
    "miniio-core",
    "telnet-core",
];

/// The checkout that this program was built from, or the one around the current folder if that was moved away.
///
/// # Errors
/// There is neither.
pub fn root() -> Result<PathBuf> {
    let built_from = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let here = env::current_dir()?;
    built_from
        .into_iter()
        .chain(here.ancestors())
        .find(|folder| folder.join("guest/abi").is_dir() && folder.join("xtask").is_dir())
        .map(Path::to_owned)
        .context("not inside a checkout of WasmLinux")
}

/// Cargo's target folder: `CARGO_TARGET_DIR`, or `target/` in the checkout.
#[must_use]
pub fn target(root: &Path) -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root.join(folder),
        None => root.join("target"),
    }
}

/// A builder for this checkout.
///
/// # Errors
/// There is no checkout, or no cache.
pub fn builder(options: &Guest) -> Result<Builder> {
    let repo = root()?;
    let cache = Cache::open()?;
    let memo = Memo::load(cache.root().join("memo"));
    let all = || std::thread::available_parallelism().map_or(1, usize::from);
    Ok(Builder {
        target: target(&repo),
        repo,
        cache,
        memo,
        mode: Mode::Look.into(),
        jobs: options.jobs.unwrap_or_else(all),
        install: !options.no_install,
    })
}
