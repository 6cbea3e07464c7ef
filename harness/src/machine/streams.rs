//! The host's end of the ports: sources that feed the guest, sinks that take what it writes.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use lkl_host_ops::{PortError, Ports};

/// Bytes that one look at a source takes.
const PIECE: usize = 16 * 1024;

/// Where a port's input comes from. Never blocks; whoever fills it rings the machine's [`Bell`](super::Bell).
pub trait Source: Send {
    /// Bytes that are there now, at most `buffer.len()`.
    fn take(&mut self, buffer: &mut [u8]) -> Taken;
}

/// What a [`Source`] has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// This many bytes (not 0).
    Bytes(usize),
    /// Nothing yet.
    Nothing,
    /// Nothing ever again.
    End,
}

/// Where a port's output goes. Never blocks; whoever empties it rings the machine's [`Bell`](super::Bell).
pub trait Sink: Send {
    /// Takes some bytes: how many, or `None` if nobody will ever read them.
    fn put(&mut self, bytes: &[u8]) -> Option<usize>;

    /// All bytes have been put: waits until they are where they belong.
    fn finish(&mut self);
}

/// The size of a terminal, shared with whoever watches it: rows and columns.
#[derive(Clone, Debug, Default)]
pub struct Winsize(Arc<AtomicU32>);

impl Winsize {
    /// Sets the size; then ring the machine with `abi::irq::WINSIZE`.
    pub fn set(&self, rows: u16, columns: u16) {
        self.0.store(u32::from(rows) << 16 | u32::from(columns), Ordering::Relaxed);
    }

    /// Rows and columns.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "each half is 16 bits")]
    pub fn size(&self) -> (u16, u16) {
        let word = self.0.load(Ordering::Relaxed);
        ((word >> 16) as u16, word as u16)
    }
}

/// All ports with their far ends.
#[derive(Default)]
pub(super) struct Streams {
    pub(super) ports: Ports,
    sources: HashMap<u32, Box<dyn Source>>,
    sinks: HashMap<u32, Box<dyn Sink>>,
    console_size: Winsize,
}

impl Streams {
    pub(super) fn open_console(&mut self, source: Box<dyn Source>, sink: Box<dyn Sink>, size: Winsize) {
        self.ports.open_console();
        self.sources.insert(abi::port::CONSOLE, source);
        self.sinks.insert(abi::port::CONSOLE, sink);
        self.console_size = size;
    }

    /// A port that only feeds the guest.
    pub(super) fn open_source(&mut self, source: Box<dyn Source>) -> Option<u32> {
        let port = self.ports.open()?;
        self.ports.end_output(port);
        self.sources.insert(port, source);
        self.pump();
        Some(port)
    }

    /// A port that only takes from the guest.
    pub(super) fn open_sink(&mut self, sink: Box<dyn Sink>) -> Option<u32> {
        let port = self.ports.open()?;
        self.ports.end_input(port);
        self.sinks.insert(port, sink);
        Some(port)
    }

    /// The last of a port: what the guest has written reaches the sink.
    pub(super) fn close(&mut self, port: u32) {
        self.sources.remove(&port);
        while self.ports.pending_output(port) > 0 && self.drain(port) {
            std::thread::yield_now();
        }
        if let Some(mut sink) = self.sinks.remove(&port) {
            sink.finish();
        }
        self.ports.close(port);
    }

    /// A port that no program got.
    pub(super) fn forget(&mut self, port: u32) {
        self.close(port);
        self.ports.forget(port);
    }

    pub(super) fn winsize(&self, port: u32) -> (u16, u16) {
        if port == abi::port::CONSOLE {
            self.console_size.size()
        } else {
            (0, 0)
        }
    }

    /// Moves what sources have into the ports, and what ports hold into the sinks.
    pub(super) fn pump(&mut self) {
        let Self {
            ports, sources, sinks, ..
        } = self;
        let mut buffer = [0; PIECE];
        sources.retain(|port, source| {
            loop {
                let room = ports.room(*port).min(PIECE);
                if room == 0 {
                    return true;
                }
                match source.take(&mut buffer[..room]) {
                    Taken::Bytes(n) => {
                        ports.send(*port, &buffer[..n.min(room)]);
                    }
                    Taken::Nothing => return true,
                    Taken::End => {
                        ports.end_input(*port);
                        return false;
                    }
                }
            }
        });
        for port in sinks.keys().copied().collect::<Vec<_>>() {
            self.drain(port);
        }
    }

    /// Moves what a port holds into its sink; false if the sink takes no more, ever.
    fn drain(&mut self, port: u32) -> bool {
        let Some(sink) = self.sinks.get_mut(&port) else {
            return false;
        };
        let mut gone = false;
        self.ports.take(port, |bytes| {
            let put = sink.put(bytes);
            gone |= put.is_none();
            put.unwrap_or(0)
        });
        if gone {
            self.ports.end_output(port);
        }
        !gone
    }

    /// Serves `port_write`.
    pub(super) fn write(&mut self, port: u32, bytes: &[u8]) -> Result<usize, PortError> {
        let written = self.ports.write(port, bytes)?;
        self.drain(port);
        Ok(written)
    }

    /// Serves `port_read`.
    pub(super) fn read(&mut self, port: u32, buffer: &mut [u8]) -> Result<usize, PortError> {
        let read = self.ports.read(port, buffer);
        // Room has come free: a source that had to wait can go on.
        if self.sources.contains_key(&port) {
            self.pump();
        }
        read
    }
}
