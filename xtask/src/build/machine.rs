//! The `wasmlinux` command, and the code that it compiles ahead of time for a guest.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, io};

use anyhow::{Context, Result};

use super::builder::{Builder, Mode};
use super::job::NONE;
use super::step::{Hash, Inputs, hash};
use super::{Guest, look_then_make};
use crate::workspace::CORES;

/// The command's program file, compiled if its sources changed since. Asking cargo itself would cost every start more than a boot takes.
///
/// # Errors
/// It does not compile.
pub fn program(builder: &Builder) -> Result<PathBuf> {
    let program = builder.target.join("release/wasmlinux");
    let stamp = builder.target.join("release/.wasmlinux.sources");
    let sources = sources(builder)?;
    let built = || Some(format!("{sources} {}", builder.memo.file_hash(&program).ok()?));
    if built().is_some_and(|built| fs::read_to_string(&stamp).is_ok_and(|old| old == built)) {
        return Ok(program);
    }
    builder.mode.set(Mode::Make);
    builder.task("wasmlinux", 0, |job| {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&builder.repo).env("CARGO_TARGET_DIR", &builder.target);
        cargo.args(["build", "--release", "--package", "wasmlinux"]);
        job.run(&mut cargo, |line| line.trim_start().starts_with("Compiling "))
    })?;
    if let Some(built) = built() {
        fs::write(stamp, built)?;
    }
    Ok(program)
}

fn sources(builder: &Builder) -> Result<Hash> {
    let mut all = String::new();
    for name in CORES.into_iter().chain(["guest/abi", "harness"]) {
        let folder = builder.repo.join(name);
        all.push_str(&builder.memo.tree_hash(&folder.join("src"))?);
        all.push_str(&builder.memo.file_hash(&folder.join("Cargo.toml"))?);
    }
    for file in ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml"] {
        all.push_str(&builder.memo.file_hash(&builder.repo.join(file))?);
    }
    Ok(hash(all.as_bytes()))
}

/// Has the command compile the guest into the user's cache, unless this very command did it for this very guest.
/// The compiled code is the command's own business: it checks it when it loads it, and compiles again what is damaged.
///
/// # Errors
/// The command failed.
pub fn artifacts(builder: &Builder, program: &Path, guest: &Guest) -> Result<()> {
    let mut inputs = Inputs::new("precompile").with("program", builder.memo.file_hash(program)?);
    for file in ["vmlinux.wasm", "vmlinux.img", "initramfs.cpio"] {
        inputs = inputs.with("guest", builder.memo.file_hash(&guest.dir.join(file))?);
    }
    look_then_make(builder, || {
        builder.step("artifacts", 0, &inputs, |job, output| {
            let mut precompile = Command::new(program);
            precompile.arg("precompile").arg("--guest").arg(&guest.dir);
            let lines = job.capture(&mut precompile, NONE, |_| true)?;
            fs::write(output.join("times"), lines.join("\n")).map_err(io::Error::into)
        })
    })
    .context("compiling the guest ahead of time")?;
    Ok(())
}
