//! Kernels that break: their machine ends with words and a status, and nothing else does.

mod support;

use std::fs;
use std::path::PathBuf;

use support::table;
use wasmlinux::{Guest, Machine, Stop};

/// A guest whose kernel does nothing but this.
fn guest(name: &str, body: &str) -> Guest {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("broken").join(name);
    fs::create_dir_all(&folder).expect("a folder");
    let kernel = format!(
        r#"(module (import "lkl" "park" (func $park (param i32 i32) (result i32)))
             (import "env" "memory" (memory 1))
             (global (export "__stack_pointer") (mut i32) (i32.const 4096))
             (global (export "lkl_irq_pending") i32 (i32.const 64))
             (func (export "syscall") (param i32 i32 i32 i32 i32 i32 i32) (result i32) (i32.const 0))
             (func $deep (call $deep))
             (func $explode {body})
             (func $boot (export "boot") (param i32 i32 i32 i32 i32) (call $explode)))"#
    );
    fs::write(folder.join("vmlinux.wasm"), wat::parse_str(kernel).expect("a module")).expect("written");
    fs::write(folder.join("vmlinux.img"), []).expect("written");
    fs::write(folder.join("initramfs.cpio"), []).expect("written");
    Guest::open(&folder).expect("guest files")
}

table! { ends_the_machine:
    trap("trap", "unreachable", "kernel trapped: wasm trap: wasm `unreachable` instruction executed\n  kernel: explode\n  kernel: boot");
    wild_load("load", "(drop (i32.load (i32.const -64)))", "out of bounds memory access\n  kernel: explode");
    division("division", "(drop (i32.div_s (i32.const 1) (i32.const 0)))", "integer divide by zero\n  kernel: explode");
    stack_overflow("deep", "(call $deep)", "call stack exhausted\n  kernel: deep");
    unknown_reason("reason", "(drop (call $park (i32.const 99) (i32.const 0)))", "unknown reason 99");
    unknown_task("task", "(drop (call $park (i32.const 0) (i32.const 7)))", "task 7, which does not exist");
    exec_of_nothing("exec", "(drop (call $park (i32.const 3) (i32.const 7)))", "task 0 has no program");
    panic("panic", "(drop (call $park (i32.const 5) (i32.const 0)))", "the kernel panicked");
    returns("return", "", "returned from Boot");
}

fn ends_the_machine(name: &str, body: &str, words: &str) {
    let mut machine = Machine::builder(guest(name, body))
        .memory(16 << 20)
        .build()
        .expect("a machine");
    let stop = machine.run();
    assert!(stop.to_string().contains(words), "{stop}");
    assert_eq!(stop.exit_status(), 70);
    // Over is over.
    assert_eq!(machine.run(), stop);
}

#[test]
fn halting_is_no_failure() {
    let guest = guest("halt", "(drop (call $park (i32.const 4) (i32.const 0)))");
    let mut machine = Machine::builder(guest).memory(16 << 20).build().expect("a machine");
    assert_eq!(machine.run(), Stop::PowerOff);
}

#[test]
fn a_panic_ends_the_command_with_status_70() {
    let output = support::wasmlinux()
        .args(["run", "--append", "rdinit=/nonexistent", "true"])
        .output()
        .expect("wasmlinux");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(
        words.contains("the kernel panicked") && words.contains("Kernel panic - not syncing"),
        "{words}"
    );
    assert_eq!(output.status.code(), Some(70));
}

#[test]
fn a_damaged_kernel_is_named() {
    let guest = guest("damaged", "");
    fs::write(&guest.kernel, b"\0asm\x01\0\0\0garbage").expect("written");
    let refused = Machine::builder(guest).memory(16 << 20).build().err().expect("a refusal");
    assert!(refused.to_string().starts_with("kernel: "), "{refused}");
}
