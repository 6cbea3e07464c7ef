//! `cargo xtask`: builds the guest, boots it, tests it, keeps the repository in order.

#![forbid(unsafe_code)]

mod bench;
mod build;
mod cc;
mod cli;
mod command;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match cli::Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
