//! The C programs of `guest/tests`: each must print in the guest what it prints on the host's own Linux, and end the same.

mod support;

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cpio::newc::{Builder, trailer};
use wasmlinux::{Guest, Machine};

/// What a run leaves: standard output, and the status as a shell has it.
type Run = (String, i32);

#[test]
fn programs_do_what_they_do_on_the_host() {
    let programs = programs();
    let mut machine = machine_with(&programs);
    let mut differences = String::new();
    for (name, _) in &programs {
        let native = native(name);
        let guest = match machine.output(wasmlinux::Command::new([format!("/tests/{name}")]).cwd("/tmp")) {
            Ok(output) => (String::from_utf8_lossy(&output.stdout).into_owned(), output.status),
            Err(e) => panic!("{name}: {e}"),
        };
        println!("{} {name}", if native == guest { "same     " } else { "DIFFERENT" });
        if native != guest {
            differences.push_str(&format!("--- {name}\n{}", difference(&native, &guest)));
        }
    }
    assert!(differences.is_empty(), "\n{differences}");
}

/// Name and file of each program that `cargo xtask test` has built.
fn programs() -> Vec<(String, PathBuf)> {
    let folder = std::env::var_os("WASMLINUX_PROGRAMS").expect("WASMLINUX_PROGRAMS: run `cargo xtask test`");
    let mut programs: Vec<_> = fs::read_dir(folder)
        .expect("the folder of programs")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "wasm"))
        .map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), path))
        .collect();
    programs.sort();
    assert!(programs.len() > 30, "{} programs", programs.len());
    programs
}

fn machine_with(programs: &[(String, PathBuf)]) -> Machine {
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
    let guest = Guest::open(&support::guest_folder()).expect("guest files");
    let builder = Machine::builder(guest).archive(&archive).cache(&support::cache_folder());
    builder.build().expect("a machine")
}

/// The same source, compiled and run here.
fn native(name: &str) -> Run {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../guest/tests/{name}.c"));
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("native");
    fs::create_dir_all(&folder).expect("a folder");
    let program = folder.join(name);
    let compiled = Command::new("gcc")
        .args(["-O1", "-w", "-pthread", "-o"])
        .arg(&program)
        .arg(source)
        .arg("-lm")
        .status();
    assert!(compiled.expect("gcc").success(), "{name} does not compile");
    let output = Command::new(program)
        .current_dir("/tmp")
        .stdin(Stdio::null())
        .output()
        .expect("a program");
    let status = output.status.code().or_else(|| Some(128 + output.status.signal()?));
    (String::from_utf8_lossy(&output.stdout).into_owned(), status.unwrap_or(-1))
}

fn difference((host, host_status): &Run, (guest, guest_status): &Run) -> String {
    let mut text = String::new();
    let (mut host, mut guest) = (host.lines(), guest.lines());
    loop {
        match (host.next(), guest.next()) {
            (None, None) => break,
            (a, b) if a == b => {}
            (a, b) => text.push_str(&format!(
                "  host:  {}\n  guest: {}\n",
                a.unwrap_or("(nothing)"),
                b.unwrap_or("(nothing)")
            )),
        }
    }
    if host_status != guest_status {
        text.push_str(&format!("  status: host {host_status}, guest {guest_status}\n"));
    }
    text
}
