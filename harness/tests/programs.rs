//! Programs in one booted machine: what a Linux user expects of a shell and its tools.

mod support;

use support::{prints, sh, sh_with_input, table};

#[test]
fn says_what_it_is() {
    let uname = prints("uname -srm");
    assert!(uname.starts_with("Linux 6.12."), "{uname}");
    assert!(uname.ends_with(" wasm32\n"), "{uname}");
}

table! { shell:
    arithmetic("echo $((6*7))", "42\n");
    substitution(r#"x=$(cat /proc/version); case "$x" in "Linux version 6.12."*) echo yes;; esac"#, "yes\n");
    pipeline(r#"for i in 1 2 3; do echo $i; done | sort -r | tr "\n" " ""#, "3 2 1 ");
    background("sleep 1 & wait; echo $?", "0\n");
    trap(r#"trap "echo got" USR1; kill -USR1 $$"#, "got\n");
    subshell_status("(exit 7); echo $?", "7\n");
    here_document("cat <<E\na\nb\nE", "a\nb\n");
    functions("f() { echo $1; }; f x; f y", "x\ny\n");
    awk(r#"seq 1 100000 | awk "{s+=\$1} END {print s}""#, "5000050000\n");
    seven_files_of_one_pipe("seq 5 | cat | cat | cat | cat | cat | cat | tail -1", "5\n");
    vars_and_test("a=5; [ $a -gt 3 ] && echo big || echo small", "big\n");
    sed("echo hello | sed s/l/L/g", "heLLo\n");
    find("mkdir -p /tmp/f/a/b && touch /tmp/f/a/b/c && find /tmp/f -name c; rm -r /tmp/f", "/tmp/f/a/b/c\n");
    read_loop("printf '1 2\\n3 4\\n' | while read a b; do echo $((a+b)); done", "3\n7\n");
    hush("hush -c 'echo from hush'", "from hush\n");
    bc("echo '2^64' | bc", "18446744073709551616\n");
}

/// What programs that make no system call are subject to all the same.
#[test]
fn busy_loops_are_interrupted() {
    let alarm = r#"trap "echo alarm; exit 3" ALRM; (usleep 100000; kill -ALRM $$) & while :; do :; done"#;
    let output = sh(alarm);
    assert_eq!((output.stdout.as_slice(), output.status), (&b"alarm\n"[..], 3));
    let spin = "awk 'BEGIN { while (1) n++ }'";
    assert_eq!(sh(&format!("{spin} & usleep 50000; kill -9 $!; wait $!")).status, 137);
    assert_eq!(sh(&format!("timeout 1 {spin}; exit $?")).status, 143);
    // Two of them and a shell share one processor.
    let shared =
        format!("{spin} & {spin} & i=0; while [ $i -lt 20 ]; do usleep 1000; i=$((i+1)); done; kill $!; kill %1; wait; echo $i");
    assert_eq!(prints(&shared), "20\n");
}

fn shell(script: &str, expected: &str) {
    assert_eq!(prints(script), expected);
}

table! { statuses:
    code("exit 7", 7);
    killed("kill -9 $$", 137);
    terminated("kill -TERM $$", 143);
    not_found("exec no-such-program", 127);
    not_executable("exec /etc/passwd", 126);
    directory("exec /etc", 126);
}

fn statuses(script: &str, status: i32) {
    assert_eq!(sh(script).status, status);
}

#[test]
fn lists_the_root() {
    let root = prints("ls /");
    for folder in ["bin", "dev", "etc", "proc", "root", "sbin", "sys", "tmp", "usr"] {
        assert!(root.lines().any(|line| line == folder), "{folder} is missing in {root}");
    }
}

#[test]
fn has_a_network_of_its_own() {
    assert!(prints("ifconfig lo").contains("127.0.0.1"));
    let ping = prints("ping -c 2 127.0.0.1");
    assert!(
        ping.contains("2 packets transmitted, 2 packets received, 0% packet loss"),
        "{ping}"
    );
}

#[test]
fn shows_its_state() {
    assert!(prints("top -b -n 1 | head -3").starts_with("Mem: "));
    assert!(prints("ps").lines().any(|line| line.trim_start().starts_with("1 ")));
    assert!(prints("mount").contains("proc on /proc type proc"));
    assert!(prints("free").contains("Mem:"));
    prints("df");
}

#[test]
fn archives_survive_a_round_trip() {
    let listed = prints("tar cf - /etc 2>/dev/null | gzip | gunzip | tar tf - | wc -l");
    let found = prints("find /etc | wc -l");
    assert_eq!(listed, found);
}

#[test]
fn standard_input_is_binary_safe() {
    let output = sh_with_input("sha256sum", b"a\0b\xff");
    assert_eq!(output.status, 0);
    assert_eq!(String::from_utf8_lossy(&output.stdout), native_sha256(b"a\0b\xff"));
}

fn native_sha256(input: &[u8]) -> String {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child = Command::new("sha256sum")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("sha256sum");
    child.stdin.take().expect("piped").write_all(input).expect("written");
    String::from_utf8(child.wait_with_output().expect("ended").stdout).expect("UTF-8")
}

#[test]
fn a_megabyte_comes_back_unchanged() {
    let input: Vec<u8> = (0..1_000_000_u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let output = sh_with_input("cat", &input);
    assert_eq!(output.status, 0);
    assert!(output.stdout == input, "{} bytes came back", output.stdout.len());
}

#[test]
fn a_program_left_behind_does_not_write_into_the_next_ones_output() {
    assert_eq!(prints("(usleep 300000; echo late; echo late) & echo early"), "early\n");
    assert_eq!(prints("usleep 600000; echo next"), "next\n");
}

#[test]
fn standard_error_stays_apart() {
    let output = sh("echo out; echo err >&2");
    assert_eq!(
        (output.stdout.as_slice(), output.stderr.as_slice()),
        (&b"out\n"[..], &b"err\n"[..])
    );
}

#[test]
fn two_thousand_programs_leave_nothing_behind() {
    sh("i=0; while [ $i -lt 50 ]; do /bin/busybox true; i=$((i+1)); done");
    let before = support::shared().stats();
    prints("i=0; while [ $i -lt 2000 ]; do /bin/busybox true; i=$((i+1)); done; free");
    let after = support::shared().stats();
    assert_eq!((after.stacks, after.memories), (before.stacks, before.memories));
    // Linux frees a task_struct some time after its task: a few may be on their way.
    assert!(after.tasks < before.tasks + 32, "{before:?}, then {after:?}");
}
