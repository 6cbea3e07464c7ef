//! What the kernel asks most often: which task runs next, and bytes through a port.

use std::hint::black_box;

use abi::park::SWITCH;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lkl_host_ops::{Ports, TaskInfo, Tasks};

fn switch(criterion: &mut Criterion) {
    let mut tasks = Tasks::new();
    let info = TaskInfo {
        task: 0x1000,
        stack_top: 0x9000,
        mm: 1,
        user_sp: 0,
    };
    let shell = tasks.create(info).unwrap();
    criterion.bench_function("lkl-host-ops/task switch, there and back", |bencher| {
        bencher.iter(|| {
            tasks.park(SWITCH, black_box(shell.get())).unwrap();
            tasks.park(SWITCH, black_box(0)).unwrap()
        });
    });
}

fn port(criterion: &mut Criterion) {
    let mut ports = Ports::default();
    let port = ports.open().unwrap();
    let line = [b'x'; 4096];
    let mut group = criterion.benchmark_group("lkl-host-ops");
    group.throughput(Throughput::Bytes(2 * line.len() as u64));
    group.bench_function("port, 4 KiB in and out", |bencher| {
        let mut out = [0; 4096];
        bencher.iter(|| {
            ports.send(port, black_box(&line));
            ports.read(port, &mut out).unwrap();
            ports.write(port, &out).unwrap();
            ports.take(port, |bytes| black_box(bytes).len());
            while ports.next_news().is_some() {}
        });
    });
    group.finish();
}

criterion_group!(benches, switch, port);
criterion_main!(benches);
