//! Programs in the text format: what is taken, what it becomes, and what is refused in which words.

use exec_image::{INITIAL_PAGES_MAX, Image, Imports, Refusal, prepare};
use rstest::rstest;

/// A program of `wasm-ld --stack-first`, with more fields where a test needs them.
fn program(fields: &str) -> Vec<u8> {
    wat(&format!("{fields}{MEMORY}{STACK}{START}"))
}

fn wat(fields: &str) -> Vec<u8> {
    wat::parse_str(format!("(module {fields})")).unwrap()
}

fn refusal(wasm: &[u8]) -> Refusal {
    prepare(wasm).unwrap_err()
}

const MEMORY: &str = r#"(memory (export "memory") 2)"#;
const STACK: &str = r#"(global (export "__stack_pointer") (mut i32) (i32.const 0x8000))"#;
const START: &str = r#"(func (export "_start") (param i32))"#;
const POLL: &str = r#"(import "linux" "poll" (func (type 1)))"#;
const ASYNCIFY: &str = r#"(global (export "__asyncify_state") (mut i32) (i32.const 0))
                          (global (export "__asyncify_data") (mut i32) (i32.const 0))"#;

#[test]
fn the_smallest_program() {
    let image = prepare(&program("")).unwrap();
    assert_eq!(
        image,
        Image {
            module: wat(&format!(
                r#"(type (func (param i32))) (type (func)) (import "linux" "memory" (memory 2)) {POLL}
                   (export "memory" (memory 0)){STACK} (global (mut i32) (i32.const 0)) {START}
                   (func (type 1) (global.set 1 (i32.const 0)) (call 0))"#
            )),
            segments: Vec::new(),
            initial_pages: 2,
            max_pages: None,
            stack_pointer: 0x8000,
            stack_low: 0,
            heap_base: 0x20000,
            imports: Imports::default(),
            captures: false,
            has_sig_frame: false,
            has_thread_pointer: false,
            starts_threads: false,
            safepoint: 0x20000,
        }
    );
}

/// Memory is imported after the functions, data is gone, names are kept, other custom sections are not.
#[test]
fn a_program_with_everything() {
    let functions = r#"(import "linux" "syscall" (func $syscall (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
                       (import "linux" "fork" (func $fork (param i32) (result i32)))
                       (import "linux" "setjmp" (func $setjmp (param i32) (result i32)))
                       (import "linux" "longjmp" (func $longjmp (param i32 i32)))"#;
    let rest = format!(
        r#"(global (export "__heap_base") i32 (i32.const 0x10008))
           (global (export "__wasm_tp") (mut i32) (i32.const 0))
           (global (export "__sig_frame") (mut i32) (i32.const 0))
           (table (export "__indirect_function_table") 2 funcref)
           (elem (i32.const 1) $child)
           (func $child (drop (call $fork (i32.const 17))) (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)))
           {ASYNCIFY}{STACK}{START}"#
    );
    let image = prepare(&wat(&format!(
        r#"{functions}{rest}{MEMORY}
           (@custom "producers" "somebody")
           (data (i32.const 0x8000) "read only")
           (data (i32.const 0x9000) "data")"#
    )))
    .unwrap();
    let text = wasmprinter::print_bytes(&image.module).unwrap();
    insta::assert_snapshot!(text);
    let data: Vec<_> = image
        .segments
        .iter()
        .map(|segment| (segment.addr, segment.bytes.as_slice()))
        .collect();
    assert_eq!(data, [(0x8000, b"read only".as_slice()), (0x9000, b"data")]);
    assert_eq!(
        image.imports,
        Imports {
            syscall: true,
            fork: true,
            setjmp: true,
            longjmp: true
        }
    );
    assert!(image.captures && image.has_sig_frame && image.has_thread_pointer);
    assert_eq!(image.heap_base, 0x10008);
}

#[test]
fn an_imported_memory_is_taken() {
    let memory = r#"(import "linux" "memory" (memory 2)) (export "memory" (memory 0))"#;
    assert_eq!(
        prepare(&wat(&format!("{memory}{STACK}{START}"))),
        prepare(&wat(&format!("{MEMORY}{STACK}{START}")))
    );
}

#[test]
fn a_maximum_is_told_but_not_demanded() {
    let memory = r#"(memory (export "memory") 2 7)"#;
    let image = prepare(&wat(&format!("{memory}{STACK}{START}"))).unwrap();
    assert_eq!(image.max_pages, Some(7));
    assert_eq!(image.module, prepare(&program("")).unwrap().module);
}

