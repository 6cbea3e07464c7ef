//! What mmap(2), munmap(2), mremap(2), brk(2) and madvise(2) promise, case by case.

use nommu_proc::{Action, Change, MapError, MapFlags, Range, RemapFlags, Shared, Space, SpaceLayout};
use rstest::rstest;

const LAYOUT: SpaceLayout = SpaceLayout {
    image_end: 0x1_0000,
    brk_start: 0x1_8000,
    brk_reserve: 0x8000,
    limit: 0x4_0000,
};
const BASE: u32 = 0x2_0000;
const ANYWHERE: MapFlags = MapFlags {
    fixed: false,
    noreplace: false,
};
const FIXED: MapFlags = MapFlags {
    fixed: true,
    noreplace: false,
};
const NOREPLACE: MapFlags = MapFlags {
    fixed: false,
    noreplace: true,
};
const IN_PLACE: RemapFlags = RemapFlags {
    may_move: false,
    fixed: false,
};
const MAY_MOVE: RemapFlags = RemapFlags {
    may_move: true,
    fixed: false,
};
const MOVE_THERE: RemapFlags = RemapFlags {
    may_move: true,
    fixed: true,
};

/// One area `[BASE, BASE + 0x3000)`, a hole of a page, one area `[BASE + 0x4000, BASE + 0x6000)`, and a heap of 0x1800 bytes.
fn space() -> Space {
    let mut space = Space::new(LAYOUT).unwrap();
    for (addr, len) in [(BASE, 0x3000), (BASE + 0x4000, 0x2000)] {
        let change = space.map(addr, len, FIXED).unwrap();
        space.commit(&change);
    }
    let change = space.brk(LAYOUT.brk_start + 0x1800);
    space.commit(&change);
    space
}

fn areas(space: &Space) -> Vec<(u32, u32)> {
    space.areas().map(|area| (area.start, area.end)).collect()
}

/// The address, and what is mapped from BASE on afterwards.
fn outcome(change: Result<Change, MapError>) -> Result<(u32, Vec<(u32, u32)>), MapError> {
    let change = change?;
    let mut space = space();
    space.commit(&change);
    Ok((
        change.addr,
        areas(&space)
            .into_iter()
            .skip(2)
            .map(|(start, end)| (start - BASE, end - BASE))
            .collect(),
    ))
}

#[test]
fn a_new_space() {
    let space = Space::new(LAYOUT).unwrap();
    assert_eq!(areas(&space), [(0, 0x1_0000)]);
    assert_eq!(
        (space.len(), space.program_break(), space.mapped_bytes()),
        (0x2_0000, 0x1_8000, 0x1_0000)
    );
}

#[rstest]
#[case::no_room(SpaceLayout { limit: 0x1_ffff, ..LAYOUT })]
#[case::no_room_for_brk(SpaceLayout { brk_reserve: 0x3_0000, ..LAYOUT })]
#[case::out_of_order(SpaceLayout { image_end: 0x1_8001, ..LAYOUT })]
#[case::wraps(SpaceLayout { brk_reserve: u32::MAX, limit: u32::MAX, ..LAYOUT })]
fn layouts_that_do_not_fit(#[case] layout: SpaceLayout) {
    assert_eq!(Space::new(layout).unwrap_err(), MapError::NoMemory);
}

