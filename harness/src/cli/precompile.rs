//! `wasmlinux precompile`: engine artifacts for a guest, ahead of time.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use wasmlinux::engine::wasmtime::Compiler;
use wasmlinux::{Guest, folders};

#[derive(clap::Args)]
pub(super) struct Args {
    /// Folder with vmlinux.wasm, vmlinux.img and initramfs.cpio
    #[arg(long, value_name = "DIR", env = "WASMLINUX_GUEST")]
    guest: PathBuf,
    /// Programs to compile besides those in the initramfs
    programs: Vec<PathBuf>,
}

pub(super) fn precompile(args: &Args) -> Result<ExitCode> {
    let guest = Guest::open(&args.guest)?;
    let cache = folders::cache().context("neither XDG_CACHE_HOME nor HOME is set")?;
    let compiler = Compiler::new(Some(&cache))?;
    timed("vmlinux.wasm", || Ok(compiler.kernel(&guest.kernel).map(|_| ())?))?;
    for (name, file) in programs(&std::fs::read(&guest.initramfs)?)? {
        timed(&name, || compile(&compiler, &file))?;
    }
    for path in &args.programs {
        let file = std::fs::read(path).with_context(|| path.display().to_string())?;
        timed(&path.display().to_string(), || compile(&compiler, &file))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn compile(compiler: &Compiler, file: &[u8]) -> Result<()> {
    if compiler.known_program(file).is_none() {
        compiler.program(file)?;
    }
    Ok(())
}

fn timed(name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    let start = Instant::now();
    work().with_context(|| name.to_owned())?;
    println!("{name}: {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// WebAssembly files of a cpio archive, by name.
fn programs(archive: &[u8]) -> Result<Vec<(String, Vec<u8>)>> {
    let mut programs = Vec::new();
    let mut rest = archive;
    loop {
        let mut entry = cpio::newc::Reader::new(rest).context("the initramfs is damaged")?;
        if entry.entry().is_trailer() {
            return Ok(programs);
        }
        let name = entry.entry().name().to_owned();
        let mut file = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut file)?;
        if file.starts_with(b"\0asm") {
            programs.push((name, file));
        }
        rest = entry.finish()?;
    }
}
