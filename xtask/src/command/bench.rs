//! `cargo xtask bench`.

use std::fs;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, ensure};

use crate::bench::{Suite, compile, cores, json, render};
use crate::build::builder::Builder;
use crate::build::{self, Until, machine, tools};
use crate::cli::Bench;
use crate::workspace;

/// Builds what is missing, measures the guest beside this host, then the cores; the tables are all that goes to standard output.
///
/// # Errors
/// A step failed, or something that was to be measured.
pub fn run(arguments: &Bench) -> Result<ExitCode> {
    let builder = workspace::builder(&arguments.guest)?;
    let suite = suite(&builder, arguments)?;
    builder.memo.save();
    let rows = suite.run()?;
    fs::remove_dir_all(&suite.scratch).context("removing the measures' files")?;
    if let Some(file) = &arguments.json {
        let value = json(&rows, arguments.guest.config.name(), arguments.rounds);
        fs::write(file, format!("{value:#}\n")).with_context(|| file.display().to_string())?;
    }
    print!("{}", render(&rows));
    if !arguments.no_cores {
        print!("\n{}", cores(&builder, arguments.only.as_deref())?);
    }
    Ok(ExitCode::SUCCESS)
}

fn suite(builder: &Builder, arguments: &Bench) -> Result<Suite> {
    let guest = build::guest(builder, arguments.guest.config.name(), Until::Guest)?;
    let program = machine::program(builder)?;
    machine::artifacts(builder, &program, &guest)?;
    let folder = build::benches(builder)?;
    let (in_guest, on_host) = (folder.join("micro.wasm"), folder.join("micro"));
    compile(&builder.repo.join("guest/bench/micro.c"), &on_host)?;
    // A program's first start compiles it: that is not what is measured.
    let mut precompile = Command::new(&program);
    precompile.arg("precompile").arg("--guest").arg(&guest.dir).arg(&in_guest);
    let status = precompile.stdout(Stdio::null()).status()?;
    ensure!(status.success(), "compiling micro.wasm ahead of time: {status}");
    let scratch = folder.join("files");
    fs::create_dir_all(&scratch)?;
    Ok(Suite {
        program,
        guest: guest.dir,
        micro: [in_guest, on_host],
        busybox: tools::busybox(builder)?,
        scratch,
        rounds: arguments.rounds,
        only: arguments.only.clone(),
    })
}
