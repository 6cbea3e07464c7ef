//! Non-blocking I/O as data: nothing here blocks, opens, or knows an operating system.
//!
//! ```text
//!   harness: sockets, terminals, pages      (acts)
//!   ---------------------------------------------
//!   miniio-core: bounded buffers, readiness (decides)      telnet-core, Linux: unknown here
//! ```
//!
//! Today it owns the one piece that every byte path of the machine shares, [`Ring`]: a host port is two of them, one in
//! each direction. Handles, events and backends come with the first user that needs them.
//!
//! ```
//! use miniio_core::Ring;
//! let mut ring = Ring::with_capacity(4);
//! assert_eq!(ring.write(b"hello"), 4);
//! let mut out = [0; 8];
//! assert_eq!(ring.read(&mut out), 4);
//! assert_eq!(&out[..4], b"hell");
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod ring;

pub use ring::Ring;
