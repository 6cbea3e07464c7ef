//! The repository checks itself: rules that no compiler knows, one file each.

mod arrows;
mod files;
mod fresh;
mod pristine;
mod unsafety;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::build::builder::Builder;

/// All findings, each a line `FILE: what is wrong`. With `fix`, what can be put right is put right first.
///
/// # Errors
/// A file cannot be read or written.
pub fn check(builder: &Builder, fix: bool) -> Result<Vec<String>> {
    let files = tracked(builder)?;
    let mut findings = fresh::check(builder, fix)?;
    findings.extend(arrows::check(builder)?);
    findings.extend(unsafety::check(builder, &files)?);
    findings.extend(files::check(builder, &files)?);
    findings.extend(pristine::check(builder)?);
    Ok(findings)
}

/// The project's files: those that git knows or would take in.
fn tracked(builder: &Builder) -> Result<Vec<PathBuf>> {
    let output = Command::new("git")
        .current_dir(&builder.repo)
        // A checkout that is another user's is the usual case in containers; reading it does no harm.
        .args([
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .output()
        .context("starting git")?;
    ensure!(
        output.status.success(),
        "git ls-files failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let names = String::from_utf8(output.stdout).context("a file's name is not UTF-8")?;
    let files = names.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from);
    // A file that was removed, but not yet from the index, is not there to be checked.
    Ok(files.filter(|file| builder.repo.join(file).is_file()).collect())
}
