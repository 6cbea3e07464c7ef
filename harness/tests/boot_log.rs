//! What the kernel says while it boots, and a session at its console, as a person sees them.

mod support;

use std::sync::{Arc, Mutex};

use support::pty::Terminal;
use wasmlinux::{Command, Guest, Machine};

#[test]
fn the_kernel_log() {
    let log = Arc::new(Mutex::new(Vec::new()));
    let sink = log.clone();
    let guest = Guest::open(&support::guest_folder()).expect("guest files");
    let mut machine = Machine::builder(guest)
        .cache(&support::cache_folder())
        .kernel_log(Box::new(move |text| sink.lock().expect("one writer").extend_from_slice(text)))
        .build()
        .expect("a machine");
    machine.output(Command::new(["true"])).expect("it runs");
    let log = String::from_utf8_lossy(&log.lock().expect("one writer")).into_owned();
    insta::with_settings!({filters => vec![
        (r"(?m)^\[ *\d+\.\d+\] ", "[TIME] "),
        (r"Linux version 6\.12\.\d+ .*", "Linux version 6.12.N (BUILD)"),
        (r"\d+K", "NK"),
        // The archive is unpacked beside all else: when that ends is not fixed.
        (r"(?m)^.*Freeing initrd memory.*\n", ""),
    ]}, { insta::assert_snapshot!(log); });
}

#[test]
fn a_session() {
    let mut t = Terminal::boot(&[]);
    t.prompt();
    for line in [
        "uname -srm | sed 's/6.12.[0-9]*/6.12.N/'",
        "tty; stty size; echo $TERM",
        "cat /proc/1/comm",
        "ls -d /*",
        "sh -c 'exit 3'; echo $?",
    ] {
        t.line(line);
        t.expect("\n");
        t.prompt();
    }
    insta::assert_snapshot!(t.screen());
}
