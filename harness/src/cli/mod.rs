//! The command line: `boot`, `run`, `precompile`.

mod boot;
mod copy;
mod options;
mod precompile;
mod run;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Exit status when the host, not the program, failed (as docker and env have it).
const EXIT_HOST_FAILED: u8 = 125;

/// A real, unmodified Linux as WebAssembly.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Boot to a shell on this terminal; `exit` or `poweroff` ends it
    Boot(boot::Args),
    /// Run one program with this standard input, output and error, and exit with its status
    Run(run::Args),
    /// Compile kernel and programs into the cache, so that the first boot is fast
    Precompile(precompile::Args),
}

pub(crate) fn main() -> ExitCode {
    let done = match Args::parse().verb {
        Verb::Boot(args) => boot::boot(args),
        Verb::Run(args) => run::run(args),
        Verb::Precompile(args) => precompile::precompile(&args),
    };
    done.unwrap_or_else(|e| {
        eprintln!("wasmlinux: {e:#}");
        ExitCode::from(EXIT_HOST_FAILED)
    })
}

/// A status in the range that a process can have.
fn exit_code(status: i32) -> ExitCode {
    ExitCode::from(u8::try_from(status).unwrap_or(u8::MAX))
}
