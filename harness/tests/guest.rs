//! The C programs of `guest/tests`: each must print in the guest what it prints on the host's own Linux, and end the same.

mod support;

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run leaves: standard output, and the status as a shell has it.
type Run = (String, i32);

#[test]
fn programs_do_what_they_do_on_the_host() {
    let programs = support::programs();
    assert!(programs.len() > 90, "{} programs", programs.len());
    let mut machine = support::machine_with(&programs);
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