#[rstest]
#[case::first_fit(0, 0x1000, ANYWHERE, Ok((BASE + 0x3000, vec![(0, 0x6000)])))]
#[case::bytes_are_pages(0, 1, ANYWHERE, Ok((BASE + 0x3000, vec![(0, 0x6000)])))]
#[case::past_the_hole(0, 0x1001, ANYWHERE, Ok((BASE + 0x6000, vec![(0, 0x3000), (0x4000, 0x8000)])))]
#[case::hint(BASE + 0x8000, 0x1000, ANYWHERE, Ok((BASE + 0x8000, vec![(0, 0x3000), (0x4000, 0x6000), (0x8000, 0x9000)])))]
#[case::hint_is_rounded(BASE + 0x7001, 0x1000, ANYWHERE, Ok((BASE + 0x8000, vec![(0, 0x3000), (0x4000, 0x6000), (0x8000, 0x9000)])))]
#[case::hint_taken(BASE + 0x2000, 0x1000, ANYWHERE, Ok((BASE + 0x3000, vec![(0, 0x6000)])))]
#[case::hint_in_the_image(0x1000, 0x1000, ANYWHERE, Ok((BASE + 0x3000, vec![(0, 0x6000)])))]
#[case::hint_would_grow(BASE + 0x1_f000, 0x1000, ANYWHERE, Ok((BASE + 0x3000, vec![(0, 0x6000)])))]
#[case::fixed_replaces(BASE + 0x2000, 0x3000, FIXED, Ok((BASE + 0x2000, vec![(0, 0x6000)])))]
#[case::fixed_over_the_heap(LAYOUT.brk_start, 0x1000, FIXED, Ok((LAYOUT.brk_start, vec![(0, 0x3000), (0x4000, 0x6000)])))]
#[case::fixed_in_the_reserve(LAYOUT.brk_start + 0x4000, 0x1000, FIXED, Err(MapError::NoMemory))]
#[case::fixed_across_the_base(BASE - 0x1000, 0x2000, FIXED, Err(MapError::NoMemory))]
#[case::fixed_unaligned(BASE + 1, 0x1000, FIXED, Err(MapError::Invalid))]
#[case::fixed_beyond(LAYOUT.limit, 0x1000, FIXED, Err(MapError::NoMemory))]
#[case::fixed_around(0xffff_f000, 0x2000, FIXED, Err(MapError::NoMemory))]
#[case::noreplace_free(BASE + 0x3000, 0x1000, NOREPLACE, Ok((BASE + 0x3000, vec![(0, 0x6000)])))]
#[case::noreplace_taken(BASE + 0x2000, 0x2000, NOREPLACE, Err(MapError::Exists))]
#[case::noreplace_in_the_image(0x1000, 0x1000, NOREPLACE, Err(MapError::Exists))]
#[case::nothing(0, 0, ANYWHERE, Err(MapError::Invalid))]
#[case::too_much(0, 0x2_0000, ANYWHERE, Err(MapError::NoMemory))]
#[case::far_too_much(0, u32::MAX, ANYWHERE, Err(MapError::NoMemory))]
fn mmap(#[case] hint: u32, #[case] len: u32, #[case] flags: MapFlags, #[case] expected: Result<(u32, Vec<(u32, u32)>), MapError>) {
    assert_eq!(outcome(space().map(hint, len, flags)), expected);
}

#[rstest]
#[case::all_of_one(BASE, 0x3000, Ok((0, vec![(0x4000, 0x6000)])))]
#[case::a_middle(BASE + 0x1000, 1, Ok((0, vec![(0, 0x1000), (0x2000, 0x3000), (0x4000, 0x6000)])))]
#[case::several(BASE + 0x2000, 0x3000, Ok((0, vec![(0, 0x2000), (0x5000, 0x6000)])))]
#[case::a_hole(BASE + 0x3000, 0x1000, Ok((0, vec![(0, 0x3000), (0x4000, 0x6000)])))]
#[case::image_and_heap_stay(0, BASE + 0x1000, Ok((0, vec![(0x1000, 0x3000), (0x4000, 0x6000)])))]
#[case::unaligned(BASE + 1, 0x1000, Err(MapError::Invalid))]
#[case::nothing(BASE, 0, Err(MapError::Invalid))]
#[case::around(BASE, 0xffff_f000, Err(MapError::Invalid))]
fn munmap(#[case] addr: u32, #[case] len: u32, #[case] expected: Result<(u32, Vec<(u32, u32)>), MapError>) {
    assert_eq!(outcome(space().unmap(addr, len)), expected);
}

