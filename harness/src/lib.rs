//! A real, unmodified Linux as WebAssembly, as a library: boot it, run programs in it, talk to its console.
//!
//! ```
//! use wasmlinux::{Command, Guest, Machine};
//!
//! // `cargo xtask build` leaves the guest in target/guest/default; `cargo xtask test` names it in this variable.
//! let folder = std::env::var_os("WASMLINUX_GUEST").unwrap_or("target/guest/default".into());
//! let guest = Guest::open(folder.as_ref())?;
//! let cache = wasmlinux::folders::cache().expect("a home");
//! let mut machine = Machine::builder(guest).memory(128 << 20).cache(&cache).build()?;
//! let output = machine.output(Command::new(["uname", "-sm"]))?;
//! assert_eq!(output.stdout, b"Linux wasm32\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The pure parts live in crates of their own (`lkl-host-ops`, `nommu-proc`, `sigdeliver`, `exec-image`); this one composes them over
//! an engine. `unsafe` is in [`engine`] alone.

pub mod engine;
pub mod folders;
pub mod io;
mod machine;

pub use machine::{
    Bell, BuildError, Builder, Command, Guest, LogSink, Machine, Output, RunError, Sink, Source, Stats, Stop, Taken, Winsize,
};
