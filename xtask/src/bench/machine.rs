//! Measures of a whole machine: how long it takes to boot, what it holds, what it does when nobody asks.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::rows::{Rows, Side, Unit};
use super::{Suite, on_one_cpu};

pub(super) const BOOT: &str = "boot to the prompt";
pub(super) const IDLE: &str = "idle CPU at the prompt";
const RSS: &str = "RSS at the prompt";
const RUN: &str = "one `true`, started from the host";

/// What the shell prints when it is ready.
const PROMPT: &[u8] = b"# ";

/// How often a machine is started for a median.
const STARTS: u32 = 10;

/// How long an idle machine is watched.
const WATCHED: Duration = Duration::from_secs(5);

/// What a machine does in this time after its prompt is not idleness yet.
const SETTLES: Duration = Duration::from_secs(1);

pub(super) fn measure(suite: &Suite, rows: &mut Rows) -> Result<()> {
    if suite.wants(BOOT) {
        eprintln!("bench: {BOOT}, {STARTS} times");
        for _ in 0..STARTS {
            let (machine, took) = Machine::boot(suite)?;
            drop(machine);
            rows.add(BOOT, Unit::Nanoseconds, Side::Guest, took.as_secs_f64() * 1e9);
        }
    }
    if suite.wants(RUN) {
        eprintln!("bench: {RUN}, {STARTS} times");
        for _ in 0..STARTS {
            if let Some(busybox) = &suite.busybox {
                rows.add(RUN, Unit::Nanoseconds, Side::Native, whole(on_one_cpu(busybox).arg("true"))?);
            }
            rows.add(RUN, Unit::Nanoseconds, Side::Guest, whole(suite.command("run").arg("true"))?);
        }
    }
    if suite.wants(RSS) || suite.wants(IDLE) {
        eprintln!("bench: a machine at its prompt, for {} s", WATCHED.as_secs());
        at_the_prompt(suite, rows)?;
    }
    Ok(())
}

fn at_the_prompt(suite: &Suite, rows: &mut Rows) -> Result<()> {
    let (machine, _) = Machine::boot(suite)?;
    sleep(SETTLES);
    if suite.wants(RSS) {
        rows.add(RSS, Unit::Megabytes, Side::Guest, machine.resident_bytes()? / 1e6);
    }
    if suite.wants(IDLE) {
        let before = machine.processor_ns()?;
        sleep(WATCHED);
        let spent = machine.processor_ns()? - before;
        rows.add(IDLE, Unit::Percent, Side::Guest, spent / WATCHED.as_secs_f64() / 1e9 * 100.0);
    }
    Ok(())
}

/// Nanoseconds from a program's start to its end.
fn whole(command: &mut Command) -> Result<f64> {
    let start = Instant::now();
    let status = command.stdin(Stdio::null()).status()?;
    ensure!(status.success(), "{}: {status}", command.get_program().display());
    Ok(start.elapsed().as_secs_f64() * 1e9)
}

/// A machine at its prompt; dropped, its process ends.
struct Machine(Child);

impl Drop for Machine {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Machine {
    /// Boots one; also says how long it took from the start of the process to the prompt's last byte.
    fn boot(suite: &Suite) -> Result<(Self, Duration)> {
        let mut command = suite.command("boot");
        let start = Instant::now();
        let mut machine = Self(command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?);
        let mut output = machine.0.stdout.take().context("no pipe")?;
        let (mut seen, mut buffer) = (Vec::new(), [0; 4096]);
        while !seen.ends_with(PROMPT) {
            let count = output.read(&mut buffer)?;
            ensure!(count > 0, "no prompt, only: {}", String::from_utf8_lossy(&seen));
            seen.extend(buffer.iter().take(count));
        }
        let took = start.elapsed();
        machine.0.stdout = Some(output);
        Ok((machine, took))
    }

    /// `VmRSS` (proc_pid_status(5)).
    fn resident_bytes(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|rest| rest.split_whitespace().next()).context("no VmRSS")?;
        Ok(kib.parse::<f64>()? * 1024.0)
    }

    /// Processor time of all threads, from `schedstat` (Documentation/scheduler/sched-stats.rst): `stat` counts in hundredths of a second,
    /// too coarse for a machine that sleeps.
    fn processor_ns(&self) -> Result<f64> {
        let mut sum = 0.0;
        for task in fs::read_dir(format!("/proc/{}/task", self.0.id()))? {
            sum += first_number(&task?.path().join("schedstat"))?;
        }
        Ok(sum)
    }
}

fn first_number(file: &Path) -> Result<f64> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    Ok(text.split_whitespace().next().context("empty")?.parse()?)
}
