//! Programs that the host runs in the guest.

use abi::irq;
use lkl_host_ops::Run;

use super::streams::{Sink, Source};
use super::{Machine, Stop};
use crate::io::{Bytes, Collect};

/// A program to run: like [`std::process::Command`], inside the guest.
pub struct Command {
    argv: Vec<Vec<u8>>,
    env: Vec<Vec<u8>>,
    cwd: String,
    stdin: Box<dyn Source>,
    stdout: Option<Box<dyn Sink>>,
    stderr: Option<Box<dyn Sink>>,
}

/// How a program ended, and what it wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Exit status as a shell gives it: the code, or 128 + the signal.
    pub status: i32,
    /// What it wrote to descriptor 1, unless that went elsewhere.
    pub stdout: Vec<u8>,
    /// What it wrote to descriptor 2, unless that went elsewhere.
    pub stderr: Vec<u8>,
}

/// Why a program did not run to its end.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The machine stopped before it ended.
    #[error("{0}")]
    Stopped(Stop),
    /// The guest's kernel could not start it.
    #[error("{program}: {}", strerror(*.errno))]
    NotStarted {
        /// What was to be started.
        program: String,
        /// Linux's reason.
        errno: i32,
    },
    /// All ports are taken.
    #[error("too many programs at once")]
    Ports,
    /// Arguments and environment are too long.
    #[error("{0}")]
    TooLong(lkl_host_ops::RunTooLong),
}

impl Command {
    /// A program and its arguments. Without a slash it is looked up in PATH.
    pub fn new<S: Into<Vec<u8>>>(argv: impl IntoIterator<Item = S>) -> Self {
        Self {
            argv: argv.into_iter().map(Into::into).collect(),
            env: vec![
                b"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_vec(),
                b"HOME=/root".to_vec(),
                b"USER=root".to_vec(),
            ],
            cwd: "/root".into(),
            stdin: Box::new(Bytes::new(Vec::new())),
            stdout: None,
            stderr: None,
        }
    }

    /// Sets one variable of the environment, instead of what it was.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        let prefix = format!("{name}=");
        self.env.retain(|entry| !entry.starts_with(prefix.as_bytes()));
        self.env.push(format!("{prefix}{value}").into_bytes());
        self
    }

    /// Working directory; `/root` if not set.
    #[must_use]
    pub fn cwd(mut self, folder: &str) -> Self {
        folder.clone_into(&mut self.cwd);
        self
    }

    /// Input from here instead of nothing.
    #[must_use]
    pub fn stdin(mut self, source: Box<dyn Source>) -> Self {
        self.stdin = source;
        self
    }

    /// Output to here instead of into [`Output::stdout`].
    #[must_use]
    pub fn stdout(mut self, sink: Box<dyn Sink>) -> Self {
        self.stdout = Some(sink);
        self
    }

    /// Errors to here instead of into [`Output::stderr`].
    #[must_use]
    pub fn stderr(mut self, sink: Box<dyn Sink>) -> Self {
        self.stderr = Some(sink);
        self
    }
}

impl Machine {
    /// Runs a program to its end. The machine lives on and can run the next.
    ///
    /// # Errors
    /// [`RunError`]; after [`RunError::Stopped`] the machine is over.
    pub fn output(&mut self, command: Command) -> Result<Output, RunError> {
        let (stdout, stderr) = (Collect::default(), Collect::default());
        let program = command.argv.first().map(|name| String::from_utf8_lossy(name).into_owned());
        let streams = &mut self.ops.streams;
        let sinks = [
            command.stdout.unwrap_or_else(|| Box::new(stdout.clone())),
            command.stderr.unwrap_or_else(|| Box::new(stderr.clone())),
        ];
        let mut ports = vec![streams.open_source(command.stdin)];
        ports.extend(sinks.map(|sink| streams.open_sink(sink)));
        let result = match ports[..] {
            [Some(stdin), Some(out), Some(err)] => {
                self.last_run += 1;
                let run = Run {
                    id: self.last_run,
                    ports: [stdin, out, err],
                    cwd: command.cwd,
                    argv: command.argv,
                    env: command.env,
                };
                self.run_to_end(&run)
            }
            _ => Err(RunError::Ports),
        };
        for port in ports.into_iter().flatten() {
            match result {
                Ok(0..) => self.ops.streams.close(port),
                _ => self.ops.streams.forget(port),
            }
        }
        let wait_status = result?;
        if wait_status < 0 {
            return Err(RunError::NotStarted {
                program: program.unwrap_or_default(),
                errno: -wait_status,
            });
        }
        Ok(Output {
            status: shell_status(wait_status),
            stdout: stdout.take(),
            stderr: stderr.take(),
        })
    }

    /// The wait status, or a negative errno.
    fn run_to_end(&mut self, run: &Run) -> Result<i32, RunError> {
        self.ops.runs.push(run).map_err(RunError::TooLong)?;
        self.ops.bell.ring(irq::RUN);
        let mut ended = None;
        let stop = self.run_until(|ops| {
            if let Some(at) = ops.ended.iter().position(|(id, _)| *id == run.id) {
                ended = Some(ops.ended.swap_remove(at).1);
            }
            ended.is_some()
        });
        ended.ok_or(RunError::Stopped(stop))
    }
}

impl RunError {
    /// What a shell would put into `$?` (POSIX 2.8.2): 127 for a program that does not exist, 126 for one that cannot run, 125 for all else.
    #[must_use]
    pub const fn status(&self) -> i32 {
        const ENOENT: i32 = 2;
        match self {
            Self::NotStarted { errno: ENOENT, .. } => 127,
            Self::NotStarted { .. } => 126,
            Self::Stopped(stop) => stop.exit_status(),
            Self::Ports | Self::TooLong(_) => 125,
        }
    }
}

/// The words for a Linux errno, which are the host's own where the host is Linux.
fn strerror(errno: i32) -> String {
    let text = std::io::Error::from_raw_os_error(errno).to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

/// What a shell would put into `$?` (wait(2)).
const fn shell_status(wait_status: i32) -> i32 {
    match wait_status {
        exited if exited & 0x7f == 0 => exited >> 8 & 0xff,
        signalled => 128 + (signalled & 0x7f),
    }
}

#[cfg(test)]
mod tests {
    use super::{RunError, shell_status};

    #[test]
    fn as_a_shell_says() {
        let table = [
            ("success", 0, 0),
            ("code", 7 << 8, 7),
            ("killed", 9, 137),
            ("dumped", 11 | 0x80, 139),
        ];
        for (what, wait, shell) in table {
            assert_eq!(shell_status(wait), shell, "{what}");
        }
    }

    #[test]
    fn says_why_it_did_not_start() {
        let table = [
            (2, 127, "x: No such file or directory"),
            (8, 126, "x: Exec format error"),
            (13, 126, "x: Permission denied"),
        ];
        for (errno, status, words) in table {
            let program = "x".to_owned();
            let error = RunError::NotStarted { program, errno };
            assert_eq!((error.status(), error.to_string().as_str()), (status, words));
        }
    }
}
