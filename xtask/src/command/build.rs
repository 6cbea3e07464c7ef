//! `cargo xtask build`.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use crate::build::builder::Mode;
use crate::build::sources::{Package, refresh};
use crate::build::{self, Until, machine, named};
use crate::cli::Build;
use crate::workspace;

/// Builds the guest, from the sources that the user names if any.
///
/// # Errors
/// A source is wrong, or a step failed.
pub fn run(arguments: &Build) -> Result<ExitCode> {
    let started = Instant::now();
    let builder = workspace::builder(&arguments.guest)?;
    if arguments.refresh {
        refresh(&builder)?;
    }
    let named = [
        (Package::Linux, &arguments.linux_src),
        (Package::Musl, &arguments.musl_src),
        (Package::Busybox, &arguments.busybox_src),
    ];
    for (package, path) in named {
        if let Some(path) = path {
            let _lock = builder.cache.lock()?;
            builder.mode.set(Mode::Make);
            named::name(&builder, package, path)?;
        }
    }
    let config = arguments.guest.config.name();
    let guest = build::guest(&builder, config, arguments.until)?;
    if arguments.until >= Until::Artifacts {
        let program = machine::program(&builder)?;
        machine::artifacts(&builder, &program, &guest)?;
    }
    eprintln!(
        "{} is up to date ({:.1} s)",
        guest.dir.display(),
        started.elapsed().as_secs_f32()
    );
    Ok(ExitCode::SUCCESS)
}