#[rstest]
#[case::same(BASE, 0x3000, 0x2001, IN_PLACE, 0, Ok((BASE, vec![(0, 0x3000), (0x4000, 0x6000)])))]
#[case::shrinks(BASE, 0x3000, 0x1000, IN_PLACE, 0, Ok((BASE, vec![(0, 0x1000), (0x4000, 0x6000)])))]
#[case::grows_in_place(BASE, 0x3000, 0x4000, IN_PLACE, 0, Ok((BASE, vec![(0, 0x6000)])))]
#[case::grows_at_the_end(BASE + 0x4000, 0x2000, 0x8000, IN_PLACE, 0, Ok((BASE + 0x4000, vec![(0, 0x3000), (0x4000, 0xc000)])))]
#[case::cannot_grow(BASE, 0x3000, 0x5000, IN_PLACE, 0, Err(MapError::NoMemory))]
#[case::moves(BASE, 0x3000, 0x5000, MAY_MOVE, 0, Ok((BASE + 0x6000, vec![(0x4000, 0xb000)])))]
#[case::moves_a_part(BASE, 0x1000, 0x2000, MAY_MOVE, 0, Ok((BASE + 0x6000, vec![(0x1000, 0x3000), (0x4000, 0x8000)])))]
#[case::no_room(BASE, 0x3000, 0x1_f000, MAY_MOVE, 0, Err(MapError::NoMemory))]
#[case::moves_there(BASE, 0x3000, 0x1000, MOVE_THERE, BASE + 0x5000, Ok((BASE + 0x5000, vec![(0x4000, 0x6000)])))]
#[case::moves_onto_itself(BASE, 0x3000, 0x3000, MOVE_THERE, BASE + 0x1000, Err(MapError::Invalid))]
#[case::moves_into_the_heap(BASE, 0x1000, 0x1000, MOVE_THERE, LAYOUT.brk_start, Err(MapError::NoMemory))]
#[case::moves_nowhere(BASE, 0x1000, 0x1000, MOVE_THERE, BASE + 1, Err(MapError::Invalid))]
#[case::of_a_hole(BASE + 0x2000, 0x2000, 0x1000, IN_PLACE, 0, Err(MapError::Fault))]
#[case::of_the_image(0x1000, 0x1000, 0x2000, MAY_MOVE, 0, Err(MapError::Fault))]
#[case::unaligned(BASE + 1, 0x1000, 0x1000, IN_PLACE, 0, Err(MapError::Invalid))]
#[case::from_nothing(BASE, 0, 0x1000, MAY_MOVE, 0, Err(MapError::Invalid))]
#[case::to_nothing(BASE, 0x1000, 0, MAY_MOVE, 0, Err(MapError::Invalid))]
fn mremap(
    #[case] old: u32,
    #[case] old_len: u32,
    #[case] new_len: u32,
    #[case] flags: RemapFlags,
    #[case] new: u32,
    #[case] expected: Result<(u32, Vec<(u32, u32)>), MapError>,
) {
    assert_eq!(outcome(space().remap(old, old_len, new_len, flags, new)), expected);
}

#[rstest]
#[case::in_place(0, Ok(IN_PLACE))]
#[case::may_move(1, Ok(MAY_MOVE))]
#[case::fixed(3, Ok(MOVE_THERE))]
#[case::fixed_without_maymove(2, Err(MapError::Invalid))]
#[case::dontunmap(5, Err(MapError::Invalid))]
fn mremap_flags(#[case] bits: u32, #[case] flags: Result<RemapFlags, MapError>) {
    assert_eq!(RemapFlags::from_bits(bits), flags);
}

#[rstest]
#[case::asks(0, 0x1_9800, &[])]
#[case::below(LAYOUT.brk_start - 1, 0x1_9800, &[])]
#[case::inside_the_page(0x1_9fff, 0x1_9fff, &[])]
#[case::grows(0x1_a001, 0x1_a001, &[Action::Zero(Range::new(0x1_a000, 0x1_b000))])]
#[case::all(BASE, BASE, &[Action::Zero(Range::new(0x1_a000, BASE))])]
#[case::into_an_area(BASE + 1, 0x1_9800, &[])]
#[case::beyond_memory(LAYOUT.limit + 1, 0x1_9800, &[])]
#[case::shrinks(LAYOUT.brk_start, LAYOUT.brk_start, &[Action::Discard(Range::new(0x1_8000, 0x1_a000))])]
fn brk(#[case] addr: u32, #[case] answer: u32, #[case] actions: &[Action]) {
    let mut space = space();
    let change = space.brk(addr);
    assert_eq!((change.addr, change.actions()), (answer, actions));
    space.commit(&change);
    assert_eq!(space.program_break(), answer);
}

#[rstest]
#[case::area(BASE, 0x1001, Ok(()))]
#[case::heap(LAYOUT.brk_start, 0x2000, Ok(()))]
#[case::nothing(BASE, 0, Ok(()))]
#[case::image(0x1000, 0x1000, Err(MapError::Invalid))]
#[case::hole(BASE, 0x4000, Err(MapError::NoMemory))]
#[case::beyond_the_break(LAYOUT.brk_start, 0x3000, Err(MapError::NoMemory))]
#[case::unaligned(BASE + 1, 0, Err(MapError::Invalid))]
fn dontneed(#[case] addr: u32, #[case] len: u32, #[case] expected: Result<(), MapError>) {
    let zeroed = Action::Zero(Range::new(addr, addr + len.next_multiple_of(0x1000)));
    let expected = expected.map(|()| if len == 0 { vec![] } else { vec![zeroed] });
    assert_eq!(
        space().advise_dontneed(addr, len).map(|change| change.actions().to_vec()),
        expected
    );
}

