//! What is added to code: safepoints where a program could run on for ever, and plain instructions for atomic ones.

use exec_image::{TREATMENT, prepare};
use rstest::rstest;

const CONTRACT: &str = r#"(memory (export "memory") 1) (global (export "__stack_pointer") (mut i32) (i32.const 0x8000))"#;

fn printed(fields: &str) -> String {
    let start = r#"(func (export "_start") (param i32))"#;
    let file = wat::parse_str(format!("(module {fields} {CONTRACT} {start})")).unwrap();
    wasmprinter::print_bytes(prepare(&file).unwrap().module).unwrap()
}

/// One function of a module, in the text format.
fn function(fields: &str, index: usize) -> String {
    let text = printed(fields);
    let mut functions = text.split("\n  (func ").skip(1);
    functions.nth(index).unwrap().split("\n  (").next().unwrap().to_owned()
}

fn safepoints(function: &str) -> usize {
    function.matches("i32.load offset=65536").count()
}

#[rstest]
#[case::straight_code("(func (nop))", 0)]
#[case::a_block("(func (block (br 0)))", 0)]
#[case::a_loop("(func (loop (br 0)))", 1)]
#[case::a_loop_with_operands("(func (param i64) (local.get 0) (loop (param i64) (drop)))", 1)]
#[case::two_loops("(func (loop (loop (br 1))))", 2)]
#[case::recursion("(func $f (call $f))", 1)]
#[case::a_wild_call("(table 1 funcref) (func (call_indirect (i32.const 0)))", 1)]
#[case::mutual_recursion("(func $f (call $g)) (func $g (call $f))", 1)]
#[case::a_leaf_below("(func $f (call $g)) (func $g)", 0)]
fn where_they_are(#[case] fields: &str, #[case] count: usize) {
    assert_eq!(safepoints(&function(fields, 0)), count);
}

/// Of two functions that call each other, the first one that is met looks; and one that both call does not.
#[test]
fn every_cycle_has_one() {
    let fields = "(func $f (call $g)) (func $g (call $h) (call $f)) (func $h (call $leaf) (call $h)) (func $leaf)";
    let counts: Vec<_> = (0..4).map(|index| safepoints(&function(fields, index))).collect();
    assert_eq!(counts, [1, 0, 1, 0]);
}

/// A call graph may be as deep as its author likes.
#[test]
fn a_long_chain_of_calls() {
    let chain: String = (0..50_000).map(|n| format!("(func $f{n} (call $f{}))", n + 1)).collect();
    assert_eq!(safepoints(&function(&format!("{chain}(func $f50000 (call $f0))"), 0)), 1);
}

#[test]
fn what_they_call() {
    let fields = r#"(global (export "__asyncify_state") (mut i32) (i32.const 0)) (global (export "__asyncify_data") (mut i32) (i32.const 0))
                    (global (export "__sig_frame") (mut i32) (i32.const 0)) (func $deliver (export "__sig_safepoint"))"#;
    let text = printed(&format!(r#"(import "linux" "fork" (func (param i32) (result i32))){fields}"#));
    // A change of these texts is a change of that number.
    let text = format!("treatment {TREATMENT}\n{text}");
    insta::assert_snapshot!(text);
}

/// Each kind at the widths where it differs, and a function that has locals of its own.
#[test]
fn atomics_become_plain() {
    let binary =
        |name: &str, ty: &str| format!("(func (param i32 {ty}) (result {ty}) ({name} offset=8 (local.get 0) (local.get 1)))");
    let exchange = |name: &str, ty: &str| {
        format!("(func (param i32 {ty} {ty}) (result {ty}) (local f32) ({name} (local.get 0) (local.get 1) (local.get 2)))")
    };
    let fields = [
        "(func (result i64) (i64.atomic.load32_u (i32.const 4)))".to_owned(),
        "(func (i32.atomic.store16 offset=2 (i32.const 4) (i32.const 5)))".to_owned(),
        binary("i32.atomic.rmw.add", "i32"),
        binary("i32.atomic.rmw8.xchg_u", "i32"),
        binary("i64.atomic.rmw16.sub_u", "i64"),
        exchange("i32.atomic.rmw16.cmpxchg_u", "i32"),
        exchange("i64.atomic.rmw.cmpxchg", "i64"),
        "(func (result i32) (memory.atomic.wait64 (i32.const 0) (i64.const 1) (i64.const -1)))".to_owned(),
        "(func (result i32) (memory.atomic.notify (i32.const 0) (i32.const 1)))".to_owned(),
        "(func (atomic.fence))".to_owned(),
    ]
    .concat();
    let text = printed(&fields);
    assert!(!text.contains("atomic"), "{text}");
    insta::assert_snapshot!(text);
}

/// A program of more than one thread keeps its passive data and the start function that copies it; its memory is not shared any more.
#[test]
fn threads() {
    let file = r#"(module (memory (export "memory") 1 9 shared) (global (export "__stack_pointer") (mut i32) (i32.const 0x8000))
        (func (export "_start") (param i32)) (func (export "__wasm_thread_start") (param i32))
        (func $init (memory.init 0 (i32.const 0x9000) (i32.const 0) (i32.const 4)) (data.drop 0))
        (start $init) (data "data"))"#;
    let image = prepare(&wat::parse_str(file).unwrap()).unwrap();
    assert!(image.starts_threads && image.segments.is_empty());
    insta::assert_snapshot!(wasmprinter::print_bytes(image.module).unwrap());
}
