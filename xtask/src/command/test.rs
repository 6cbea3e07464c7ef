//! `cargo xtask test`: the guest, then all tests of the workspace with it.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write, pipe, stdout};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::build::builder::Builder;
use crate::build::{self, Guest, Until, machine};
use crate::cli::Test;
use crate::workspace;

/// How many tests passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
}

/// Runs the tests; the closing line is `N passed, N failed`.
///
/// # Errors
/// A build step failed, or cargo cannot be started.
pub fn run(arguments: &Test) -> Result<ExitCode> {
    let builder = workspace::builder(&arguments.guest)?;
    let guest = guest(&builder, arguments.guest.config.name())?;
    let (count, ok) = workspace_tests(&builder, &guest, &arguments.arguments)?;
    println!("{} passed, {} failed", count.passed, count.failed);
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Everything that the tests need.
///
/// # Errors
/// A build step failed.
pub fn guest(builder: &Builder, config: &str) -> Result<Guest> {
    let guest = build::guest(builder, config, Until::Programs)?;
    let program = machine::program(builder)?;
    machine::artifacts(builder, &program, &guest)?;
    Ok(guest)
}

/// Tells tests and benches where the guest is.
pub fn environment(command: &mut Command, builder: &Builder, guest: &Guest) {
    command
        .env("CARGO_TARGET_DIR", &builder.target)
        .env("WASMLINUX_GUEST", &guest.dir)
        .env("WASMLINUX_PROGRAMS", &guest.programs);
}

/// What `cargo test` runs at a time. The package that depends on wasmtime goes alone: together with the others, the features of crates
/// that they share would differ from those of `cargo build`, and wasmtime would be compiled a second time.
const SELECTIONS: [&[&str]; 2] = [&["--workspace", "--exclude", "wasmlinux"], MACHINE];
const MACHINE: &[&str] = &["--package", "wasmlinux"];

/// Runs `cargo test` on the machine alone, with these variables; as [`workspace_tests`].
///
/// # Errors
/// Cargo cannot be started.
pub fn machine_tests(
    builder: &Builder,
    guest: &Guest,
    arguments: &[OsString],
    variables: &[(&str, String)],
) -> Result<(Count, bool)> {
    let mut count = Count::default();
    let ok = cargo_test(builder, guest, MACHINE, arguments, variables, &mut count)?;
    Ok((count, ok))
}

/// Runs `cargo test` on the whole workspace, shows its output and counts. The flag is false if anything failed, a test that does not
/// compile among it.
///
/// # Errors
/// Cargo cannot be started.
pub fn workspace_tests(builder: &Builder, guest: &Guest, arguments: &[OsString]) -> Result<(Count, bool)> {
    let mut count = Count::default();
    let mut all_ok = true;
    for selection in SELECTIONS {
        let failed_before = count.failed;
        let ok = cargo_test(builder, guest, selection, arguments, &[], &mut count)?;
        if !ok && count.failed == failed_before {
            count.failed += 1;
        }
        all_ok &= ok;
    }
    Ok((count, all_ok))
}

fn cargo_test(
    builder: &Builder,
    guest: &Guest,
    selection: &[&str],
    arguments: &[OsString],
    variables: &[(&str, String)],
    count: &mut Count,
) -> Result<bool> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(&builder.repo)
        .args(["test", "--release", "--no-fail-fast"])
        .args(selection);
    environment(&mut cargo, builder, guest);
    cargo.envs(variables.iter().map(|(name, value)| (name, value)));
    let (reader, writer) = pipe()?;
    let mut child = cargo.args(arguments).stdout(writer).spawn().context("starting cargo")?;
    drop(cargo);
    for line in BufReader::new(reader).split(b'\n') {
        let mut line = line?;
        count.add(&String::from_utf8_lossy(&line));
        line.push(b'\n');
        stdout().write_all(&line)?;
    }
    Ok(child.wait()?.success())
}

impl Count {
    /// Adds what a line `test result: ok. 3 passed; 0 failed; ...` says; other lines say nothing.
    fn add(&mut self, line: &str) {
        let Some((_, result)) = line.split_once("test result: ") else {
            return;
        };
        let number = |what| {
            let (before, _) = result.split_once(what)?;
            before.split_whitespace().last()?.parse::<u64>().ok()
        };
        self.passed += number(" passed").unwrap_or(0);
        self.failed += number(" failed").unwrap_or(0);
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn counts_result_lines() {
        let mut count = Count::default();
        count.add("test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s");
        count.add("test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 1 filtered out");
        count.add("test says_passed ... ok");
        assert_eq!(count, Count { passed: 13, failed: 2 });
    }
}
