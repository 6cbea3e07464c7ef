//! `cargo xtask bench`: what the guest takes beside what this host takes for the same, in one run.
//!
//! Guest and host are measured in turn, round after round, so that a busy minute of the machine hits both. The table shows medians.

mod bars;
mod cores;
mod machine;
mod micro;
mod rows;
mod shell;
mod table;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

pub use cores::cores;
pub use micro::compile;
pub use table::{json, render};

use rows::{Rows, Side};

/// What is measured, with what.
#[derive(Debug)]
pub struct Suite {
    /// The `wasmlinux` command.
    pub program: PathBuf,
    /// Folder of the guest.
    pub guest: PathBuf,
    /// `micro` for the guest and for the host.
    pub micro: [PathBuf; 2],
    /// A BusyBox of the host.
    pub busybox: Option<PathBuf>,
    /// A folder of the host for files of the measures.
    pub scratch: PathBuf,
    /// How often each measure is made.
    pub rounds: u32,
    /// Only what has this in its name.
    pub only: Option<String>,
}

impl Suite {
    /// Makes all measures.
    ///
    /// # Errors
    /// A program of the suite cannot be started, or failed.
    pub fn run(&self) -> Result<Rows> {
        let mut rows = Rows::default();
        machine::measure(self, &mut rows)?;
        for round in 1..=self.rounds {
            for side in [Side::Native, Side::Guest] {
                eprintln!("bench: round {round} of {}, {side}", self.rounds);
                micro::measure(self, side, &mut rows)?;
                shell::measure(self, side, &mut rows)?;
            }
        }
        Ok(rows)
    }

    /// Whether a measure of this name is wanted.
    fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|part| name.contains(part.as_str()))
    }

    /// `wasmlinux VERB` on the guest.
    fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(verb).arg("--guest").arg(&self.guest);
        command
    }
}

/// A program of the host on one processor, as the guest has one, where `taskset` is there to say so.
fn on_one_cpu(program: &Path) -> Command {
    let Some(taskset) = crate::build::tools::in_path("taskset") else {
        return Command::new(program);
    };
    let mut command = Command::new(taskset);
    command.args(["-c", "0"]).arg(program);
    command
}
