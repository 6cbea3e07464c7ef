//! `cargo xtask build`: from upstream sources to a bootable guest.
//!
//! ```text
//! sources ─┬─ kernel ── split ────────────────┐
//!          ├─ headers ─┬─ musl ─┬─ busybox ─┬─ rootfs ─┴─ target/guest/CONFIG/
//! tools ───┘           │        └─ programs ┘
//! binaryen ────────────┘
//! ```
//!
//! First everything is looked up in the cache, which takes milliseconds. Only if something is missing or damaged, the same walk is made
//! again with leave to make it.

pub mod apt;
pub mod apt_list;
pub mod binaryen;
pub mod builder;
pub mod busybox;
pub mod cache;
pub mod driver;
pub mod headers;
pub mod job;
pub mod kernel;
pub mod kernel_link;
pub mod link_map;
pub mod machine;
pub mod memo;
pub mod musl;
pub mod named;
pub mod place;
pub mod programs;
pub mod progress;
pub mod rootfs;
pub mod sources;
pub mod step;
pub mod tools;
pub mod unpack;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::cc::Sysroot;
use builder::{Builder, Miss, Mode, Output};
use driver::Driver;
use sources::{Package, Source, Sources};
use tools::Tools;

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Until {
    /// Fetch and check the upstream sources.
    Sources,
    /// Compile, link and split the kernel.
    Kernel,
    /// The C library and the sysroot.
    Sysroot,
    /// BusyBox and the root file system.
    Rootfs,
    /// All that a boot needs.
    Guest,
    /// That, the `wasmlinux` command, and its compiled form of the guest.
    Artifacts,
    /// All that and the test programs of `guest/tests`.
    Programs,
}

/// The guest's files.
#[derive(Debug, Clone)]
pub struct Guest {
    /// Folder with `vmlinux.wasm`, `vmlinux.img`, `initramfs.cpio`.
    pub dir: PathBuf,
    /// Folder of the test programs, `NAME.wasm`.
    pub programs: PathBuf,
}

/// Makes the guest of a config, or finds it made. Silent when there is nothing to do.
///
/// # Errors
/// A step failed.
pub fn guest(builder: &Builder, config: &str, until: Until) -> Result<Guest> {
    look_then_make(builder, || assemble(builder, config, until))
}

/// The sysroot for the compiler driver, made when missing.
///
/// # Errors
/// A step failed.
pub fn sysroot(builder: &Builder) -> Result<Sysroot> {
    look_then_make(builder, || {
        let (tools, sources) = (tools::ready(builder)?, sources::chosen(builder)?);
        driver(builder, &tools, &sources)
    })
    .map(|driver| Sysroot::new(&driver.sysroot.dir, binaryen::wasm_opt(&driver.binaryen)))
}

/// The benchmarks of `guest/bench`, made when missing: the folder of the `NAME.wasm` files.
///
/// # Errors
/// A step failed.
pub fn benches(builder: &Builder) -> Result<PathBuf> {
    look_then_make(builder, || {
        let (tools, sources) = (tools::ready(builder)?, sources::chosen(builder)?);
        let driver = driver(builder, &tools, &sources)?;
        let folder = builder.target.join("guest/bench");
        deliver(builder, &folder, &[programs::programs(builder, &driver, programs::BENCHES)?])?;
        Ok(folder)
    })
}

fn look_then_make<T>(builder: &Builder, walk: impl Fn() -> Result<T>) -> Result<T> {
    builder.mode.set(Mode::Look);
    match walk() {
        Err(error) if error.is::<Miss>() => {}
        result => return result,
    }
    let _lock = builder.cache.lock()?;
    builder.mode.set(Mode::Make);
    walk()
}

fn assemble(builder: &Builder, config: &str, until: Until) -> Result<Guest> {
    let guests = builder.target.join("guest");
    let guest = Guest {
        dir: guests.join(config),
        programs: guests.join("tests"),
    };
    let sources = sources::chosen(builder)?;
    if until == Until::Sources {
        return Ok(guest);
    }
    let tools = tools::ready(builder)?;
    let mut parts = Vec::new();
    if until == Until::Kernel || until >= Until::Guest {
        let linked = kernel::kernel(builder, of(&sources, Package::Linux)?, &tools, config)?;
        parts.push(kernel_link::split(builder, &linked)?);
    }
    if until >= Until::Sysroot {
        let driver = driver(builder, &tools, &sources)?;
        if until >= Until::Rootfs {
            let source = of(&sources, Package::Busybox)?;
            let busybox = busybox::busybox(builder, source, &driver, &tools)?;
            let captured = busybox::captured(builder, &busybox, &driver)?;
            parts.push(rootfs::rootfs(builder, &busybox, &captured, &driver)?);
        }
        if until >= Until::Programs {
            let programs = programs::programs(builder, &driver, programs::TESTS)?;
            deliver(builder, &guest.programs, &[programs])?;
        }
    }
    deliver(builder, &guest.dir, &parts)?;
    record(builder, &sources)?;
    Ok(guest)
}

fn driver(builder: &Builder, tools: &Tools, sources: &Sources) -> Result<Driver> {
    let headers = headers::headers(builder, of(sources, Package::Linux)?)?;
    let sysroot = musl::sysroot(builder, of(sources, Package::Musl)?, &headers, tools)?;
    Driver::new(builder, sysroot, binaryen::binaryen(builder)?)
}

fn of(sources: &Sources, package: Package) -> Result<&Source> {
    sources.get(&package).with_context(|| format!("no source of {package}"))
}

/// Copies the outputs to a folder where they are not there already.
fn deliver(builder: &Builder, folder: &Path, parts: &[Output]) -> Result<()> {
    for part in parts {
        for (name, hash) in &part.manifest.0 {
            let to = folder.join(name);
            if builder.memo.file_hash(&to).is_ok_and(|found| found == *hash) {
                continue;
            }
            builder.must_make()?;
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)?;
            }
            let partial = to.with_extension("partial");
            fs::copy(part.dir.join(name), &partial)?;
            fs::rename(&partial, &to)?;
        }
    }
    Ok(())
}

/// Writes down beside the guest what it was made from.
fn record(builder: &Builder, sources: &Sources) -> Result<()> {
    let file = builder.target.join("guest/sources.json");
    let text = serde_json::to_string_pretty(sources)?;
    if !fs::read_to_string(&file).is_ok_and(|old| old == text) {
        fs::create_dir_all(builder.target.join("guest"))?;
        fs::write(file, text)?;
    }
    Ok(())
}
