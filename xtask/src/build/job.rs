//! A running step: where its commands write their log, how their output is counted, what is shown when one fails.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write, pipe};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

use super::progress::Progress;

/// Lines of a log that are printed when a step fails.
const LOG_TAIL_LINES: usize = 30;

/// Whether a line of a command's output tells of one more file done.
pub type Counts = fn(&str) -> bool;

/// Counts no line.
pub const NONE: Counts = |_| false;

/// One running step.
#[derive(Debug)]
pub struct Job {
    /// The display.
    pub progress: Progress,
    log: File,
    log_path: PathBuf,
}

impl Job {
    /// Starts the display and an empty log `FOLDER/NAME.log`.
    ///
    /// # Errors
    /// The log cannot be created.
    pub fn start(name: &str, log_folder: &Path, expected: u64) -> Result<Self> {
        fs::create_dir_all(log_folder)?;
        let log_path = log_folder.join(format!("{name}.log"));
        let log = File::create(&log_path).with_context(|| format!("creating the log {}", log_path.display()))?;
        Ok(Self {
            progress: Progress::start(name, expected),
            log,
            log_path,
        })
    }

    /// Writes a line to the log.
    pub fn note(&mut self, line: &str) {
        // A log that cannot be written must not stop the build.
        let _ = writeln!(self.log, "{line}");
    }

    /// Runs a command to its end, its output going to the log.
    ///
    /// # Errors
    /// It cannot be started, or ended with another status than 0.
    pub fn run(&mut self, command: &mut Command, counts: Counts) -> Result<()> {
        self.capture(command, counts, NONE).map(|_| ())
    }

    /// As [`Job::run`]; gives back the lines that `wanted` picked.
    ///
    /// # Errors
    /// It cannot be started, or ended with another status than 0.
    pub fn capture(&mut self, command: &mut Command, counts: Counts, wanted: Counts) -> Result<Vec<String>> {
        let (picked, status) = self.watch(command, counts, wanted)?;
        if !status.success() {
            bail!("{} failed ({status})", command.get_program().to_string_lossy());
        }
        Ok(picked)
    }

    /// As [`Job::capture`], for a command whose exit status says nothing: gives that back too.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn watch(&mut self, command: &mut Command, counts: Counts, wanted: Counts) -> Result<(Vec<String>, ExitStatus)> {
        let program = command.get_program().to_string_lossy().into_owned();
        self.note(&format!("+ {command:?}"));
        let (reader, writer) = pipe()?;
        let mut child = command
            .stdin(Stdio::null())
            .stdout(writer.try_clone()?)
            .stderr(writer)
            .spawn()
            .with_context(|| format!("cannot start {program}"))?;
        // The command holds our ends of the pipe for writing: the loop would never end.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut picked = Vec::new();
        for line in BufReader::new(reader).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            self.note(&line);
            if counts(&line) {
                self.progress.count();
            }
            if wanted(&line) {
                picked.push(line.into_owned());
            }
        }
        Ok((picked, child.wait()?))
    }

    /// Ends the step: on failure, the end of its log is printed.
    ///
    /// # Errors
    /// The step's own, with the log's place.
    pub fn end<T>(self, result: Result<T>) -> Result<T> {
        let Self { progress, log_path, .. } = self;
        progress.end(result.is_ok());
        result.map_err(|error| {
            let tail = tail(&log_path);
            if tail.is_empty() {
                return error;
            }
            eprintln!("--- end of {} ---\n{tail}\n---", log_path.display());
            error.context(format!("the full log is {}", log_path.display()))
        })
    }
}

fn tail(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(LOG_TAIL_LINES);
    lines.get(from..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::Job;
    use std::process::Command;

    #[test]
    fn logs_counts_and_reports_failure() {
        let dir = std::env::temp_dir().join(format!("job-{}", std::process::id()));
        let mut job = Job::start("t", &dir, 0).unwrap();
        let mut script = Command::new("sh");
        script.args(["-c", "echo '  CC a.o'; echo oops >&2; exit 3"]);
        let failed = job.run(&mut script, |line| line.starts_with("  CC "));
        assert!(failed.unwrap_err().to_string().contains("sh failed"));
        let log = std::fs::read_to_string(dir.join("t.log")).unwrap();
        assert!(log.contains("  CC a.o\noops\n"), "{log}");
        let picked = job.capture(Command::new("echo").arg("x"), super::NONE, |_| true);
        assert_eq!(picked.unwrap(), ["x"]);
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
