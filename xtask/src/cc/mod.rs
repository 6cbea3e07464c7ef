//! `cargo xtask cc`: a C compiler driver for guest programs, with the command line of gcc and clang.
//!
//! ```text
//! a.c ──clang──> a.o ─┐
//! b.o ────────────────┼─wasm-ld──> a.out ──capture──> a.out
//! crt1.o, libc.a ─────┘            (only if it imports fork or setjmp)
//! ```
//!
//! The last step makes the stack capturable (`docs/abi.md`, section 1) and is the only one that gcc has no counterpart of; `-mno-capture`
//! leaves it out, and `--capture IN -o OUT` does nothing else.

mod args;
pub mod capture;
mod compile;
mod link;
mod options;
mod response;
mod scratch;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use args::{Invocation, Mode};

/// Where the driver finds what it adds to a command line, and the tools that it runs.
#[derive(Clone, Debug)]
pub struct Sysroot {
    /// Folder with `include/` and `lib/` (`crt1.o`, `libc.a`, compiler-rt), as `guest/musl/README.md` makes it.
    pub root: PathBuf,
    /// The compiler, a name in PATH or a path.
    pub clang: OsString,
    /// The linker, a name in PATH or a path.
    pub wasm_ld: OsString,
    /// What runs [`Sysroot::wasm_opt`], a name in PATH or a path.
    pub node: OsString,
    /// `bin/wasm-opt` of the npm package `binaryen`, a JavaScript file.
    pub wasm_opt: PathBuf,
}

impl Sysroot {
    /// A sysroot with the distribution's own tools.
    pub fn new(root: impl Into<PathBuf>, wasm_opt: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            clang: "clang-19".into(),
            wasm_ld: "wasm-ld-19".into(),
            node: "node".into(),
            wasm_opt: wasm_opt.into(),
        }
    }
}

/// Runs the driver with the arguments after `cc`.
///
/// The exit code is that of the first tool that failed, or 0. An error is the driver's own: a command line that it cannot obey, or a file
/// that it cannot read or write.
pub fn run(args: &[OsString], sysroot: &Sysroot) -> Result<ExitCode> {
    let args = response::expand(args)?;
    let invocation = args::parse(&args)?;
    let session = Session {
        sysroot,
        verbose: invocation.verbose,
    };
    match invocation.mode {
        Mode::Print(text) => {
            println!("{text}");
            Ok(ExitCode::SUCCESS)
        }
        Mode::Capture => session.capture_only(&invocation),
        Mode::Compile => session.tool(&sysroot.clang, compile::command(&invocation, sysroot)),
        Mode::Link | Mode::Relocatable => session.build(&invocation),
    }
}

/// One run of the driver: every tool is started here.
struct Session<'a> {
    sysroot: &'a Sysroot,
    verbose: bool,
}

impl Session<'_> {
    fn tool(&self, program: &OsString, args: Vec<OsString>) -> Result<ExitCode> {
        if self.verbose {
            let line: Vec<_> = args.iter().map(|a| a.to_string_lossy()).collect();
            eprintln!("{} {}", program.to_string_lossy(), line.join(" "));
        }
        let status = Command::new(program)
            .args(&args)
            .status()
            .with_context(|| format!("cannot run {}", program.to_string_lossy()))?;
        Ok(match status.code() {
            Some(code) => u8::try_from(code).unwrap_or(1).into(),
            None => ExitCode::FAILURE,
        })
    }

    fn build(&self, invocation: &Invocation) -> Result<ExitCode> {
        let scratch = scratch::Folder::new()?;
        let mut objects = Vec::new();
        for (n, input) in invocation.inputs.iter().enumerate() {
            let object = match &input.language {
                None => input.argument.clone(),
                Some(_) => {
                    let object = scratch.path().join(format!("{n}.o")).into_os_string();
                    let code = self.tool(&self.sysroot.clang, compile::one(invocation, input, &object, self.sysroot))?;
                    if code != ExitCode::SUCCESS {
                        return Ok(code);
                    }
                    object
                }
            };
            objects.push(object);
        }
        // The step "capture" knows functions by their names, so stripping waits for it.
        let late = invocation.captures() && invocation.link.strip;
        let code = self.link(invocation, &objects, invocation.link.strip && !late)?;
        if code != ExitCode::SUCCESS || !invocation.captures() {
            return Ok(code);
        }
        let output = Path::new(invocation.output());
        let captured = capture::in_place(output, !invocation.link.strip, self.sysroot, scratch.path())?;
        if late && !captured {
            self.link(invocation, &objects, true)
        } else {
            Ok(code)
        }
    }

    fn link(&self, invocation: &Invocation, objects: &[OsString], strip: bool) -> Result<ExitCode> {
        self.tool(
            &self.sysroot.wasm_ld,
            link::command(invocation, objects, strip, self.sysroot)?,
        )
    }

    fn capture_only(&self, invocation: &Invocation) -> Result<ExitCode> {
        let [input] = invocation.inputs.as_slice() else {
            bail!("--capture takes one linked module")
        };
        let scratch = scratch::Folder::new()?;
        let output = Path::new(invocation.output());
        std::fs::copy(&input.argument, output).with_context(|| format!("cannot copy {}", input.argument.to_string_lossy()))?;
        capture::in_place(output, !invocation.link.strip, self.sysroot, scratch.path())?;
        Ok(ExitCode::SUCCESS)
    }
}
