//! Random requests against a model: nothing overlaps, nothing leaks, fresh memory reads zero whatever was there before.

use std::collections::BTreeMap;

use nommu_proc::{Action, Change, MapFlags, Range, RemapFlags, Space, SpaceLayout};

const PAGE: u32 = 4096;
const LAYOUT: SpaceLayout = SpaceLayout {
    image_end: 0x1_0000,
    brk_start: 0x1_8000,
    brk_reserve: 0x1_0000,
    limit: 0x10_0000,
};
const BASE: u32 = LAYOUT.brk_start + LAYOUT.brk_reserve;

/// xorshift64: a seed names a run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 33) % u64::from(bound)) as u32
    }
}

/// A host with a real memory, and what each mapped page must hold.
struct Model {
    space: Space,
    memory: Vec<u8>,
    pages: BTreeMap<u32, u8>,
    tag: u8,
}

/// What a program scribbles where nothing is mapped, and what may be left after a discard.
const RUBBISH: u8 = 0xee;

impl Model {
    fn new() -> Self {
        let space = Space::new(LAYOUT).unwrap();
        let memory = vec![0; space.len() as usize];
        Self {
            space,
            memory,
            pages: BTreeMap::new(),
            tag: 0,
        }
    }

    fn carry_out(&mut self, change: &Change) {
        for (index, action) in change.actions().iter().enumerate() {
            match *action {
                Action::Grow { len } => {
                    assert_eq!(index, 0, "growth comes first");
                    assert!(len as usize > self.memory.len() && len.is_multiple_of(65536) && len <= LAYOUT.limit);
                    self.memory.resize(len as usize, 0);
                }
                Action::Move { from, to, len } => {
                    assert!(from.abs_diff(to) >= len, "no overlap");
                    self.memory.copy_within(from as usize..(from + len) as usize, to as usize);
                }
                Action::Zero(range) => self.memory[range.start as usize..range.end as usize].fill(0),
                Action::Discard(range) => self.memory[range.start as usize..range.end as usize].fill(RUBBISH),
                Action::Share(_) | Action::Private(_) => unreachable!("nothing is shared here"),
            }
        }
        self.space.commit(change);
        assert_eq!(self.space.len() as usize, self.memory.len());
    }

    /// The pages are new: they read zero, and the program writes its tag.
    fn born(&mut self, range: Range) {
        self.tag = self.tag % 200 + 1;
        for page in (range.start..range.end).step_by(PAGE as usize) {
            assert!(
                self.page(page).iter().all(|byte| *byte == 0),
                "fresh page {page:#x} is not zero"
            );
            self.pages.insert(page, self.tag);
            self.memory[page as usize..][..PAGE as usize].fill(self.tag);
        }
    }

    fn died(&mut self, range: Range) {
        self.pages.retain(|page, _| *page < range.start || *page >= range.end);
    }

    fn page(&self, at: u32) -> &[u8] {
        &self.memory[at as usize..][..PAGE as usize]
    }

    /// The space tells exactly the model's pages, and they hold what was written.
    fn check(&mut self) {
        let mut told = Vec::new();
        let mut last = LAYOUT.image_end;
        for area in self.space.areas().skip(1) {
            assert!(!area.is_empty() && area.start >= last, "ascending, apart");
            last = area.end;
            told.extend((area.start..area.end).step_by(PAGE as usize));
        }
        assert_eq!(told, self.pages.keys().copied().collect::<Vec<_>>());
        assert_eq!(self.space.mapped_bytes(), LAYOUT.image_end + told.len() as u32 * PAGE);
        for (page, tag) in &self.pages {
            assert!(
                self.page(*page).iter().all(|byte| byte == tag),
                "page {page:#x} lost its contents"
            );
        }
        for page in (0..self.space.len()).step_by(PAGE as usize) {
            if !self.pages.contains_key(&page) {
                self.memory[page as usize..][..PAGE as usize].fill(RUBBISH);
            }
        }
    }

