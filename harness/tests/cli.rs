//! The `wasmlinux` command: statuses, standard streams, copies, and clear words for bad input.

mod support;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use support::{table, wasmlinux};

/// A folder for one test's files.
fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn run(args: &[&str]) -> Output {
    wasmlinux()
        .arg("run")
        .args(args)
        .stdin(Stdio::null())
        .output()
        .expect("wasmlinux")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn prints_nothing_of_its_own() {
    let output = run(&["echo", "hello"]);
    assert_eq!(
        (text(&output.stdout).as_str(), text(&output.stderr).as_str()),
        ("hello\n", "")
    );
    assert_eq!(output.status.code(), Some(0));
}

table! { exits_with_the_status:
    code(&["sh", "-c", "exit 7"], 7);
    signal(&["sh", "-c", "kill -SEGV $$"], 139);
    not_found(&["no-such-program"], 127);
    not_executable(&["/etc/passwd"], 126);
    directory(&["/etc"], 126);
}

fn exits_with_the_status(args: &[&str], status: i32) {
    assert_eq!(run(args).status.code(), Some(status), "{args:?}");
}

#[test]
fn says_what_it_cannot_start() {
    let output = run(&["no-such-program"]);
    assert_eq!(
        text(&output.stderr),
        "wasmlinux: no-such-program: No such file or directory\n"
    );
}

#[test]
fn the_program_is_not_pid_1() {
    let output = run(&["sh", "-c", "echo $$"]);
    assert_ne!(text(&output.stdout), "1\n");
}

#[test]
fn standard_input_is_the_hosts() {
    let mut child = wasmlinux()
        .args(["run", "--", "sha256sum"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("wasmlinux");
    child.stdin.take().expect("piped").write_all(b"a\0b\xff").expect("written");
    let guest = child.wait_with_output().expect("ended").stdout;
    let host = Command::new("sh")
        .args(["-c", r"printf 'a\0b\377' | sha256sum"])
        .output()
        .expect("sh")
        .stdout;
    assert_eq!(text(&guest), text(&host));
}

#[test]
fn a_reader_that_leaves_ends_the_program() {
    let mut child = wasmlinux()
        .args(["run", "yes"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("wasmlinux");
    drop(child.stdout.take());
    // SIGPIPE, as a shell would report it.
    assert_eq!(child.wait().expect("ended").code(), Some(141));
}

#[test]
fn sets_variables_and_copies_files() {
    let folder = scratch("copies");
    fs::create_dir_all(folder.join("tree/below")).expect("folders");
    fs::write(folder.join("tree/below/file"), "in a tree\n").expect("a file");
    fs::write(folder.join("one"), "alone\n").expect("a file");
    let copy = |host: &str, guest: &str| format!("{}:{guest}", folder.join(host).display());
    let output = run(&[
        "--env",
        "COLOUR=deep blue",
        "--copy",
        &copy("one", "/tmp/new/folder/one"),
        "--copy",
        &copy("tree", "/opt/tree"),
        "sh",
        "-c",
        "echo $COLOUR; cat /tmp/new/folder/one /opt/tree/below/file",
    ]);
    assert_eq!(
        text(&output.stdout),
        "deep blue\nalone\nin a tree\n",
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn the_kernel_log_goes_to_standard_error_when_asked_for() {
    let output = run(&["--kernel-log", "true"]);
    assert!(
        text(&output.stderr).contains("Linux version 6.12."),
        "{}",
        text(&output.stderr)
    );
    assert_eq!(text(&output.stdout), "");
}

table! { says_what_is_wrong:
    too_little_memory(&["--memory", "1M", "true"], 125, "this guest needs at least");
    too_much_memory(&["--memory", "4G", "true"], 125, "less than 4 GiB");
    no_guest(&["--guest", "/nonexistent", "true"], 125, "cannot read /nonexistent/vmlinux.wasm");
    no_such_copy(&["--copy", "/nonexistent:/x", "true"], 125, "--copy /nonexistent");
    relative_copy(&["--copy", "/etc/passwd:x", "true"], 125, "GUEST is an absolute path");
    bad_size(&["--memory", "lots", "true"], 2, "a number, optionally with K, M or G");
    bad_variable(&["--env", "novalue", "true"], 2, "give NAME=VALUE");
}

fn says_what_is_wrong(args: &[&str], status: i32, words: &str) {
    let output = run(args);
    assert!(text(&output.stderr).contains(words), "{}", text(&output.stderr));
    assert_eq!(output.status.code(), Some(status));
}

table! { refuses_bad_programs:
    not_wasm("text.wasm", b"just words\n".to_vec(), "not a WebAssembly module");
    truncated("cut.wasm", b"\0asm\x01\0\0\0\x01".to_vec(), "exec:");
    of_unknown_import("import.wasm", unknown_import(), "nonsense.thing");
    of_huge_memory("huge.wasm", huge_memory(), "pages of memory");
}

/// A file that is not a program is refused by exec as Linux refuses it, and the log says why.
fn refuses_bad_programs(name: &str, bytes: Vec<u8>, log: &str) {
    let path = scratch("bad").join(name);
    fs::write(&path, bytes).expect("a file");
    let output = run(&["--kernel-log", path.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(126), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains(log), "{}", text(&output.stderr));
}

fn unknown_import() -> Vec<u8> {
    wat::parse_str(
        r#"(module (import "nonsense" "thing" (func)) (memory (export "memory") 1)
             (global (export "__stack_pointer") (mut i32) (i32.const 65536)) (func (export "_start") (param i32)))"#,
    )
    .expect("a module")
}

fn huge_memory() -> Vec<u8> {
    wat::parse_str(
        r#"(module (memory (export "memory") 65535)
             (global (export "__stack_pointer") (mut i32) (i32.const 65536)) (func (export "_start") (param i32)))"#,
    )
    .expect("a module")
}

#[test]
fn damaged_machine_code_is_compiled_again() {
    let cache = scratch("cache");
    let run = || {
        let output = wasmlinux()
            .args(["run", "echo", "well"])
            .env("XDG_CACHE_HOME", &cache)
            .output()
            .expect("wasmlinux");
        assert_eq!(text(&output.stdout), "well\n", "{}", text(&output.stderr));
    };
    run();
    let mut damaged = 0;
    for engine in fs::read_dir(cache.join("wasmlinux/engine")).expect("a cache") {
        for entry in fs::read_dir(engine.expect("an entry").path()).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|e| e == "cwasm") {
                let mut code = fs::read(&path).expect("code");
                let middle = code.len() / 2;
                code[middle] ^= 1;
                fs::write(&path, code).expect("written");
                damaged += 1;
            }
        }
    }
    assert!(damaged >= 2, "kernel and BusyBox are cached");
    run();
}

/// A file of 100 MB is read in pieces: here a small program with a custom section of that size.
#[test]
fn runs_a_program_of_100_mb() {
    let programs = support::programs();
    let hello = programs.iter().find(|(name, _)| name == "hello").expect("hello");
    let mut file = fs::read(&hello.1).expect("a program");
    let padding = 100 << 20;
    let name = b"\x07padding";
    file.push(0);
    let mut rest = padding + name.len();
    while rest >= 0x80 {
        file.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    file.push(rest as u8);
    file.extend_from_slice(name);
    file.resize(file.len() + padding, 7);
    let path = scratch("large").join("large.wasm");
    fs::write(&path, file).expect("a file");
    let output = run(&["--memory", "512M", path.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(7), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("hello"), "{}", text(&output.stdout));
    fs::remove_file(path).expect("removed");
}

/// A program that says for ever that a handler is about to run, or that its stack is being captured.
#[test]
fn a_program_cannot_refuse_to_be_interrupted() {
    use std::os::unix::fs::PermissionsExt;
    let stubborn = wat::parse_str(
        r#"(module (memory (export "memory") 1) (global (export "__stack_pointer") (mut i32) (i32.const 65536))
             (global (export "__sig_frame") (mut i32) (i32.const 4096)) (func (export "__sig_safepoint"))
             (global (export "__asyncify_state") (mut i32) (i32.const 1)) (global (export "__asyncify_data") (mut i32) (i32.const 0))
             (func (export "_start") (param i32) (loop (br 0))))"#,
    )
    .expect("a module");
    let path = scratch("stubborn").join("stubborn");
    fs::write(&path, stubborn).expect("a file");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a mode");
    let copy = format!("{}:/bin/stubborn", path.display());
    let script = "stubborn & usleep 100000; kill -9 $!; wait $!; exit $?";
    assert_eq!(run(&["--copy", &copy, "sh", "-c", script]).status.code(), Some(137));
}
