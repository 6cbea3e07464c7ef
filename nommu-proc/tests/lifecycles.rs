//! Processes from birth to release, as scripts of verbs.

use nommu_proc::{
    Bottom, CAPTURE_MAX, Capture, CaptureError, CaptureKind, JMPBUF_BYTES_MAX, JMPBUFS_MAX, Loaded, MM_MAX, MapFlags, MmId,
    NoSuchJump, ProcessError, Processes, Range, Resume, SpaceLayout,
};

const LAYOUT: SpaceLayout = SpaceLayout {
    image_end: 0x1_0000,
    brk_start: 0x1_8000,
    brk_reserve: 0x8000,
    limit: 0x4_0000,
};
const C_STACK: Range = Range::new(0x1000, 0x8000);
const SP: u32 = 0x7000;

/// A task 1 that runs image 5.
fn shell() -> (Processes, MmId) {
    let mut processes = Processes::new();
    let mm = processes.mm_new().unwrap();
    processes
        .load(
            mm,
            Loaded {
                image: 5,
                c_stack: C_STACK,
            },
            LAYOUT,
        )
        .unwrap();
    assert_eq!(processes.activate(1, Some(mm)), Ok(None));
    (processes, mm)
}

fn fork(bytes: &[u8]) -> Capture {
    Capture {
        kind: CaptureKind::Fork { flags: 17 },
        stack: bytes.to_vec(),
        sp: SP,
        tp: 9,
        tls: 11,
        bottom: Bottom::Start,
    }
}

fn setjmp(jmp_buf: u32, sp: u32, bytes: &[u8]) -> Capture {
    Capture {
        kind: CaptureKind::Setjmp { jmp_buf },
        stack: bytes.to_vec(),
        sp,
        tp: 9,
        tls: 11,
        bottom: Bottom::Start,
    }
}

fn resume(bytes: &[u8], value: i32) -> Resume {
    Resume {
        stack: bytes.into(),
        sp: SP,
        tp: 9,
        tls: 11,
        bottom: Bottom::Start,
        value,
    }
}

#[test]
fn fork_resumes_once_on_both_sides() {
    let (mut processes, mm) = shell();
    processes.capture(1, fork(b"stack")).unwrap();
    let copy = processes.mm_fork(mm).unwrap();
    assert_ne!(copy, mm);
    processes.fork_child(1, 2, copy).unwrap();
    assert_eq!(processes.take_resume(1, 100), Some(resume(b"stack", 100)));
    assert_eq!(processes.take_resume(2, 0), Some(resume(b"stack", 0)));
    assert_eq!((processes.take_resume(1, 1), processes.take_resume(2, 1)), (None, None));

    // The copy has its own bookkeeping from here on.
    assert_eq!(processes.loaded(copy), processes.loaded(mm));
    let change = processes.space(copy).unwrap().brk(LAYOUT.brk_start + 8);
    processes.space_mut(copy).unwrap().commit(&change);
    assert_eq!(processes.space(mm).unwrap().program_break(), LAYOUT.brk_start);

    assert_eq!(processes.mm_drop(copy), None);
    assert_eq!(processes.exit(2), Some(copy));
    assert!(processes.space(copy).is_none());
}

#[test]
fn vfork_shares_the_memory_until_exec() {
    let (mut processes, mm) = shell();
    processes.capture(1, fork(b"stack")).unwrap();
    processes.fork_child(1, 2, mm).unwrap();
    assert_eq!((processes.mm_of(1), processes.mm_of(2)), (Some(mm), Some(mm)));
    processes.take_resume(2, 0).unwrap();
    processes.capture(2, setjmp(0x7100, SP, b"child")).unwrap();

    let fresh = processes.mm_new().unwrap();
    processes
        .load(
            fresh,
            Loaded {
                image: 6,
                c_stack: C_STACK,
            },
            LAYOUT,
        )
        .unwrap();
    assert_eq!(processes.activate(2, Some(fresh)), Ok(None));
    assert_eq!(processes.take_resume(2, 0), None);
    assert_eq!(processes.longjmp(2, 0x7100, 1), Err(NoSuchJump));
    assert_eq!(processes.take_resume(1, 100), Some(resume(b"stack", 100)));
}