/// A data count without code that needs it, as binaryen writes it, is nothing to refuse.
#[test]
fn a_data_count_is_dropped() {
    let plain = program(r#"(data (i32.const 16) "x")"#);
    let mut counted = wasm_encoder::Module::new();
    for payload in wasmparser::Parser::new(0).parse_all(&plain) {
        let Some((id, place)) = payload.unwrap().as_section() else {
            continue;
        };
        if id == wasm_encoder::SectionId::Code as u8 {
            counted.section(&wasm_encoder::DataCountSection { count: 1 });
        }
        counted.section(&wasm_encoder::RawSection { id, data: &plain[place] });
    }
    assert_eq!(prepare(&counted.finish()), prepare(&plain));
}

/// Where the C stack lies above data (no `--stack-first`), it may reach down to the end of that data.
#[rstest]
#[case::stack_first(r#"(data (i32.const 0x8000) "x")"#, 0)]
#[case::stack_above_data(r#"(data (i32.const 16) "xyz") (data (i32.const 0x9000) "x")"#, 19)]
fn the_stack_ends_at_data(#[case] data: &str, #[case] low: u32) {
    assert_eq!(prepare(&program(data)).unwrap().stack_low, low);
}

#[rstest]
#[case::simd("(func (drop (v128.const i32x4 0 0 0 0)))")]
#[case::sign_extension("(func (drop (i32.extend8_s (i32.const 0))))")]
#[case::saturating("(func (drop (i32.trunc_sat_f64_s (f64.const 0))))")]
#[case::multi_value("(func (result i32 i32) (i32.const 0) (i32.const 1))")]
#[case::reference_types("(func (drop (ref.null func)))")]
#[case::mutable_global(r#"(global (export "other") (mut i64) (i64.const 0))"#)]
fn the_portable_flavour(#[case] fields: &str) {
    assert!(prepare(&program(fields)).is_ok());
}

/// One row per reason; the snapshot holds the words that the kernel log shows.
#[test]
fn refusals() {
    let rows = [
        ("a script", b"#!/bin/sh\n".to_vec()),
        ("an empty file", Vec::new()),
        ("a component", b"\0asm\x0d\0\x01\0".to_vec()),
        ("cut short", program("").split_last_chunk::<9>().unwrap().0.to_vec()),
        ("no type checks", program("(func (result i32) (i64.const 0))")),
        ("exceptions", program("(tag (param i32))")),
        ("GC", program("(type (struct))")),
        (
            "a 64-bit memory",
            wat(&format!(r#"(memory (export "memory") i64 2){STACK}{START}"#)),
        ),
        ("a tail call", program("(func (return_call 0 (i32.const 0)))")),
        (
            "WASI",
            program(r#"(import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))"#),
        ),
        (
            "an unknown function",
            program(r#"(import "linux" "clone_thread" (func (param i32 i64) (result f32)))"#),
        ),
        ("a safepoint of its own", program(r#"(import "linux" "poll" (func))"#)),
        ("another thread start", program(r#"(func (export "__wasm_thread_start"))"#)),
        (
            "another way to deliver",
            program(r#"(func (export "__sig_safepoint") (result i32) (i32.const 0))"#),
        ),
        (
            "threads with active data",
            wat(&format!(
                r#"(memory (export "memory") 2 2 shared){STACK}{START}(data "x") (data (i32.const 0) "y")"#
            )),
        ),
        (
            "an undefined symbol",
            program(r#"(import "env" "puts" (func (param i32) (result i32)))"#),
        ),
        (
            "a foreign memory",
            wat(&format!(r#"(import "env" "memory" (memory 2)){STACK}{START}"#)),
        ),
        (
            "a table from outside",
            program(r#"(import "linux" "table" (table 1 funcref))"#),
        ),
        (
            "another syscall",
            program(r#"(import "linux" "syscall" (func (param i32) (result i32)))"#),
        ),
        ("syscall as a global", program(r#"(import "linux" "syscall" (global i32))"#)),
        ("no memory", wat(&format!("{STACK}{START}"))),
        ("a hidden memory", wat(&format!("(memory 2){STACK}{START}"))),
        ("two memories", program("(memory 1)")),
        (
            "two memories, one imported",
            program(r#"(import "linux" "memory" (memory 1))"#),
        ),
        (
            "a huge memory",
            wat(&format!(
                r#"(memory (export "memory") {}){STACK}{START}"#,
                INITIAL_PAGES_MAX + 1
            )),
        ),
        ("no _start", wat(&format!("{MEMORY}{STACK}"))),
        ("another _start", wat(&format!(r#"{MEMORY}{STACK}(func (export "_start"))"#))),
        (
            "_start as a global",
            wat(&format!(r#"{MEMORY}{STACK}(global (export "_start") i32 (i32.const 0))"#)),
        ),
        ("no stack pointer", wat(&format!("{MEMORY}{START}"))),
        (
            "a constant stack pointer",
            wat(&format!(
                r#"{MEMORY}{START}(global (export "__stack_pointer") i32 (i32.const 16))"#
            )),
        ),
        (
            "an odd stack pointer",
            wat(&format!(
                r#"{MEMORY}{START}(global (export "__stack_pointer") (mut i32) (i32.const 17))"#
            )),
        ),
        (
            "a stack outside",
            wat(&format!(
                r#"{MEMORY}{START}(global (export "__stack_pointer") (mut i32) (i32.const -16))"#
            )),
        ),
        (
            "fork without capture",
            program(r#"(import "linux" "fork" (func (param i32) (result i32)))"#),
        ),
        (
            "setjmp without capture",
            program(r#"(import "linux" "setjmp" (func (param i32) (result i32)))"#),
        ),
        ("a start function", program("(func $ctor) (start $ctor)")),
        ("passive data", program(r#"(data "x")"#)),
        (
            "data at no constant",
            program(r#"(global $at i32 (i32.const 0)) (data (global.get $at) "x")"#),
        ),
        ("memory.init", program(r#"(data (i32.const 0) "x") (func (data.drop 0))"#)),
        ("data outside", program(r#"(data (i32.const 0x1ffff) "xy")"#)),
        ("data around the end", program(r#"(data (i32.const -1) "xy")"#)),
    ];
    let table: String = rows.map(|(what, wasm)| format!("{what:28}{}\n", refusal(&wasm))).concat();
    insta::assert_snapshot!(table);
}

/// Whatever a file holds, the answer is an image or a reason.
#[test]
fn damaged_files_never_panic() {
    let whole = program(
        r#"(import "linux" "syscall" (func (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
           (data (i32.const 16) "some data")"#,
    );
    for at in 0..whole.len() {
        // A cut between two sections may leave a whole program.
        let _ = prepare(&whole[..at]);
        for bit in 0..8 {
            let mut damaged = whole.clone();
            damaged[at] ^= 1 << bit;
            let _ = prepare(&damaged);
        }
    }
}
