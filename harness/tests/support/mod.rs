//! What the end-to-end tests share: the guest, one machine for many tests, the command, a terminal to type at.

#![allow(dead_code, reason = "each test file uses its part")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use cpio::newc::{Builder, trailer};
use wasmlinux::io::Bytes;
use wasmlinux::{Guest, Machine, Output};

pub mod pty;

#[allow(unused_macros, reason = "each test file uses its part")]
/// A table: each row is a test of its own, which gives its arguments to one function.
macro_rules! table {
    ($check:ident: $($name:ident($($arg:expr),* $(,)?);)*) => {
        mod $check {
            #[allow(unused_imports, reason = "a table of literals needs none")]
            use super::*;
            $(#[test] fn $name() { super::$check($($arg),*); })*
        }
    };
}
#[allow(unused_imports, reason = "each test file uses its part")]
pub(crate) use table;

/// The folder that `cargo xtask build` fills; `cargo xtask test` names it.
pub fn guest_folder() -> PathBuf {
    let folder = std::env::var_os("WASMLINUX_GUEST").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/guest/default"),
        PathBuf::from,
    );
    assert!(
        folder.join("vmlinux.wasm").exists(),
        "no guest in {}: run `cargo xtask build` first",
        folder.display()
    );
    folder
}

/// Compiled code is kept where the command keeps it.
pub fn cache_folder() -> PathBuf {
    wasmlinux::folders::cache().expect("HOME is set")
}

/// A machine of its own.
pub fn boot() -> Machine {
    let guest = Guest::open(&guest_folder()).expect("guest files");
    Machine::builder(guest).cache(&cache_folder()).build().expect("a machine")
}

/// The machine that the tests of one file share, one test at a time.
pub fn shared() -> MutexGuard<'static, Machine> {
    static MACHINE: LazyLock<Mutex<Machine>> = LazyLock::new(|| Mutex::new(boot()));
    MACHINE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Name and file of each program of `guest/tests` that `cargo xtask test` has built.
pub fn programs() -> Vec<(String, PathBuf)> {
    let folder = std::env::var_os("WASMLINUX_PROGRAMS").expect("WASMLINUX_PROGRAMS: run `cargo xtask test`");
    let mut programs: Vec<_> = fs::read_dir(folder)
        .expect("the folder of programs")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "wasm"))
        .map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), path))
        .collect();
    programs.sort();
    programs
}

/// A machine of its own with these programs as `/tests/NAME`.
pub fn machine_with(programs: &[(String, PathBuf)]) -> Machine {
    let mut archive = Vec::new();
    let mut add = |name: &str, mode: u32, bytes: &[u8]| {
        let entry = Builder::new(name).mode(mode).nlink(1);
        let mut writer = entry.write(std::mem::take(&mut archive), u32::try_from(bytes.len()).expect("small"));
        std::io::Write::write_all(&mut writer, bytes).expect("memory");
        archive = writer.finish().expect("memory");
    };
    add("tests", 0o040_755, &[]);
    for (name, path) in programs {
        add(&format!("tests/{name}"), 0o100_755, &fs::read(path).expect("a program"));
    }
    let archive = trailer(archive).expect("memory");
    let guest = Guest::open(&guest_folder()).expect("guest files");
    let builder = Machine::builder(guest).archive(&archive).cache(&cache_folder());
    builder.build().expect("a machine")
}

/// Runs a shell script in the shared machine.
pub fn sh(script: &str) -> Output {
    sh_with_input(script, b"")
}

/// Runs a shell script in the shared machine, with this standard input.
pub fn sh_with_input(script: &str, input: &[u8]) -> Output {
    let command = wasmlinux::Command::new(["sh", "-c", script]).stdin(Box::new(Bytes::new(input.to_vec())));
    shared().output(command).expect("the machine runs on")
}

/// What a script prints, which must succeed and complain about nothing.
pub fn prints(script: &str) -> String {
    let output = sh(script);
    assert_eq!(
        (output.status, String::from_utf8_lossy(&output.stderr).as_ref()),
        (0, ""),
        "{script}"
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The `wasmlinux` command.
pub fn wasmlinux() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wasmlinux"));
    command.env("WASMLINUX_GUEST", guest_folder());
    command
}
