//! `guest/bench/micro.c` on both sides: system calls, pipes, processes.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::Suite;
use super::rows::{Rows, Side, Unit};

/// Compiles `micro` for the host, static as the guest's programs are.
///
/// # Errors
/// It does not compile.
pub fn compile(source: &Path, program: &Path) -> Result<()> {
    let status = Command::new("gcc")
        .args(["-O2", "-static", "-o"])
        .args([program, source])
        .status()
        .context("starting gcc")?;
    ensure!(status.success(), "gcc failed on {}", source.display());
    Ok(())
}

pub(super) fn measure(suite: &Suite, side: Side, rows: &mut Rows) -> Result<()> {
    let [guest, native] = &suite.micro;
    let mut command = match side {
        Side::Native => Command::new(native),
        Side::Guest => {
            let mut command = suite.command("run");
            command.arg(guest);
            command
        }
    };
    let output = command.args(&suite.only).stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "micro, {side}: {}", output.status);
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let mut words = line.split('\t');
        let mut word = || words.next().with_context(|| format!("micro, {side}: {line}"));
        let (name, value, unit) = (word()?, word()?.parse()?, word()?);
        rows.add(name, Unit::named(unit).context(unit.to_owned())?, side, value);
    }
    Ok(())
}
