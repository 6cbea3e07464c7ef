//! Host ports: byte streams between host and guest.

/// The port that is the console's terminal (`ttyH0`).
pub const CONSOLE: u32 = 0;
/// Number of ports a machine can have, the console included.
pub const PORTS_MAX: u32 = 64;
/// Readiness as `port_poll` reports it: something to read, or end of file (`POLLIN` of `poll(2)`).
pub const POLLIN: u32 = 0x001;
/// Room to write (`POLLOUT`).
pub const POLLOUT: u32 = 0x004;
/// The host side is gone (`POLLHUP`).
pub const POLLHUP: u32 = 0x010;

/// Largest record that `run_next` hands out, in bytes.
pub const RUN_RECORD_MAX: u32 = 131_072;

pub(crate) const TABLE: &[(&str, u32)] = &[
    ("PORT_CONSOLE", CONSOLE),
    ("PORTS_MAX", PORTS_MAX),
    ("PORT_POLLIN", POLLIN),
    ("PORT_POLLOUT", POLLOUT),
    ("PORT_POLLHUP", POLLHUP),
    ("RUN_RECORD_MAX", RUN_RECORD_MAX),
];