/// The memory of a dying process outlives the kernel's `mm_drop`: the task still stands in it.
#[test]
fn a_memory_is_released_when_nobody_is_left() {
    let (mut processes, mm) = shell();
    processes.capture(1, fork(b"")).unwrap();
    processes.fork_child(1, 2, mm).unwrap();
    assert_eq!(processes.exit(1), None);
    assert_eq!(processes.mm_drop(mm), None);
    assert_eq!(processes.exit(2), Some(mm));
    assert_eq!(processes.exit(2), None);
    assert_eq!(processes.mm_drop(mm), None);
}

#[test]
fn exec_releases_the_old_memory() {
    let (mut processes, mm) = shell();
    let fresh = processes.mm_new().unwrap();
    assert_eq!(processes.mm_drop(mm), None);
    assert_eq!(processes.activate(1, Some(fresh)), Ok(Some(mm)));
    assert_eq!(processes.activate(1, None), Ok(None));
    assert_eq!(processes.mm_drop(fresh), Some(fresh));
}

#[test]
fn exec_into_the_same_memory_keeps_it() {
    let (mut processes, mm) = shell();
    assert_eq!(processes.activate(1, Some(mm)), Ok(None));
    assert_eq!(processes.mm_drop(mm), None);
    assert_eq!(processes.exit(1), Some(mm));
}

#[test]
fn setjmp_returns_and_longjmp_returns_again() {
    let (mut processes, _) = shell();
    processes.capture(1, setjmp(0x7100, SP, b"here")).unwrap();
    assert_eq!(processes.take_resume(1, 0), Some(resume(b"here", 0)));
    for (value, answer) in [(3, 3), (0, 1), (-1, -1)] {
        assert_eq!(processes.longjmp(1, 0x7100, value), Ok(resume(b"here", answer)));
    }
    assert_eq!(processes.longjmp(1, 0x7104, 3), Err(NoSuchJump));
    assert_eq!(processes.longjmp(2, 0x7100, 3), Err(NoSuchJump));

    // A child remembers them, and what it sets itself is its own.
    let copy = processes.mm_fork(processes.mm_of(1).unwrap()).unwrap();
    processes.fork_child(1, 2, copy).unwrap();
    processes.capture(2, setjmp(0x7100, SP, b"there")).unwrap();
    assert_eq!(processes.longjmp(2, 0x7100, 3), Ok(resume(b"there", 3)));
    assert_eq!(processes.longjmp(1, 0x7100, 3), Ok(resume(b"here", 3)));
}

/// A `jmp_buf` in a frame that has returned is forgotten at the next `setjmp`; one in data, or seen from another stack, is not.
#[test]
fn returned_frames_are_forgotten() {
    let (mut processes, _) = shell();
    let found = |processes: &Processes| [0x2000, 0x6000, 0x7800, 0x9000].map(|at| processes.longjmp(1, at, 1).is_ok());
    for (jmp_buf, sp) in [(0x9000, 0x7000), (0x7800, 0x7000), (0x6000, 0x5000), (0x2000, 0x1800)] {
        processes.capture(1, setjmp(jmp_buf, sp, b"x")).unwrap();
    }
    assert_eq!(found(&processes), [true; 4]);
    processes
        .capture(1, setjmp(0x9000, 0xc000, b"on the alternate stack"))
        .unwrap();
    assert_eq!(found(&processes), [true; 4]);
    processes.capture(1, setjmp(0x9000, 0x6800, b"back at the top")).unwrap();
    assert_eq!(found(&processes), [false, false, true, true]);
}

#[test]
fn the_oldest_jump_makes_room() {
    let (mut processes, _) = shell();
    let heap = |index: usize| 0x10_0000 + 16 * index as u32;
    for index in 0..=JMPBUFS_MAX {
        processes.capture(1, setjmp(heap(index), SP, b"x")).unwrap();
    }
    assert_eq!(processes.longjmp(1, heap(0), 1), Err(NoSuchJump));
    assert!((1..=JMPBUFS_MAX).all(|index| processes.longjmp(1, heap(index), 1).is_ok()));

    let large = vec![0; CAPTURE_MAX];
    let fit = JMPBUF_BYTES_MAX / CAPTURE_MAX;
    for index in 0..=fit {
        processes.capture(1, setjmp(heap(index), SP, &large)).unwrap();
    }
    assert_eq!(processes.longjmp(1, heap(0), 1), Err(NoSuchJump));
    assert!((1..=fit).all(|index| processes.longjmp(1, heap(index), 1).is_ok()));
}