/// Growth comes first; then old contents, then zeros where the memory was there before, and the old place is free at last.
#[test]
fn actions_come_in_order() {
    let mut space = Space::new(SpaceLayout {
        limit: 0x10_0000,
        ..LAYOUT
    })
    .unwrap();
    let first = space.map(0, 0x1000, ANYWHERE).unwrap();
    assert_eq!(first.actions(), [Action::Grow { len: 0x3_0000 }]);
    space.commit(&first);
    let second = space.map(0, 0x1000, ANYWHERE).unwrap();
    assert_eq!(second.actions(), [Action::Zero(Range::new(BASE + 0x1000, BASE + 0x2000))]);
    space.commit(&second);
    let moved = space.remap(BASE, 0x1000, 0x1_0000, MAY_MOVE, 0).unwrap();
    assert_eq!(
        moved.actions(),
        [
            Action::Grow { len: 0x4_0000 },
            Action::Move {
                from: BASE,
                to: BASE + 0x2000,
                len: 0x1000
            },
            Action::Zero(Range::new(BASE + 0x3000, 0x3_0000)),
            Action::Discard(Range::new(BASE, BASE + 0x1000)),
        ]
    );
}

/// A change that is not committed, because the memory cannot grow, leaves no trace.
#[test]
fn nothing_changes_before_commit() {
    let space = space();
    let before = areas(&space);
    let _ = space.map(0, 0x8000, ANYWHERE).unwrap();
    let _ = space.brk(BASE);
    assert_eq!(areas(&space), before);
}

/// A heap may outgrow what is kept for it; areas then begin above it.
#[test]
fn a_large_heap() {
    let mut space = Space::new(LAYOUT).unwrap();
    let change = space.brk(BASE + 0x1800);
    assert_eq!(change.addr, BASE + 0x1800);
    space.commit(&change);
    assert_eq!(space.map(0, 0x1000, MapFlags::default()).unwrap().addr, BASE + 0x2000);
    let over = MapFlags {
        fixed: true,
        noreplace: true,
    };
    assert_eq!(space.map(BASE + 0x1000, 0x1000, over), Err(MapError::Exists));
}

/// A space with an object of four pages at `BASE + 0x4000`.
fn sharing() -> (Space, Range) {
    let mut space = Space::new(LAYOUT).unwrap();
    let at = Range::new(BASE + 0x4000, BASE + 0x8000);
    let fixed = MapFlags {
        fixed: true,
        noreplace: false,
    };
    let change = space.map_shared(at.start, at.len(), fixed, 7).unwrap();
    let share = Action::Share(Shared {
        at,
        object: 7,
        offset: 0,
    });
    assert_eq!(change.actions().last(), Some(&share));
    space.commit(&change);
    (space, at)
}

/// What was shared is never written to when a process gives it up: others see it too.
#[rstest]
#[case::unmapped(|space: &Space, at: Range| space.unmap(at.start + 0x1000, 0x1000), &[(0, 0x1000, 0), (0x2000, 0x4000, 0x2000)])]
#[case::all(|space: &Space, at: Range| space.unmap(at.start, at.len()), &[])]
#[case::replaced(
    |space: &Space, at: Range| space.map(at.start, 0x2000, MapFlags { fixed: true, noreplace: false }),
    &[(0x2000, 0x4000, 0x2000)]
)]
fn giving_up_a_shared_part(#[case] ask: fn(&Space, Range) -> Result<Change, MapError>, #[case] left: &[(u32, u32, u32)]) {
    let (mut space, at) = sharing();
    let change = ask(&space, at).unwrap();
    assert!(matches!(change.actions(), [Action::Private(_)]), "{change:?}");
    space.commit(&change);
    let shared: Vec<_> = space
        .shared()
        .map(|part| (part.at.start - at.start, part.at.end - at.start, part.offset))
        .collect();
    assert_eq!(shared, left);
}

#[test]
fn a_shared_part_moves_as_what_it_shows() {
    let (mut space, at) = sharing();
    let new = BASE + 0x1_0000;
    let change = space
        .remap(at.start + 0x1000, 0x1000, 0x1000, RemapFlags::from_bits(3).unwrap(), new)
        .unwrap();
    let share = Shared {
        at: Range::new(new, new + 0x1000),
        object: 7,
        offset: 0x1000,
    };
    let left = Range::new(at.start + 0x1000, at.start + 0x2000);
    assert!(
        change.actions().ends_with(&[Action::Share(share), Action::Private(left)]),
        "{change:?}"
    );
    space.commit(&change);
    assert!(space.shared().any(|part| part == share));
    assert_eq!(space.shared().count(), 3);
}

/// What another process may see is not cleared on one's advice.
#[test]
fn shared_parts_are_needed() {
    let (space, at) = sharing();
    assert_eq!(space.advise_dontneed(at.start, 0x1000).unwrap().actions(), []);
}
