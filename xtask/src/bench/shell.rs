//! Work for ash and BusyBox, on both sides. A script says when its work begins and ends; the clock is the host's.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::rows::{Rows, Side, Unit};
use super::{Suite, on_one_cpu};

pub(super) const LOOP: &str = "ash loop of 100,000";
pub(super) const SHA256: &str = "sha256 of 32 MiB";
pub(super) const GZIP: &str = "gzip of 8 MiB";
pub(super) const TRUE: &str = "busybox true from ash";

/// One measure; its scripts see a folder for files as `$1` and BusyBox as `$2`.
struct Script {
    name: &'static str,
    prepare: &'static str,
    work: &'static str,
    /// How often the work does what is measured.
    times: u32,
}

const SCRIPTS: [Script; 4] = [
    Script {
        name: LOOP,
        prepare: "",
        work: "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done",
        times: 1,
    },
    Script {
        name: TRUE,
        prepare: "",
        work: "i=0; while [ $i -lt 1000 ]; do $2 true; i=$((i+1)); done",
        times: 1000,
    },
    Script {
        name: SHA256,
        prepare: "$2 head -c 33554432 /dev/zero > $1/zeros",
        work: "$2 sha256sum $1/zeros > /dev/null",
        times: 1,
    },
    Script {
        name: GZIP,
        prepare: "$2 seq 1 1198372 | $2 head -c 8388608 > $1/numbers",
        work: "$2 gzip -c $1/numbers > /dev/null",
        times: 1,
    },
];

pub(super) fn measure(suite: &Suite, side: Side, rows: &mut Rows) -> Result<()> {
    for script in SCRIPTS.iter().filter(|script| suite.wants(script.name)) {
        if let Some(time) = time(suite, side, script).with_context(|| format!("{}, {side}", script.name))? {
            let each = time.as_secs_f64() * 1e9 / f64::from(script.times);
            rows.add(script.name, Unit::Nanoseconds, side, each);
        }
    }
    Ok(())
}

/// Nothing where the host has no BusyBox.
fn time(suite: &Suite, side: Side, script: &Script) -> Result<Option<Duration>> {
    let text = format!("{}\necho begin\n{}\necho end\n", script.prepare, script.work);
    let mut command = match side {
        Side::Guest => {
            let mut command = suite.command("run");
            command.args(["--", "sh", "-c", &text, "sh", "/tmp", "/bin/busybox"]);
            command
        }
        Side::Native => {
            let Some(busybox) = &suite.busybox else {
                return Ok(None);
            };
            let mut command = on_one_cpu(busybox);
            command.args(["sh", "-c", &text, "sh"]).arg(&suite.scratch).arg(busybox);
            command
        }
    };
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let output = child.stdout.take().context("no pipe")?;
    let (mut begin, mut took) = (None, None);
    for line in BufReader::new(output).lines() {
        match line?.as_str() {
            "begin" => begin = Some(Instant::now()),
            "end" => took = begin.map(|begin| begin.elapsed()),
            _ => {}
        }
    }
    let status = child.wait()?;
    ensure!(status.success(), "the shell ended: {status}");
    took.context("the shell did not say when").map(Some)
}
