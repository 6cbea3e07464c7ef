//! A program file made into an image: what exec of a never seen file costs before any code is compiled.

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use exec_image::prepare;

/// Functions of the program; with them it is a file of some 100 KiB, between a small C program and BusyBox.
const FUNCTIONS: usize = 2000;

fn program() -> Vec<u8> {
    let mut text = String::from(
        r#"(module (memory (export "memory") 2)
           (global (export "__stack_pointer") (mut i32) (i32.const 0x8000))
           (func (export "_start") (param i32))
           (data (i32.const 0x9000) "what a program says")"#,
    );
    for n in 0..FUNCTIONS {
        let body = "(i32.add (local.get 0) (i32.load (local.get 1)))";
        writeln!(
            text,
            "(func $f{n} (param i32 i32) (result i32) (i32.mul {body} (i32.xor {body} (i32.const {n}))))"
        )
        .unwrap();
    }
    text.push(')');
    wat::parse_str(text).unwrap()
}

fn prepares(criterion: &mut Criterion) {
    let file = program();
    let mut group = criterion.benchmark_group("exec-image");
    group.throughput(Throughput::Bytes(file.len() as u64));
    group.bench_function("prepare", |bencher| bencher.iter(|| prepare(black_box(&file)).unwrap()));
    group.finish();
}

criterion_group!(benches, prepares);
criterion_main!(benches);
