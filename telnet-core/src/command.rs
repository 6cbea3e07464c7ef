//! The bytes that may follow [`IAC`] (RFC 854, "Telnet command structure").

/// Interpret as command: begins every command, and doubled it is a byte of data.
pub const IAC: u8 = 255;
/// Ends a subnegotiation.
pub const SE: u8 = 240;
/// No operation.
pub const NOP: u8 = 241;
/// Data mark: the place of an urgent notification in the stream.
pub const DATA_MARK: u8 = 242;
/// Break key.
pub const BREAK: u8 = 243;
/// Interrupt process.
pub const INTERRUPT: u8 = 244;
/// Abort output.
pub const ABORT_OUTPUT: u8 = 245;
/// Are you there?
pub const ARE_YOU_THERE: u8 = 246;
/// Erase character.
pub const ERASE_CHARACTER: u8 = 247;
/// Erase line.
pub const ERASE_LINE: u8 = 248;
/// Go ahead.
pub const GO_AHEAD: u8 = 249;
/// Begins a subnegotiation; the option follows.
pub const SB: u8 = 250;

/// The four commands that carry an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// The sender wants to begin, or confirms.
    Will,
    /// The sender refuses, or stops.
    Wont,
    /// The receiver is asked to begin, or confirmed.
    Do,
    /// The receiver is asked not to, or to stop.
    Dont,
}

impl Verb {
    /// Its byte.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Will => 251,
            Self::Wont => 252,
            Self::Do => 253,
            Self::Dont => 254,
        }
    }

    /// The verb of that byte.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            251 => Some(Self::Will),
            252 => Some(Self::Wont),
            253 => Some(Self::Do),
            254 => Some(Self::Dont),
            _ => None,
        }
    }
}
