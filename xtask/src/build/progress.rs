//! What the user sees while a step runs: a bar on a terminal, one line at start and end elsewhere. Always on stderr.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// The display of one running step.
#[derive(Debug)]
pub struct Progress {
    name: String,
    started: Instant,
    bar: Option<ProgressBar>,
    count: u64,
}

impl Progress {
    /// Shows that a step starts; `expected` is how many files it is likely to count, 0 when unknown.
    #[must_use]
    pub fn start(name: &str, expected: u64) -> Self {
        let bar = stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(expected);
            let template = if expected > 0 {
                "{msg:>14} [{bar:30}] {pos}/~{len} files, {elapsed_precise}"
            } else {
                "{msg:>14} {spinner} {pos} files, {elapsed_precise}"
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar.set_message(name.to_owned());
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        if bar.is_none() {
            eprintln!("{name:>14}: started");
        }
        Self {
            name: name.to_owned(),
            started: Instant::now(),
            bar,
            count: 0,
        }
    }

    /// Counts a file.
    pub fn count(&mut self) {
        self.count += 1;
        if let Some(bar) = &self.bar {
            if bar.length().is_some_and(|length| length > 0 && self.count > length) {
                bar.set_length(self.count);
            }
            bar.set_position(self.count);
        }
    }

    /// Prints a line above the bar.
    pub fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{line}")),
            None => eprintln!("{line}"),
        }
    }

    /// Shows how the step ended.
    pub fn end(self, ok: bool) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let files = if self.count > 0 {
            format!("{} files, ", self.count)
        } else {
            String::new()
        };
        let verdict = if ok { "done" } else { "FAILED" };
        let seconds = self.started.elapsed().as_secs_f32();
        eprintln!("{:>14}: {verdict}, {files}{seconds:.1} s", self.name);
    }
}
