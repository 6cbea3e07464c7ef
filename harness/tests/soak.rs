//! A machine that stays up: programs and threads come and go, and nothing of them is left behind.
//!
//! `WASMLINUX_SOAK` is how long the churn goes on, in seconds (`cargo xtask soak` sets it); a line every few seconds tells how the machine
//! fares.

mod support;

use std::fs;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use support::sh;
use wasmlinux::{Machine, Stats};

/// Starts and ends that count as warming up: caches fill, spare stacks are kept.
const WARM_UP: usize = 1_000;
/// What the host's process may grow by afterwards, in KiB.
const GROWTH_MAX_KIB: u64 = 2 * 1024;

/// One test at a time: they measure their process.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Memory of this process that is there, in KiB (proc(5), `VmRSS`).
fn resident_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("proc");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("VmRSS");
    line.split_whitespace()
        .nth(1)
        .and_then(|kib| kib.parse().ok())
        .expect("a number")
}

/// A machine of its own with one program of `guest/tests`.
fn machine_with(name: &str) -> Machine {
    let mut programs = support::programs();
    programs.retain(|(found, _)| found == name);
    support::machine_with(&programs)
}

fn script(machine: &mut Machine, script: &str) {
    let output = machine
        .output(wasmlinux::Command::new(["sh", "-c", script]))
        .expect("the machine runs on");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status, said.as_ref()), (0, ""), "{script}");
}

/// Linux frees a `task_struct` some time after its task, and makes and ends threads of its own as it likes.
fn assert_same(before: Stats, after: Stats) {
    assert_eq!(after.memories, before.memories);
    assert!(after.stacks < before.stacks + 8, "{before:?}, then {after:?}");
    assert!(after.tasks < before.tasks + 32, "{before:?}, then {after:?}");
}

#[test]
fn ten_thousand_programs_leave_nothing_behind() {
    let _alone = alone();
    let programs = |n: usize| {
        let loops = format!("i=0; while [ $i -lt {n} ]; do /bin/busybox true; i=$((i+1)); done");
        assert_eq!(sh(&loops).status, 0);
    };
    programs(WARM_UP);
    let (before, kib) = (support::shared().stats(), resident_kib());
    programs(10_000);
    let (after, now_kib) = (support::shared().stats(), resident_kib());
    assert_same(before, after);
    assert!(now_kib < kib + GROWTH_MAX_KIB, "{kib} KiB, then {now_kib} KiB");
}

#[test]
fn threads_leave_nothing_behind() {
    let _alone = alone();
    // Compiling the program takes memory that the host gives back when it likes: that is over when a second machine begins.
    script(
        &mut machine_with("pthread_one_by_one"),
        "/tests/pthread_one_by_one 1 >/dev/null",
    );
    let mut machine = machine_with("pthread_one_by_one");
    // Until the guest's kernel has touched all of its own memory that it goes round in.
    for _ in 0..3 {
        script(&mut machine, "/tests/pthread_one_by_one 1000 >/dev/null");
    }
    let (before, kib) = (machine.stats(), resident_kib());
    script(&mut machine, "/tests/pthread_one_by_one 1000 >/dev/null");
    assert_same(before, machine.stats());
    let now_kib = resident_kib();
    assert!(now_kib < kib + GROWTH_MAX_KIB, "{kib} KiB, then {now_kib} KiB");
}

/// Generations of processes that overlap, pipes, threads and signals at once: a wake-up that is lost would end it at the deadline.
#[test]
fn churn() {
    let _alone = alone();
    let seconds = std::env::var("WASMLINUX_SOAK")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(60);
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut machine = machine_with("churn");
    let round = "trap : USR1; /tests/churn >/dev/null & (i=0; while [ $i -lt 20 ]; do seq 200 | sort -rn | head -1 >/dev/null; i=$((i+1)); done) & \
                 (while kill -USR1 $$ 2>/dev/null && [ $((n=n+1)) -lt 200 ]; do :; done) & \
                 for i in 1 2 3 4 5 6 7 8; do (sleep 0.0$i; exit $i) & done; wait; wait; wait; exit 0";
    script(&mut machine, round);
    script(&mut machine, "usleep 500000");
    let before = machine.stats();
    let (mut rounds, mut next) = (1, Instant::now());
    println!("rounds  tasks  stacks  memories  resident KiB");
    while Instant::now() < end {
        script(&mut machine, round);
        rounds += 1;
        if Instant::now() >= next {
            next += Duration::from_secs(5);
            let Stats { tasks, stacks, memories } = machine.stats();
            println!("{rounds:6}  {tasks:5}  {stacks:6}  {memories:8}  {:12}", resident_kib());
        }
    }
    let after = machine.stats();
    // The round's own shell may be on its way out.
    assert!(
        after.stacks <= before.stacks + 4 && after.memories <= before.memories + 2,
        "{before:?}, then {after:?}"
    );
}