    fn map(&mut self, hint: u32, len: u32, flags: MapFlags) {
        let Ok(change) = self.space.map(hint, len, flags) else {
            return;
        };
        let range = Range::new(change.addr, change.addr + len.next_multiple_of(PAGE));
        if flags.fixed || flags.noreplace {
            assert_eq!(range.start, hint);
        }
        let taken = self.pages.range(range.start..range.end).next().is_some();
        assert!(!taken || (flags.fixed && !flags.noreplace), "{range:?} was taken");
        self.carry_out(&change);
        self.born(range);
    }

    fn unmap(&mut self, addr: u32, len: u32) {
        let Ok(change) = self.space.unmap(addr, len) else {
            return;
        };
        self.carry_out(&change);
        let heap_end = self.space.program_break().next_multiple_of(PAGE);
        self.died(Range::new(addr.max(BASE).max(heap_end), addr + len.next_multiple_of(PAGE)));
    }

    fn brk(&mut self, addr: u32) {
        let old = self.space.program_break().next_multiple_of(PAGE);
        let change = self.space.brk(addr);
        self.carry_out(&change);
        let now = change.addr.next_multiple_of(PAGE);
        assert_eq!(change.addr, self.space.program_break());
        self.born(Range::new(old, now));
        self.died(Range::new(now, old));
    }

    fn remap(&mut self, old: u32, old_len: u32, new_len: u32, flags: RemapFlags, new: u32) {
        let Ok(change) = self.space.remap(old, old_len, new_len, flags, new) else {
            return;
        };
        let (old_len, new_len) = (old_len.next_multiple_of(PAGE), new_len.next_multiple_of(PAGE));
        assert!(flags.may_move || change.addr == old);
        let kept: Vec<u8> = (0..old_len.min(new_len))
            .step_by(PAGE as usize)
            .map(|at| self.pages[&(old + at)])
            .collect();
        self.carry_out(&change);
        self.died(Range::new(old, old + old_len));
        self.died(Range::new(change.addr, change.addr + new_len));
        for (page, tag) in (change.addr..).step_by(PAGE as usize).zip(kept) {
            self.pages.insert(page, tag);
        }
        self.born(Range::new(change.addr + old_len.min(new_len), change.addr + new_len));
    }

    fn dontneed(&mut self, addr: u32, len: u32) {
        let Ok(change) = self.space.advise_dontneed(addr, len) else {
            return;
        };
        self.carry_out(&change);
        self.born(Range::new(addr, addr + len.next_multiple_of(PAGE)));
    }

    fn step(&mut self, random: &mut Random) {
        let addr = (BASE / PAGE - 4 + random.below(250)) * PAGE;
        let len = 1 + random.below(random.0 as u32 % 20 * PAGE + PAGE);
        let some = self
            .pages
            .keys()
            .nth(random.below(1 + self.pages.len() as u32) as usize)
            .copied()
            .unwrap_or(addr);
        match random.below(10) {
            0..=2 => self.map(addr, len, MapFlags::default()),
            3 => self.map(
                addr,
                len,
                MapFlags {
                    fixed: true,
                    noreplace: false,
                },
            ),
            4 => self.map(
                addr,
                len,
                MapFlags {
                    fixed: true,
                    noreplace: true,
                },
            ),
            5 => self.unmap(some, len),
            6 => self.unmap(addr, len),
            7 => self.brk(LAYOUT.brk_start - 10 + random.below(LAYOUT.brk_reserve + 3 * PAGE)),
            8 => {
                let flags = RemapFlags::from_bits([0, 1, 3][random.below(3) as usize]).unwrap();
                let old_len = 1 + random.below(3 * PAGE);
                self.remap(some, old_len, len, flags, addr);
            }
            _ => self.dontneed(some, len),
        }
        self.check();
    }
}

#[test]
fn random_requests_agree_with_the_model() {
    for seed in 1..=12 {
        let mut model = Model::new();
        let mut random = Random(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        for _ in 0..400 {
            model.step(&mut random);
        }
        // Nothing leaks: after everything is unmapped, all room is there in one piece.
        model.unmap(BASE, LAYOUT.limit - BASE);
        model.check();
        model.map(0, LAYOUT.limit - BASE, MapFlags::default());
        model.check();
        assert!(model.pages.keys().filter(|page| **page >= BASE).count() as u32 == (LAYOUT.limit - BASE) / PAGE);
    }
}
