//! One signal's frame: from the kernel's record to bytes and an address.

use std::hint::black_box;

use abi::sig_record;
use criterion::{Criterion, criterion_group, criterion_main};
use sigdeliver::{SigRecord, plan};

fn plans(criterion: &mut Criterion) {
    let record = [0; sig_record::SIZE as usize];
    criterion.bench_function("sigdeliver/plan", |bencher| {
        bencher.iter(|| plan(&SigRecord::parse(black_box(&record)), black_box(0x8000)).unwrap());
    });
}

criterion_group!(benches, plans);
criterion_main!(benches);
