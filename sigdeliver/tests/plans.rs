//! Where frames go: handler flags × alternate stack × where the task runs.

use abi::sigframe::{ALIGN, RED_ZONE, SIZE};
use abi::{sig_record, sigframe};
use rstest::rstest;
use sigdeliver::{AltStack, Frame, SA_ONSTACK, SS_AUTODISARM, SigRecord, Unplaceable, plan};

const NONE: AltStack = AltStack {
    sp: 0,
    size: 0,
    flags: 2,
};
const ALT: AltStack = AltStack {
    sp: 0x9000,
    size: 0x1000,
    flags: 0,
};
const DISARM: AltStack = AltStack {
    flags: SS_AUTODISARM,
    ..ALT
};
const TINY: AltStack = AltStack { size: SIZE, ..ALT };
const WRAPS: AltStack = AltStack {
    sp: 0xffff_f000,
    size: 0x2000,
    flags: 0,
};

const MAIN: u32 = 0x4_0000;
/// The highest frame below an address.
const fn below(top: u32) -> u32 {
    (top - SIZE) / ALIGN * ALIGN
}

fn record(flags: u32, altstack: AltStack) -> SigRecord {
    SigRecord {
        sig: 10,
        handler: 77,
        flags,
        restart: false,
        mask: 0,
        altstack,
        siginfo: [0; 128],
    }
}

#[rstest]
#[case::plain(0, NONE, MAIN, below(MAIN - RED_ZONE), false)]
#[case::unaligned(0, NONE, MAIN - 4, below(MAIN - 4 - RED_ZONE), false)]
#[case::not_asked(0, ALT, MAIN, below(MAIN - RED_ZONE), false)]
#[case::asked_but_none(SA_ONSTACK, NONE, MAIN, below(MAIN - RED_ZONE), false)]
#[case::enters(SA_ONSTACK, ALT, MAIN, below(0xa000), true)]
#[case::enters_from_its_lowest_byte(SA_ONSTACK, ALT, 0x9000, below(0xa000), true)]
#[case::stays_at_its_end(SA_ONSTACK, ALT, 0xa000, below(0xa000 - RED_ZONE), false)]
#[case::stays(SA_ONSTACK, ALT, 0x9800, below(0x9800 - RED_ZONE), false)]
#[case::stays_for_a_plain_handler(0, ALT, 0x9800, below(0x9800 - RED_ZONE), false)]
#[case::disarmed_is_entered_anew(SA_ONSTACK, DISARM, 0x9800, below(0xa000), true)]
#[case::disarmed_and_not_asked(0, DISARM, 0x9800, below(0x9800 - RED_ZONE), false)]
#[case::low_but_enough(0, NONE, SIZE + RED_ZONE, 0, false)]
fn placed(#[case] flags: u32, #[case] altstack: AltStack, #[case] sp: u32, #[case] at: u32, #[case] uses: bool) {
    let plan = plan(&record(flags, altstack), sp).unwrap();
    assert_eq!((plan.at, plan.uses_altstack), (at, uses));
    assert!(plan.at.is_multiple_of(ALIGN));
}

#[rstest]
#[case::stack_used_up(0, NONE, SIZE + RED_ZONE - 1, Unplaceable::StackOverflow)]
#[case::no_stack(0, NONE, 0, Unplaceable::StackOverflow)]
#[case::altstack_used_up(SA_ONSTACK, ALT, 0x9000 + RED_ZONE + SIZE, Unplaceable::AltStackOverflow)]
#[case::altstack_used_up_by_a_plain_handler(0, ALT, 0x9010, Unplaceable::AltStackOverflow)]
#[case::altstack_too_small(SA_ONSTACK, TINY, MAIN, Unplaceable::AltStackOverflow)]
#[case::altstack_wraps(SA_ONSTACK, WRAPS, MAIN, Unplaceable::AltStackOverflow)]
fn unplaceable(#[case] flags: u32, #[case] altstack: AltStack, #[case] sp: u32, #[case] why: Unplaceable) {
    assert_eq!(plan(&record(flags, altstack), sp), Err(why));
}

/// The kernel's bytes, field by field, to the program's.
#[test]
fn every_field_arrives() {
    let mut bytes = [0; sig_record::SIZE as usize];
    let words = [
        (sig_record::SIG, 10),
        (sig_record::HANDLER, 77),
        (sig_record::FLAGS, 0x1000_0004),
        (sig_record::RESTART, 1),
        (sig_record::MASK, 0x89ab_cdef),
        (sig_record::MASK + 4, 0x0123_4567),
        (sig_record::ALTSTACK_SP, 0x9000),
        (sig_record::ALTSTACK_SIZE, 0x1000),
        (sig_record::ALTSTACK_FLAGS, 2),
    ];
    for (offset, word) in words {
        bytes[offset as usize..][..4].copy_from_slice(&u32::to_le_bytes(word));
    }
    for (byte, value) in bytes[sig_record::SIGINFO as usize..].iter_mut().zip(1..) {
        *byte = value;
    }
    let record = SigRecord::parse(&bytes);
    let plan = plan(&record, MAIN).unwrap();

    let word = |offset: u32| u32::from_le_bytes(plan.bytes[offset as usize..][..4].try_into().unwrap());
    assert_eq!(word(sigframe::SIG), 10);
    assert_eq!(word(sigframe::HANDLER), 77);
    assert_eq!(word(sigframe::FLAGS), 0x1000_0004);
    assert_eq!(word(sigframe::RESTART), 1);
    let siginfo = &plan.bytes[sigframe::SIGINFO as usize..][..sigframe::SIGINFO_SIZE as usize];
    assert_eq!(siginfo, &bytes[sig_record::SIGINFO as usize..]);
    // ss_sp, ss_flags, ss_size.
    let stack = [0, 4, 8].map(|field| word(sigframe::UC_STACK + field));
    assert_eq!(stack, [0x9000, 2, 0x1000]);
    assert_eq!(word(sigframe::UC_MCONTEXT + 4), MAIN);
    assert_eq!(
        [0, 4].map(|half| word(sigframe::UC_SIGMASK + half)),
        [0x89ab_cdef, 0x0123_4567]
    );
    let named = 4 + 128 / 4 + 3 + 1 + 2;
    let zeros = plan.bytes.chunks(4).filter(|word| **word == [0; 4]).count();
    assert_eq!(zeros, SIZE as usize / 4 - named);

    let frame = Frame::parse(&plan.bytes);
    assert_eq!(frame, Frame { record, sp: MAIN });
    assert_eq!(frame.emit(), plan.bytes);
}