#[test]
fn mistakes_are_answered() {
    let (mut processes, mm) = shell();
    let nobody = MmId::new(99).unwrap();
    assert_eq!(MmId::new(0), None);
    assert_eq!(processes.mm_fork(nobody), Err(ProcessError::NoSuchMm));
    assert_eq!(processes.activate(1, Some(nobody)), Err(ProcessError::NoSuchMm));
    assert_eq!(processes.mm_of(1), Some(mm));
    assert_eq!(processes.fork_child(7, 8, mm), Err(ProcessError::NoSuchTask));
    assert_eq!(processes.capture(7, fork(b"")), Err(CaptureError::NoSuchTask));
    assert_eq!(
        processes.capture(1, fork(&vec![0; CAPTURE_MAX + 1])),
        Err(CaptureError::TooLarge)
    );
    let loaded = Loaded {
        image: 6,
        c_stack: C_STACK,
    };
    let misfit = processes.load(mm, loaded, SpaceLayout { limit: 0, ..LAYOUT }).map(|_| ());
    assert_eq!(misfit, Err(ProcessError::Layout));
    assert_eq!(processes.loaded(mm).unwrap().image, 5);
}

#[test]
fn memories_are_bounded_and_ids_are_not_reused_soon() {
    let (mut processes, mm) = shell();
    let ids: Vec<_> = (1..MM_MAX).map(|_| processes.mm_new().unwrap()).collect();
    assert_eq!(processes.mm_new(), Err(ProcessError::Full));
    assert_eq!(processes.mm_fork(mm), Err(ProcessError::Full));
    assert_eq!(processes.mm_drop(ids[0]), Some(ids[0]));
    assert!(!ids.contains(&processes.mm_new().unwrap()));
}

#[test]
fn a_fork_copies_of_the_stack_what_is_in_use() {
    let mut processes = Processes::new();
    let mm = processes.mm_new().unwrap();
    let layout = SpaceLayout {
        image_end: 0x20000,
        brk_start: 0x30000,
        brk_reserve: 0x10000,
        limit: 0x100_0000,
    };
    let loaded = Loaded {
        image: 1,
        c_stack: Range::new(0, 0x10000),
    };
    processes.load(mm, loaded, layout).unwrap();
    processes.activate(7, Some(mm)).unwrap();
    let copied = |processes: &Processes| processes.copied(mm, 7).collect::<Vec<_>>();
    assert_eq!(copied(&processes), [Range::new(0, 0x20000)]);
    let mut capture = |sp| {
        let kind = CaptureKind::Fork { flags: 17 };
        let capture = Capture {
            kind,
            stack: vec![1],
            sp,
            tp: 0,
            tls: 0,
            bottom: Bottom::Start,
        };
        processes.capture(7, capture).unwrap();
        copied(&processes)
    };
    assert_eq!(capture(0xf000), [Range::new(0xf000 - 128, 0x20000)]);
    assert_eq!(capture(0x18000), [Range::new(0, 0x20000)], "on another stack");
}

/// A child does not get a copy of what is shared: it sees the same.
#[test]
fn a_copy_leaves_out_what_is_shared() {
    let (mut processes, mm) = shell();
    let space = processes.space_mut(mm).unwrap();
    let change = space.map_shared(0, 0x1000, MapFlags::default(), 3).unwrap();
    space.commit(&change);
    let at = change.addr;
    assert!(processes.copied(mm, 1).all(|range| range.end <= at || range.start > at));
    let copy = processes.mm_fork(mm).unwrap();
    assert_eq!(processes.space(copy).unwrap().shared().count(), 1);
}

/// A thread lives in its process's memory without a stack to resume; what it forks resumes in the thread's own function; and the memory
/// stays until the last of them is gone.
#[test]
fn threads_share_a_memory() {
    let (mut processes, mm) = shell();
    processes.thread(2, mm).unwrap();
    assert_eq!((processes.mm_of(2), processes.take_resume(2, 0)), (Some(mm), None));
    let forked = Capture {
        bottom: Bottom::Thread,
        ..fork(b"thread")
    };
    processes.capture(2, forked).unwrap();
    let copy = processes.mm_fork(mm).unwrap();
    processes.fork_child(2, 3, copy).unwrap();
    let child = processes.take_resume(3, 0).unwrap();
    assert_eq!((child.bottom, child.stack.as_ref()), (Bottom::Thread, b"thread".as_slice()));
    assert_eq!(processes.exit(1), None);
    assert_eq!(processes.mm_drop(mm), None);
    assert_eq!(processes.exit(2), Some(mm));
}
