//! `cargo xtask boot` and `run`: a thin caller of the `wasmlinux` command.

use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::build::{self, Until, machine};
use crate::cli::Boot;
use crate::workspace;

/// Builds what is missing, then becomes `wasmlinux boot` or `wasmlinux run`. Prints nothing of its own when nothing is to be built.
///
/// # Errors
/// A step failed, or the command cannot be started.
pub fn run(arguments: &Boot, interactive: bool) -> Result<ExitCode> {
    let builder = workspace::builder(&arguments.guest)?;
    let guest = build::guest(&builder, arguments.guest.config.name(), Until::Guest)?;
    let program = machine::program(&builder)?;
    machine::artifacts(&builder, &program, &guest)?;
    let mut command = Command::new(program);
    command.arg(if interactive { "boot" } else { "run" });
    command.arg("--guest").arg(&guest.dir);
    if arguments.kernel_log {
        command.arg("--kernel-log");
    }
    for (flag, value) in [("--memory", &arguments.memory), ("--append", &arguments.append)] {
        if let Some(value) = value {
            command.arg(format!("{flag}={value}"));
        }
    }
    for (flag, values) in [("--env", &arguments.env), ("--copy", &arguments.copy)] {
        command.args(values.iter().map(|value| format!("{flag}={value}")));
    }
    if !interactive {
        command.arg("--").args(&arguments.command);
    }
    builder.memo.save();
    Err(command.exec()).context("starting wasmlinux")
}
