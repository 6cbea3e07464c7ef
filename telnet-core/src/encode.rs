//! Telnet as bytes. Everything here is the inverse of [`Decoder`](crate::Decoder).

use crate::command::{IAC, SB, SE, Verb};

/// Data as it goes on the wire: pieces of it, with every [`IAC`] doubled.
pub fn data(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    let doubled = |piece: &[u8]| if piece.ends_with(&[IAC]) { &[IAC][..] } else { &[] };
    data.split_inclusive(|byte| *byte == IAC)
        .flat_map(move |piece| [piece, doubled(piece)])
        .filter(|piece| !piece.is_empty())
}

/// A command without an option.
#[must_use]
pub const fn command(byte: u8) -> [u8; 2] {
    [IAC, byte]
}

/// A command about an option.
#[must_use]
pub const fn negotiate(verb: Verb, option: u8) -> [u8; 3] {
    [IAC, verb.byte(), option]
}

/// Begins a subnegotiation; its payload follows as [`data`], then [`END`].
#[must_use]
pub const fn subnegotiate(option: u8) -> [u8; 3] {
    [IAC, SB, option]
}

/// Ends a subnegotiation.
pub const END: [u8; 2] = [IAC, SE];
