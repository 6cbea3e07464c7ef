use heapless::Vec;

use crate::command::{IAC, SB, SE, Verb};

/// Longest subnegotiation that is kept, in bytes after the option. The longest that is in use is a terminal type of 40 characters
/// (RFC 1091).
pub const SUBNEGOTIATION_MAX: usize = 256;

/// What a stream of telnet says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// Bytes for the user, a part of the input without escapes.
    Data(&'a [u8]),
    /// A command without an option: one of the constants of [`command`](crate::command), or a byte that RFC 854 leaves undefined.
    Command(u8),
    /// A command about an option.
    Negotiate {
        /// Which.
        verb: Verb,
        /// The option's number.
        option: u8,
    },
    /// A whole subnegotiation (RFC 855), without escapes.
    Subnegotiation {
        /// The option's number.
        option: u8,
        /// What is said about it.
        payload: &'a [u8],
    },
    /// A subnegotiation longer than [`SUBNEGOTIATION_MAX`]; what it said is dropped.
    Oversized {
        /// The option's number.
        option: u8,
    },
}

/// Takes a telnet stream apart. It remembers only what a cut in the stream may separate.
///
/// ```text
///             +-- IAC --> Data          WILL.. --> Option --(option)--> Data: Negotiate
///   Data -- IAC --> Command ------------|
///     ^             |                   SB ------> SubOption --(option)--> Sub
///     +-- any other +: Command
///                                       Sub -- IAC --> SubCommand -- SE --> Data: Subnegotiation
///                                        ^                | |
///                                        +----- IAC ------+ +-- any other: the subnegotiation is dropped, as in Command
/// ```
#[derive(Debug, Clone, Default)]
pub struct Decoder {
    state: State,
    payload: Vec<u8, SUBNEGOTIATION_MAX>,
    oversized: bool,
}

#[derive(Debug, Clone, Copy, Default)]
enum State {
    #[default]
    Data,
    Command,
    Option(Verb),
    SubOption,
    Sub(u8),
    SubCommand(u8),
}

impl Decoder {
    /// At the beginning of a stream.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The next event, taken from the front of `input`; `None` once all of the input is used up. Whatever is unfinished goes on
    /// with the input of a later call.
    pub fn next<'a, 'i: 'a>(&'a mut self, input: &mut &'i [u8]) -> Option<Event<'a>> {
        loop {
            if matches!(self.state, State::Data)
                && let Some(data) = take_data(input, 0)
            {
                return Some(Event::Data(data));
            }
            let (&byte, rest) = input.split_first()?;
            if matches!(self.state, State::Command) && byte == IAC {
                // The second of a pair is data, and so may be what follows it.
                self.state = State::Data;
                return take_data(input, 1).map(Event::Data);
            }
            *input = rest;
            match self.step(byte) {
                Step::On => {}
                Step::Say(event) => return Some(event),
                Step::SayPayload(option) => {
                    let payload = self.payload.as_slice();
                    return Some(Event::Subnegotiation { option, payload });
                }
            }
        }
    }

    /// One byte that is not data.
    fn step(&mut self, byte: u8) -> Step {
        match self.state {
            State::Data => self.state = State::Command,
            State::Command => return self.command(byte),
            State::Option(verb) => {
                self.state = State::Data;
                return Step::Say(Event::Negotiate { verb, option: byte });
            }
            State::SubOption => {
                self.payload.clear();
                self.oversized = false;
                self.state = State::Sub(byte);
            }
            State::Sub(option) if byte == IAC => self.state = State::SubCommand(option),
            State::Sub(_) => self.keep(byte),
            State::SubCommand(option) if byte == IAC => {
                self.keep(byte);
                self.state = State::Sub(option);
            }
            State::SubCommand(option) if byte == SE => {
                self.state = State::Data;
                return if self.oversized {
                    Step::Say(Event::Oversized { option })
                } else {
                    Step::SayPayload(option)
                };
            }
            State::SubCommand(_) => return self.command(byte),
        }
        Step::On
    }

    fn command(&mut self, byte: u8) -> Step {
        match (byte, Verb::from_byte(byte)) {
            (_, Some(verb)) => self.state = State::Option(verb),
            (SB, _) => self.state = State::SubOption,
            _ => {
                self.state = State::Data;
                return Step::Say(Event::Command(byte));
            }
        }
        Step::On
    }

    fn keep(&mut self, byte: u8) {
        self.oversized |= self.payload.push(byte).is_err();
    }
}

enum Step {
    On,
    Say(Event<'static>),
    SayPayload(u8),
}

/// Takes the bytes up to the next IAC off the input, the first `escaped` of them whatever they are.
fn take_data<'i>(input: &mut &'i [u8], escaped: usize) -> Option<&'i [u8]> {
    let (head, tail) = input.split_at_checked(escaped)?;
    let plain = tail.iter().position(|byte| *byte == IAC).unwrap_or(tail.len());
    let (data, rest) = input.split_at_checked(head.len() + plain)?;
    *input = rest;
    (!data.is_empty()).then_some(data)
}
