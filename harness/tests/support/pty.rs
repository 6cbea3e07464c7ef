//! A terminal that a test types at: `wasmlinux boot` on a pty, its output drawn on a screen.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::termios::{Winsize, tcgetattr, tcsetwinsize};

/// How long anything may take on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `wasmlinux boot`.
pub struct Terminal {
    child: Child,
    keys: File,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    /// All output so far that no `expect` has passed.
    unread: String,
}

impl Terminal {
    /// Boots with these arguments on a terminal of 24 x 80.
    pub fn boot(args: &[&str]) -> Self {
        let host = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pty");
        grantpt(&host).expect("grantpt");
        unlockpt(&host).expect("unlockpt");
        resize(&host, 24, 80);
        let guest = ioctl_tiocgptpeer(&host, OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("its other side");
        let side = || Stdio::from(guest.try_clone().expect("a descriptor"));
        let child = super::wasmlinux()
            .arg("boot")
            .args(args)
            .env("TERM", "xterm")
            .stdin(side())
            .stdout(side())
            .stderr(side())
            .spawn()
            .expect("wasmlinux");
        let keys = File::from(host);
        let mut reader = keys.try_clone().expect("a descriptor");
        let (sender, output) = channel();
        thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(n @ 1..) = reader.read(&mut piece) {
                if sender.send(piece[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            keys,
            output,
            screen: vt100::Parser::new(24, 80, 0),
            unread: String::new(),
        }
    }

    /// Types keys.
    pub fn keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("the terminal takes keys");
    }

    /// Types a line.
    pub fn line(&mut self, line: &str) {
        self.keys(&format!("{line}\r"));
    }

    /// Waits until this text has come, and returns what came up to its end.
    pub fn expect(&mut self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.unread.find(text) {
                let rest = self.unread.split_off(at + text.len());
                return std::mem::replace(&mut self.unread, rest);
            }
            self.receive(deadline, text);
        }
    }

    /// Waits until the screen satisfies `wanted`.
    pub fn expect_screen(&mut self, what: &str, wanted: impl Fn(&str) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !wanted(&self.screen()) {
            self.receive(deadline, what);
        }
    }

    /// Waits for the prompt, which nobody has asked for.
    pub fn prompt(&mut self) -> String {
        self.expect("# ")
    }

    /// The screen as a person sees it.
    pub fn screen(&self) -> String {
        self.screen.screen().contents()
    }

    /// Changes the terminal's size, as a window manager would.
    pub fn resize(&mut self, rows: u16, columns: u16) {
        resize(&self.keys, rows, columns);
        self.screen.screen_mut().set_size(rows, columns);
        // The pty is not the child's controlling terminal here, so the signal comes from us.
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::WINCH).expect("SIGWINCH");
    }

    /// Waits until the command has ended; true if the terminal is in cooked mode again.
    pub fn wait(mut self) -> (ExitStatus, bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("wait") {
                let modes = tcgetattr(&self.keys).expect("tcgetattr");
                return (status, modes.local_modes.contains(rustix::termios::LocalModes::ICANON));
            }
            assert!(
                Instant::now() < deadline,
                "wasmlinux has not ended; the screen:\n{}",
                self.screen()
            );
            while self.output.recv_timeout(Duration::from_millis(20)).is_ok() {}
        }
    }

    fn receive(&mut self, deadline: Instant, what: &str) {
        let left = deadline.saturating_duration_since(Instant::now());
        match self.output.recv_timeout(left) {
            Ok(bytes) => {
                self.screen.process(&bytes);
                self.unread.push_str(&String::from_utf8_lossy(&bytes));
            }
            Err(RecvTimeoutError::Timeout) => panic!(
                "no {what:?} in time; unread: {:?}; the screen:\n{}",
                self.unread,
                self.screen()
            ),
            Err(RecvTimeoutError::Disconnected) => panic!("ended before {what:?}; unread: {:?}", self.unread),
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Both fail if it has ended, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn resize(terminal: impl std::os::fd::AsFd, rows: u16, columns: u16) {
    let size = Winsize {
        ws_row: rows,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(terminal, size).expect("a size");
}
