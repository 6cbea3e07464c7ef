//! Streams and what they say, whole and cut at every byte.

use rstest::rstest;
use telnet_core::command::{ARE_YOU_THERE, INTERRUPT, NOP, SE};
use telnet_core::{Decoder, Event, SUBNEGOTIATION_MAX, Verb, encode};

/// An event that owns its bytes; neighbouring data is one.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Told {
    Data(Vec<u8>),
    Command(u8),
    Negotiate(Verb, u8),
    Sub(u8, Vec<u8>),
    Oversized(u8),
}
use Told::{Command, Negotiate, Oversized, Sub};

fn text(bytes: &[u8]) -> Told {
    Told::Data(bytes.to_vec())
}

fn decode<'i>(chunks: impl IntoIterator<Item = &'i [u8]>) -> Vec<Told> {
    let mut decoder = Decoder::new();
    let mut told = Vec::new();
    for mut chunk in chunks {
        while let Some(event) = decoder.next(&mut chunk) {
            match (event, told.last_mut()) {
                (Event::Data(more), Some(Told::Data(data))) => data.extend(more),
                (Event::Data(data), _) => told.push(text(data)),
                (Event::Command(byte), _) => told.push(Command(byte)),
                (Event::Negotiate { verb, option }, _) => told.push(Negotiate(verb, option)),
                (Event::Subnegotiation { option, payload }, _) => told.push(Sub(option, payload.to_vec())),
                (Event::Oversized { option }, _) => told.push(Oversized(option)),
            }
        }
        assert!(chunk.is_empty());
    }
    told
}

#[rstest]
#[case::nothing(b"", vec![])]
#[case::data(b"login: ", vec![text(b"login: ")])]
#[case::escaped(b"a\xff\xffb", vec![text(b"a\xffb")])]
#[case::escaped_twice(b"\xff\xff\xff\xff", vec![text(b"\xff\xff")])]
#[case::escaped_then_command(b"\xff\xff\xff\xf1", vec![text(b"\xff"), Command(NOP)])]
#[case::commands(b"\xff\xf4x\xff\xf6", vec![Command(INTERRUPT), text(b"x"), Command(ARE_YOU_THERE)])]
#[case::stray_end(b"\xff\xf0", vec![Command(SE)])]
#[case::undefined(b"\xff\x00\xff\x41", vec![Command(0), Command(0x41)])]
#[case::verbs(b"\xff\xfb\x01\xff\xfc\x03\xff\xfd\x1f\xff\xfe\xff", vec![
    Negotiate(Verb::Will, 1), Negotiate(Verb::Wont, 3), Negotiate(Verb::Do, 31), Negotiate(Verb::Dont, 255),
])]
#[case::window_size(b"\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0$", vec![Sub(31, vec![0, 80, 0, 24]), text(b"$")])]
#[case::width_255(b"\xff\xfa\x1f\x00\xff\xff\x00\x18\xff\xf0", vec![Sub(31, vec![0, 255, 0, 24])])]
#[case::empty_sub(b"\xff\xfa\x18\xff\xf0", vec![Sub(24, vec![])])]
#[case::option_255(b"\xff\xfa\xff\x01\xff\xf0", vec![Sub(255, vec![1])])]
#[case::sub_cut_by_a_command(b"\xff\xfa\x18ab\xff\xf1cd", vec![Command(NOP), text(b"cd")])]
#[case::sub_cut_by_a_verb(b"\xff\xfa\x18ab\xff\xfb\x01", vec![Negotiate(Verb::Will, 1)])]
#[case::sub_cut_by_a_sub(b"\xff\xfa\x18ab\xff\xfa\x1fc\xff\xf0", vec![Sub(31, vec![b'c'])])]
#[case::unfinished(b"a\xff\xfa\x18xterm", vec![text(b"a")])]
fn streams(#[case] stream: &[u8], #[case] told: Vec<Told>) {
    assert_eq!(decode([stream]), told);
    assert_eq!(decode(stream.chunks(1)), told);
    for at in 0..stream.len() {
        let (head, tail) = stream.split_at(at);
        assert_eq!(decode([head, tail]), told, "cut at {at}");
    }
}

#[rstest]
#[case::fits(SUBNEGOTIATION_MAX, false)]
#[case::too_long(SUBNEGOTIATION_MAX + 1, true)]
#[case::endless(100_000, true)]
fn subnegotiations_are_bounded(#[case] len: usize, #[case] oversized: bool) {
    let payload = vec![b'x'; len];
    let stream = [&encode::subnegotiate(24)[..], &payload, &encode::END, b"after"].concat();
    let sub = if oversized { Oversized(24) } else { Sub(24, payload) };
    assert_eq!(decode([&stream[..]]), [sub, text(b"after")]);
}

/// What is encoded comes back, for random contents rich in IAC and cut at random places.
#[test]
fn encoding_comes_back() {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |bound: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 20) % bound
    };
    for _ in 0..500 {
        let mut stream = Vec::new();
        let mut said = Vec::new();
        for _ in 0..random(12) {
            let bytes: Vec<u8> = (0..1 + random(9)).map(|_| 250 + random(6) as u8).collect();
            let option = random(256) as u8;
            match random(4) {
                0 if !matches!(said.last(), Some(Told::Data(_))) => {
                    stream.extend(encode::data(&bytes).flatten());
                    said.push(text(&bytes));
                }
                1 => {
                    let verb = [Verb::Will, Verb::Wont, Verb::Do, Verb::Dont][random(4) as usize];
                    stream.extend(encode::negotiate(verb, option));
                    said.push(Negotiate(verb, option));
                }
                2 => {
                    stream.extend(encode::subnegotiate(option));
                    stream.extend(encode::data(&bytes).flatten());
                    stream.extend(encode::END);
                    said.push(Sub(option, bytes));
                }
                _ => {
                    stream.extend(encode::command(NOP));
                    said.push(Command(NOP));
                }
            }
        }
        assert_eq!(decode(stream.chunks(1 + random(7) as usize)), said);
    }
}
