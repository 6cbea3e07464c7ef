//! The kernel: stock Linux with `guest/linux/arch/lkl` placed into it, compiled and linked (`guest/linux/README.md`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use super::builder::{Builder, Output, remove, remove_file, remove_others};
use super::job::{Job, NONE};
use super::kernel_link::link;
use super::link_map;
use super::place::{Overlay, overlay, place};
use super::sources::{Package, Source, tree};
use super::step::Inputs;
use super::tools::Tools;

/// Objects that a config compiles, about.
fn expected(config: &str) -> u64 {
    if config == "tiny" { 390 } else { 740 }
}

/// The make variables that every call needs.
pub fn make(tree: &Path, out: &Path) -> Command {
    let mut command = Command::new("make");
    command.arg("-C").arg(tree).arg(format!("O={}", out.display())).args([
        "ARCH=lkl",
        "LLVM=-19",
        "LD=wasm-ld-19",
        "CLANG_TARGET_FLAGS_lkl=wasm32-unknown-unknown",
        // mk_elfconfig reads this one object, and knows ELF only.
        "CFLAGS_empty.o=--target=i386-unknown-linux-gnu",
        "CFLAGS_REMOVE_empty.o=-mbulk-memory",
        // The same bytes on every machine.
        "KBUILD_BUILD_USER=wasmlinux",
        "KBUILD_BUILD_HOST=wasmlinux",
        "KBUILD_BUILD_VERSION=1",
        "KBUILD_BUILD_TIMESTAMP=1970-01-01",
    ]);
    command.env_remove("MAKEFLAGS").env("LC_ALL", "C");
    command
}

fn counts(line: &str) -> bool {
    ["  CC ", "  AS ", "  HOSTCC "].iter().any(|start| line.starts_with(start))
}

/// What is placed into Linux's tree.
///
/// # Errors
/// The overlay cannot be listed.
pub fn kernel_overlay(builder: &Builder) -> Result<Overlay> {
    overlay(&builder.repo.join(OVERLAY), "arch/lkl")
}

/// The build copy: upstream's tree with the overlay in it.
///
/// # Errors
/// The source cannot be had, or the overlay would edit a file of it.
pub fn build_copy(builder: &Builder, source: &Source) -> Result<PathBuf> {
    let (upstream, _) = tree(builder, Package::Linux, source)?;
    let short = source.sha256.get(..16).unwrap_or(&source.sha256);
    let work = builder.work(&format!("linux-{short}"))?;
    remove_others(&builder.work("")?, "linux-", &work)?;
    let copy = work.join("tree");
    place(&upstream, &kernel_overlay(builder)?, &copy)?;
    Ok(copy)
}

/// Compiles and links: outputs `vmlinux.linked.wasm`, `vmlinux.map`, `config`.
///
/// # Errors
/// A command failed, or the link map shows a section that has no place.
pub fn kernel(builder: &Builder, source: &Source, tools: &Tools, config: &str) -> Result<Output> {
    let inputs = Inputs::new(concat!(include_str!("kernel.rs"), include_str!("kernel_link.rs")))
        .with("source", &source.sha256)
        .with("overlay", builder.memo.tree_hash(&builder.repo.join(OVERLAY))?)
        .with("sections", builder.memo.file_hash(&builder.repo.join(SECTIONS))?)
        .with("config", config)
        .with("compilers", &tools.compilers);
    let name = format!("kernel-{config}");
    let copy = || build_copy(builder, source);
    builder.prepared_step(&name, expected(config), &inputs, copy, |job, output, copy| {
        let out = copy.with_file_name(config);
        open_objects(&out, &headers(builder)?)?;
        compile(job, builder.jobs, &copy, &out, config)?;
        link(job, &copy, &out)?;
        let map = fs::read_to_string(out.join("vmlinux.map"))?;
        link_map::check(&map, &fs::read_to_string(builder.repo.join(SECTIONS))?)?;
        fs::rename(out.join("vmlinux.wasm"), output.join("vmlinux.linked.wasm"))?;
        fs::rename(out.join("vmlinux.map"), output.join("vmlinux.map"))?;
        fs::copy(out.join(".config"), output.join("config"))?;
        Ok(())
    })
}

/// The names of the overlay's headers. Each stands in for a generic one.
fn headers(builder: &Builder) -> Result<String> {
    let overlay = kernel_overlay(builder)?;
    let names = overlay.keys().filter_map(|path| path.to_str());
    Ok(names.filter(|name| name.ends_with(".h")).collect::<Vec<_>>().join("\n"))
}

/// The folder of objects, emptied where the set of headers has changed: make does not compile again what depended on a generic one that has
/// gone.
fn open_objects(out: &Path, headers: &str) -> Result<()> {
    let stamp = out.join(".overlay-headers");
    if !fs::read_to_string(&stamp).is_ok_and(|old| old == headers) {
        remove(out)?;
        fs::create_dir_all(out)?;
        fs::write(stamp, headers)?;
    }
    Ok(())
}

fn compile(job: &mut Job, jobs: usize, tree: &Path, out: &Path, config: &str) -> Result<()> {
    job.run(make(tree, out).arg(format!("{config}_defconfig")), NONE)?;
    for archive in ARCHIVES {
        remove_file(&out.join(archive))?;
    }
    // wasm-ld refuses the last command of `vmlinux_o`, a relocatable link of what is complete by then; nothing after it applies to wasm.
    // The failures that make tells show whether that command was the only one to fail.
    let mut command = make(tree, out);
    command.args([&format!("-j{jobs}"), "vmlinux_o"]);
    let (failed, _) = job.watch(&mut command, counts, |line| line.contains("] Error "))?;
    let real = failed.iter().find(|line| {
        !["vmlinux.o]", "vmlinux_o]", "__sub-make]"]
            .iter()
            .any(|target| line.contains(target))
    });
    ensure!(real.is_none(), "{}", real.map_or("", String::as_str));
    for archive in ARCHIVES {
        ensure!(out.join(archive).exists(), "{archive} was not made");
    }
    job.run(make(tree, out).arg(VERSION_OBJECT), counts)
}

pub(super) const OVERLAY: &str = "guest/linux/arch/lkl";
const SECTIONS: &str = "guest/linux/link-map.sections";
pub(super) const ARCHIVES: [&str; 3] = ["vmlinux.a", "lib/lib.a", "arch/lkl/lib/lib.a"];
pub(super) const VERSION_OBJECT: &str = "init/version-timestamp.o";
