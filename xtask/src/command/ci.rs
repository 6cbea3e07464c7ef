//! `cargo xtask ci`: the whole of continuous integration, the same on a laptop.

use std::env;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::test::{self, Count};
use crate::build::builder::Builder;
use crate::cli::Ci;
use crate::tidy;
use crate::workspace::{self, CORES};

/// The target that stands for "no operating system", and is one: a browser's page.
const BARE: &str = "wasm32-unknown-unknown";

struct Stage {
    name: &'static str,
    time: Duration,
    result: Result<()>,
}

/// Runs all stages, whatever fails; then a summary, and the closing line `N passed, N failed`.
///
/// # Errors
/// No stage could be started.
pub fn run(arguments: &Ci) -> Result<ExitCode> {
    let builder = workspace::builder(&arguments.guest)?;
    let mut count = Count::default();
    let mut stages = Vec::new();
    let mut stage = |name: &'static str, work: &mut dyn FnMut() -> Result<()>| {
        println!("=== {name}");
        let started = Instant::now();
        let result = work();
        if let Err(error) = &result {
            println!("{name}: {error:#}");
        }
        stages.push(Stage {
            name,
            time: started.elapsed(),
            result,
        });
    };
    let cargo = |arguments: &str| cargo(&builder, arguments, &[]);
    stage("format", &mut || cargo("fmt --all -- --check"));
    stage("clippy", &mut || {
        cargo("clippy --workspace --all-targets --quiet -- -D warnings")
    });
    stage("no_std", &mut || no_std(&builder));
    let mut guest = None;
    stage("guest", &mut || {
        guest = Some(test::guest(&builder, arguments.guest.config.name())?);
        Ok(())
    });
    // After the build, whose unpacked sources it compares with their packages.
    stage("tidy", &mut || tidy(&builder));
    stage("test", &mut || {
        let guest = guest.as_ref().context("there is no guest to test")?;
        let (tests, ok) = test::workspace_tests(&builder, guest, &[])?;
        count = tests;
        ensure!(ok, "{} tests failed", tests.failed);
        Ok(())
    });
    stage("doc", &mut || {
        self::cargo(
            &builder,
            "doc --workspace --no-deps --quiet",
            &[("RUSTDOCFLAGS", "-D warnings")],
        )
    });
    Ok(summary(&stages, count))
}

fn summary(stages: &[Stage], count: Count) -> ExitCode {
    println!("=== summary");
    for Stage { name, time, result } in stages {
        let verdict = if result.is_ok() { "ok" } else { "FAILED" };
        println!("{name:>8} {:7.1} s  {verdict}", time.as_secs_f32());
    }
    println!("{} passed, {} failed", count.passed, count.failed);
    if stages.iter().all(|stage| stage.result.is_ok()) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn cargo(builder: &Builder, arguments: &str, variables: &[(&str, &str)]) -> Result<()> {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(&builder.repo).env("CARGO_TARGET_DIR", &builder.target);
    command.args(arguments.split(' ')).envs(variables.iter().copied());
    ensure!(command.status()?.success(), "cargo {arguments} failed");
    Ok(())
}

fn tidy(builder: &Builder) -> Result<()> {
    let findings = tidy::check(builder, false)?;
    for finding in &findings {
        println!("{finding}");
    }
    ensure!(findings.is_empty(), "{} findings", findings.len());
    Ok(())
}

fn no_std(builder: &Builder) -> Result<()> {
    // Where there is no rustup, the toolchain must have the target already.
    let installed = Command::new("rustup")
        .args(["target", "list", "--installed"])
        .current_dir(&builder.repo)
        .output();
    if installed.is_ok_and(|list| !String::from_utf8_lossy(&list.stdout).lines().any(|target| target == BARE)) {
        let status = Command::new("rustup")
            .args(["target", "add", BARE])
            .current_dir(&builder.repo)
            .status()?;
        ensure!(status.success(), "rustup target add {BARE} failed");
    }
    let bare = CORES.into_iter().chain(["wasmlinux-abi"]);
    let packages: String = bare.map(|package| format!(" --package {package}")).collect();
    cargo(builder, &format!("build --quiet --lib --target {BARE}{packages}"), &[])
}
