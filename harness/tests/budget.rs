//! The machine's budget: what programs may have together, what they are told beyond it, and that everybody else goes on.

mod support;

use std::thread;
use std::time::Duration;

use support::pty::Terminal;
use support::{prints, sh};

/// `free`'s third number of the first line, in KiB.
const USED: &str = "free | awk '/^Mem/ { print $3 }'";

#[test]
fn free_counts_processes() {
    // An awk that holds a string of 32 MiB while it looks.
    let held = r#"awk 'BEGIN { s = "x"; while (length(s) < 33554432) s = s s; "free" | getline; "free" | getline; print $3 }'"#;
    let used: i64 = prints(USED).trim().parse().expect("a number");
    let with: i64 = prints(held).trim().parse().expect("a number");
    let after: i64 = prints(USED).trim().parse().expect("a number");
    assert!(with > used + 32_000, "{used} KiB, then {with} KiB");
    assert!(after < used + 2_000, "{used} KiB, then {after} KiB");
}

#[test]
fn a_string_that_doubles_ends_with_its_program() {
    let output = sh(r#"awk 'BEGIN { s = "x"; while (1) s = s s }'"#);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status != 0 && said.contains("out of memory"),
        "{}: {said}",
        output.status
    );
    assert_eq!(prints("echo alive"), "alive\n");
}

/// In a machine of its own: what the shell leaves behind fills it for a second.
#[test]
fn more_shells_than_fit_are_refused() {
    let mut machine = support::boot();
    let mut sh = |script: &str| {
        let command = wasmlinux::Command::new(["sh", "-c", script]);
        machine.output(command).expect("the machine runs on")
    };
    let output = sh("i=0; while [ $i -lt 2000 ]; do sleep 1 & i=$((i+1)); done; wait");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("can't fork"), "{said}");
    assert_eq!(sh("echo alive").stdout, b"alive\n");
    let mut recovers = || {
        thread::sleep(Duration::from_millis(100));
        sh("/bin/busybox true").status == 0
    };
    assert!((0..100).any(|_| recovers()));
}

/// The oldest trick: the shell that a person sits at survives it, and puts an end to it.
#[test]
fn a_fork_bomb_leaves_the_shell() {
    let mut t = Terminal::boot(&["--memory", "64M"]);
    t.prompt();
    t.line("bomb() { bomb | bomb & }; (bomb) 2>/dev/null; echo lit");
    t.expect("\nlit\r\n");
    t.line("echo my nu''mber $$");
    t.expect("my number ");
    let shell = t.expect("\r\n");
    // Both are the shell's own commands: there may be no room for another process.
    t.line("kill -9 -1; echo en''ded");
    t.expect("ended\r\n");
    t.line("busybox usleep 300000; echo st''ill $$");
    t.expect("still ");
    assert_eq!(t.expect("\r\n"), shell);
}

/// Each shared mapping is a descriptor of the host's: there is a limit, the program is told, and they come back.
#[test]
fn shared_mappings_are_counted() {
    let mut programs = support::programs();
    programs.retain(|(name, _)| name == "mmap_shared_many");
    let mut machine = support::machine_with(&programs);
    for _ in 0..3 {
        let output = machine
            .output(wasmlinux::Command::new(["/tests/mmap_shared_many", "10000"]))
            .expect("the machine runs on");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "mapped some, then ENOMEM\n");
    }
}
