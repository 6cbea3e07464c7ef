//! The criterion benches of the cores.

use std::fs;
use std::io::stderr;
use std::os::fd::AsFd;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::rows::Unit;
use super::table::with_unit;
use crate::build::builder::Builder;

/// The cores that have benches. The package `wasmlinux` has none: criterion would change what wasmtime is compiled with.
const CORES: [&str; 4] = ["exec-image", "nommu-proc", "lkl-host-ops", "sigdeliver"];

/// Runs them, their output going to stderr; gives back a table of the medians.
///
/// # Errors
/// They do not compile, or one failed.
pub fn cores(builder: &Builder, only: Option<&str>) -> Result<String> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(&builder.repo).env("CARGO_TARGET_DIR", &builder.target);
    cargo.arg("bench").args(CORES.iter().flat_map(|core| ["--package", core]));
    cargo
        .args(["--", "--warm-up-time", "1", "--measurement-time", "2"])
        .args(only);
    let status = cargo
        .stdout(Stdio::from(stderr().as_fd().try_clone_to_owned()?))
        .status()
        .context("starting cargo")?;
    ensure!(status.success(), "the benches of the cores failed");
    let mut medians = Vec::new();
    collect(&builder.target.join("criterion"), &mut medians)?;
    medians.retain(|(name, _)| only.is_none_or(|part| name.contains(part)));
    medians.sort_by(|a, b| a.0.cmp(&b.0));
    let lines = medians
        .iter()
        .map(|(name, ns)| format!("| {name} | {} |\n", with_unit(*ns, Unit::Nanoseconds)));
    Ok(format!("| core | median |\n| --- | --- |\n{}", lines.collect::<String>()))
}

/// What criterion left in its folder: `GROUP/NAME/new/{benchmark,estimates}.json`.
fn collect(folder: &Path, medians: &mut Vec<(String, f64)>) -> Result<()> {
    let estimates = folder.join("new/estimates.json");
    if estimates.exists() {
        let name = field(&folder.join("new/benchmark.json"), "/full_id")?;
        let median = field(&estimates, "/median/point_estimate")?;
        let known = name.as_str().zip(median.as_f64()).context("criterion changed its files")?;
        medians.push((known.0.to_owned(), known.1));
        return Ok(());
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), medians)?;
        }
    }
    Ok(())
}

fn field(file: &Path, pointer: &str) -> Result<Value> {
    let value: Value = serde_json::from_slice(&fs::read(file)?).with_context(|| file.display().to_string())?;
    value.pointer(pointer).cloned().context("criterion changed its files")
}
