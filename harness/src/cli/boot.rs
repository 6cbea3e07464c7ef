//! `wasmlinux boot`: the console on this terminal.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use signal_hook::consts::{SIGHUP, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;
use wasmlinux::io::terminal::{self, RawMode};
use wasmlinux::io::{FdSink, FdSource};
use wasmlinux::{Bell, Winsize};

use super::copy::Copies;
use super::exit_code;
use super::options::Options;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    options: Options,
}

pub(super) fn boot(args: Args) -> Result<ExitCode> {
    let mut builder = args.options.builder(Copies::default())?.console();
    let term = std::env::var("TERM").unwrap_or_else(|_| "linux".to_owned());
    let ours = [("TERM".to_owned(), term)];
    for (name, value) in ours.iter().chain(&args.options.env) {
        // The kernel hands unknown NAME=value words to init, and init to the shell (init/main.c).
        builder = builder.append(&format!("\"{name}={value}\""));
    }
    let mut machine = builder.build()?;
    let bell = machine.bell();
    let size = Winsize::default();
    watch_signals(size.clone(), bell.clone())?;
    // Descriptors of their own: standard output's buffer ends lines, not keystrokes.
    let screen = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let keys = Keys(Some(File::from(io::stdin().as_fd().try_clone_to_owned()?)));
    machine.connect_console(
        Box::new(FdSource::new(keys, bell.clone())?),
        Box::new(FdSink::new(screen, bell)?),
        size,
    );
    let raw = RawMode::enter().context("cannot put the terminal into raw mode")?;
    let stop = machine.run();
    drop(raw);
    let status = stop.exit_status();
    if status != 0 {
        writeln!(io::stderr(), "wasmlinux: {stop}")?;
    }
    Ok(exit_code(status))
}

/// Keys from standard input. After its end somebody keeps pressing `^D`: whoever pipes commands into a machine wants them run, and then
/// the shell to end. Once is not enough, since a key typed ahead of a program is not the end of file of the next.
struct Keys(Option<File>);

impl Read for Keys {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        const CONTROL_D: u8 = 4;
        const PAUSE: Duration = Duration::from_millis(200);
        if let Some(keys) = &mut self.0 {
            match keys.read(buffer)? {
                0 => self.0 = None,
                n => return Ok(n),
            }
        }
        thread::sleep(PAUSE);
        buffer[0] = CONTROL_D;
        Ok(1)
    }
}

/// The terminal's size is the guest's; SIGTERM and SIGHUP are its power button.
fn watch_signals(size: Winsize, bell: Bell) -> Result<()> {
    let (rows, columns) = terminal::size();
    size.set(rows, columns);
    let mut signals = Signals::new([SIGWINCH, SIGTERM, SIGHUP])?;
    thread::Builder::new().name("wasmlinux-signals".into()).spawn(move || {
        for signal in signals.forever() {
            if signal == SIGWINCH {
                let (rows, columns) = terminal::size();
                size.set(rows, columns);
                bell.ring(abi::irq::WINSIZE);
            } else {
                bell.ring(abi::irq::POWER);
            }
        }
    })?;
    Ok(())
}
