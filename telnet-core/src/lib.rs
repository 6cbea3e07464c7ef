//! Telnet as a pure protocol: bytes in, events and bytes out. No socket, clock or terminal is known here.
//!
//! ```text
//!   server, client policy      not here yet
//!   negotiation (RFC 1143)     not here yet
//!   NVT lines (RFC 854)        not here yet
//!   codec (RFC 854, 855)       Decoder: bytes -> events      encode: commands, data -> bytes
//! ```
//!
//! The codec takes a stream cut at any byte and never fails: there is no byte string that telnet has no meaning for. It gives no
//! meaning to options; whoever negotiates does.
//!
//! ```
//! use telnet_core::{Decoder, Event, Verb};
//! let mut decoder = Decoder::new();
//! let mut input = &b"hi\xff\xfb\x01"[..];
//! assert_eq!(decoder.next(&mut input), Some(Event::Data(b"hi")));
//! assert_eq!(decoder.next(&mut input), Some(Event::Negotiate { verb: Verb::Will, option: 1 }));
//! assert_eq!(decoder.next(&mut input), None);
//! ```
#![no_std]
#![forbid(unsafe_code)]

pub mod command;
mod decode;
pub mod encode;

pub use command::Verb;
pub use decode::{Decoder, Event, SUBNEGOTIATION_MAX};
