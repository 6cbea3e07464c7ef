//! Address spaces: a mapping and its end, and the bookkeeping of a fork, beside many other mappings.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use nommu_proc::{Loaded, MapFlags, Processes, Range, Space, SpaceLayout};

const LAYOUT: SpaceLayout = SpaceLayout {
    image_end: 0x2_0000,
    brk_start: 0x3_0000,
    brk_reserve: 0x1_0000,
    limit: 0x4000_0000,
};

/// Mappings that a busy program has.
const AREAS: u32 = 64;

/// Every second of them is gone again, so that first fit has holes to look at.
fn crowd(space: &mut Space) {
    let mut addresses = Vec::new();
    for n in 0..AREAS * 2 {
        let change = space.map(0, (n % 4 + 1) * 0x1_0000, MapFlags::default()).unwrap();
        space.commit(&change);
        addresses.push(change.addr);
    }
    for addr in addresses.iter().step_by(2) {
        let change = space.unmap(*addr, 0x1000).unwrap();
        space.commit(&change);
    }
}

fn map_and_unmap(criterion: &mut Criterion) {
    let mut space = Space::new(LAYOUT).unwrap();
    crowd(&mut space);
    criterion.bench_function("nommu-proc/map+unmap", |bencher| {
        bencher.iter(|| {
            let mapped = space.map(0, black_box(0x10_0000), MapFlags::default()).unwrap();
            space.commit(&mapped);
            let unmapped = space.unmap(mapped.addr, 0x10_0000).unwrap();
            space.commit(&unmapped);
        });
    });
}

fn fork(criterion: &mut Criterion) {
    let mut processes = Processes::new();
    let parent = processes.mm_new().unwrap();
    let loaded = Loaded {
        image: 1,
        c_stack: Range::new(0x1000, 0x8000),
    };
    processes.load(parent, loaded, LAYOUT).unwrap();
    crowd(processes.space_mut(parent).unwrap());
    processes.activate(1, Some(parent)).unwrap();
    criterion.bench_function("nommu-proc/mm_fork+mm_drop", |bencher| {
        bencher.iter(|| {
            let child = processes.mm_fork(black_box(parent)).unwrap();
            processes.mm_drop(child)
        });
    });
}

criterion_group!(benches, map_and_unmap, fork);
criterion_main!(benches);
