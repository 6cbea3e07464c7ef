//! The C library and the sysroot that programs are compiled against (`guest/musl/README.md`).

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use anyhow::{Context, Result};

use super::builder::{Builder, Output, remove};
use super::job::NONE;
use super::memo::files_under;
use super::place::{Overlay, overlay, place};
use super::sources::{Package, Source, tree};
use super::step::Inputs;
use super::tools::Tools;

/// Objects in libc.a, about.
const OBJECTS: u64 = 1350;

/// Libraries whose functions are in libc.a; programs ask for them all the same.
const EMPTY: [&str; 8] = ["m", "rt", "pthread", "crypt", "util", "xnet", "resolv", "dl"];

/// Builds the library: output is a sysroot, `include/` (with the kernel's headers) and `lib/`.
///
/// # Errors
/// A command failed.
pub fn sysroot(builder: &Builder, source: &Source, headers: &Output, tools: &Tools) -> Result<Output> {
    let folder = builder.repo.join("guest/musl");
    let inputs = Inputs::new(include_str!("musl.rs"))
        .with("source", &source.sha256)
        .with("overlay", overlay_hash(builder)?)
        .with("headers", headers.digest())
        .with("compilers", &tools.compilers)
        .with("builtins", builder.memo.file_hash(&tools.builtins)?);
    let upstream = || tree(builder, Package::Musl, source);
    builder.prepared_step("musl", OBJECTS, &inputs, upstream, |job, output, (upstream, _)| {
        let key = inputs.key();
        let work = builder.work_for("musl", &key)?;
        let (copy, out) = (work.join("tree"), work.join("out"));
        place(&upstream, &musl_overlay(builder)?, &copy)?;
        fs::create_dir_all(&out)?;
        let config = out.join("config.mak");
        if !config.is_symlink() {
            symlink(folder.join("config.mak"), &config)?;
        }
        let make = || {
            let mut make = Command::new("make");
            make.current_dir(&out)
                .env_remove("MAKEFLAGS")
                .arg("-f")
                .arg(copy.join("Makefile"));
            make.arg(format!("srcdir={}", copy.display()));
            make
        };
        let object = |line: &str| line.contains(" -c -o obj/");
        let mut library = make();
        library.args([&format!("-j{}", builder.jobs), "lib/libc.a", "lib/crt1.o", "lib/threads.o"]);
        job.run(&mut library, object)?;
        let mut install = make();
        install.args(["install-headers", "DESTDIR="]);
        job.run(install.arg(format!("prefix={}", output.display())), NONE)?;
        let lib = output.join("lib");
        fs::create_dir_all(&lib)?;
        for file in ["libc.a", "crt1.o", "threads.o"] {
            fs::copy(out.join("lib").join(file), lib.join(file))?;
        }
        for name in EMPTY {
            // musl's makefile asks `ar` for an archive without members, and llvm-ar makes no file then.
            fs::write(lib.join(format!("lib{name}.a")), "!<arch>\n")?;
        }
        let builtins = tools.builtins.file_name().context("no file name")?;
        fs::copy(&tools.builtins, lib.join(builtins))?;
        add_kernel_headers(headers, output)?;
        remove(&work)
    })
}

fn add_kernel_headers(headers: &Output, output: &std::path::Path) -> Result<()> {
    let from = headers.dir.join("include");
    for file in files_under(&from)? {
        let to = output.join("include").join(&file);
        // Where both have a file (scsi/), libc's is for programs.
        if !to.exists() {
            fs::create_dir_all(to.parent().context("a header without folder")?)?;
            fs::copy(from.join(&file), to)?;
        }
    }
    Ok(())
}

/// The overlay's parts; all else in the folder is about it, not in it.
const PARTS: [&str; 3] = ["arch", "crt", "src"];

/// What is placed into musl's tree.
///
/// # Errors
/// The overlay cannot be listed.
pub fn musl_overlay(builder: &Builder) -> Result<Overlay> {
    let folder = builder.repo.join("guest/musl");
    let mut files = Overlay::new();
    for part in PARTS {
        files.extend(overlay(&folder.join(part), part)?);
    }
    Ok(files)
}

fn overlay_hash(builder: &Builder) -> Result<String> {
    let folder = builder.repo.join("guest/musl");
    let mut hashes = builder.memo.file_hash(&folder.join("config.mak"))?;
    for part in PARTS {
        hashes.push_str(&builder.memo.tree_hash(&folder.join(part))?);
    }
    Ok(hashes)
}
