//! `wasmlinux run`: one program.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use wasmlinux::Command;
use wasmlinux::io::{FdSink, FdSource};

use super::copy::Copies;
use super::exit_code;
use super::options::Options;

/// Where a program of the host's is put.
const PROGRAMS: &str = "/usr/local/bin";

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    options: Options,
    /// Program and arguments; a path to a .wasm file of this host is copied in and run
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "CMD")]
    command: Vec<OsString>,
}

pub(super) fn run(args: Args) -> Result<ExitCode> {
    let mut argv: Vec<Vec<u8>> = args.command.into_iter().map(OsString::into_vec).collect();
    let mut copies = Copies::default();
    if let Some(program) = argv.first_mut()
        && let Some(copied) = copy_program(program, &mut copies)?
    {
        *program = copied;
    }
    let mut machine = args.options.builder(copies)?.build()?;
    let bell = machine.bell();
    let own = |fd: std::os::fd::BorrowedFd<'_>| fd.try_clone_to_owned().map(File::from);
    let mut command = Command::new(argv)
        .stdin(Box::new(FdSource::new(own(io::stdin().as_fd())?, bell.clone())?))
        .stdout(Box::new(FdSink::new(own(io::stdout().as_fd())?, bell.clone())?))
        .stderr(Box::new(FdSink::new(own(io::stderr().as_fd())?, bell)?));
    if let Ok(term) = std::env::var("TERM") {
        command = command.env("TERM", &term);
    }
    for (name, value) in &args.options.env {
        command = command.env(name, value);
    }
    match machine.output(command) {
        Ok(output) => Ok(exit_code(output.status)),
        Err(e) => {
            writeln!(io::stderr(), "wasmlinux: {e}")?;
            Ok(exit_code(e.status()))
        }
    }
}

/// A local WebAssembly file goes along; returns its path in the guest.
fn copy_program(program: &[u8], copies: &mut Copies) -> Result<Option<Vec<u8>>> {
    let path = Path::new(std::ffi::OsStr::from_bytes(program));
    let is_wasm = path.extension().is_some_and(|e| e == "wasm") && path.is_file();
    let Some(name) = path.file_name().and_then(|n| n.to_str()).filter(|_| is_wasm) else {
        return Ok(None);
    };
    let guest = format!("{PROGRAMS}/{name}");
    copies.add_program(path, &guest)?;
    Ok(Some(guest.into_bytes()))
}
