//! Kernels in the text format.

use exec_image::split_kernel;
use rstest::rstest;

fn wat(fields: &str) -> Vec<u8> {
    wat::parse_str(format!("(module {fields})")).unwrap()
}

const MEMORY: &str = "(memory 4)";
const IMPORTED: &str = r#"(import "env" "memory" (memory 4))"#;
const PARK: &str = r#"(import "lkl" "park" (func (param i32 i32) (result i32)))"#;

#[test]
fn data_becomes_an_image() {
    let boot = r#"(func (export "boot"))"#;
    let data = r#"(data (i32.const 4) "later wins") (data (i32.const 10) "W") (data (i32.const 8191) "a\00")
                  (data (i32.const 0x10000) "\00\00")"#;
    let kernel = split_kernel(&wat(&format!("{PARK}{MEMORY}{boot}{data}"))).unwrap();
    assert_eq!(kernel.module, wat(&format!("{PARK}{IMPORTED}{boot}")));
    assert_eq!(kernel.initial_pages, 4);
    assert_eq!(kernel.image.len(), 8192);
    assert_eq!(&kernel.image[..16], b"\0\0\0\0later Wins\0\0");
    assert_eq!(kernel.image[8191], b'a');
}

#[rstest]
#[case::none("")]
#[case::zeros(r#"(data (i32.const 100) "\00\00\00")"#)]
fn nothing_to_load(#[case] data: &str) {
    assert!(split_kernel(&wat(&format!("{MEMORY}{data}"))).unwrap().image.is_empty());
}

#[rstest]
#[case::not_wasm(b"\x7fELF".to_vec(), "not a WebAssembly module")]
#[case::no_memory(wat(PARK), "has no memory")]
#[case::imported_memory(wat(IMPORTED), "unknown import env.memory: (memory)")]
#[case::fills_its_bss(wat("(memory 4) (func $bss) (start $bss)"), "has a start function")]
#[case::undefined(
    wat(&format!(r#"(import "env" "kallsyms" (func (result i64))){MEMORY}"#)),
    "unknown import env.kallsyms: (func (result i64))"
)]
#[case::outside(wat(&format!(r#"{MEMORY}(data (i32.const 0x40000) "x")"#)), "has data at 0x40000, outside its initial memory")]
fn refusals(#[case] wasm: Vec<u8>, #[case] reason: &str) {
    assert_eq!(split_kernel(&wasm).unwrap_err().to_string(), reason);
}
