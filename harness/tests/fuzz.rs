//! Random system calls with random arguments: the kernel and the host go on.
//!
//! `WASMLINUX_FUZZ` is how many calls each seed makes (250,000 if it is not set).

mod support;

const SEEDS: [u32; 4] = [11, 22, 33, 44];

#[test]
fn random_system_calls() {
    let calls = std::env::var("WASMLINUX_FUZZ").unwrap_or_else(|_| "250000".into());
    let mut programs = support::programs();
    programs.retain(|(name, _)| name == "fuzz_syscalls");
    let mut machine = support::machine_with(&programs);
    for seed in SEEDS {
        let command = wasmlinux::Command::new(["/tests/fuzz_syscalls".to_owned(), seed.to_string(), calls.clone()]);
        let output = machine.output(command.cwd("/tmp")).expect("the machine runs on");
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!((said.as_ref(), output.status), ("calls done\n", 0), "seed {seed}");
    }
    // Nothing that was called has broken what others need.
    let after = machine.output(wasmlinux::Command::new([
        "sh",
        "-c",
        "ls / | wc -l && free >/dev/null && ps >/dev/null",
    ]));
    assert_eq!(after.expect("the machine runs on").status, 0);
}
