//! Host ports: bounded byte streams between host and guest, with readiness and hang-up.
//!
//! A port has two rings. *In* carries bytes towards the guest, *out* away from it. Each end is told when the other end has made news: the
//! guest through [`Ports::next_news`] after an interrupt, the host by looking at [`Ports::take`] after the guest has run.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::fmt;

use abi::port::{POLLHUP, POLLIN, POLLOUT, PORTS_MAX};

/// Bytes that each direction of a port buffers.
pub const PORT_BUFFER: usize = 64 * 1024;

/// Readiness of a port, in the bits of `abi::port`.
pub type Ready = u32;

/// Why the guest's operation on a port is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortError {
    /// No such port: EBADF.
    NoPort,
    /// Nothing to read yet: EAGAIN.
    Empty,
    /// The host side is gone: EPIPE.
    Gone,
}

impl PortError {
    /// Linux's number for it.
    #[must_use]
    pub const fn errno(self) -> i32 {
        match self {
            Self::NoPort => 9,
            Self::Empty => 11,
            Self::Gone => 32,
        }
    }
}

impl fmt::Display for PortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoPort => "no such port",
            Self::Empty => "nothing to read yet",
            Self::Gone => "the host side is closed",
        })
    }
}

impl core::error::Error for PortError {}

#[derive(Debug, Default)]
struct Port {
    to_guest: VecDeque<u8>,
    /// The host sends no more.
    input_ended: bool,
    to_host: VecDeque<u8>,
    /// The host takes no more.
    output_gone: bool,
    /// The guest has closed its last descriptor.
    guest_closed: bool,
    /// Readiness changed since the guest asked last.
    news: bool,
    /// The guest has found the output full, and waits.
    writer_waits: bool,
    /// The host has closed it while the guest still had it open.
    abandoned: bool,
}

/// All ports of a machine, numbered from 0 (the console).
#[derive(Debug, Default)]
pub struct Ports {
    ports: Vec<Option<Port>>,
}

impl Ports {
    /// Opens a port; `None` if there are [`PORTS_MAX`] already. Port 0 is kept for [`Ports::open_console`].
    pub fn open(&mut self) -> Option<u32> {
        if self.ports.is_empty() {
            self.ports.push(None);
        }
        let free = self.ports.iter().skip(1).position(Option::is_none).map(|at| at + 1);
        let at = free.unwrap_or(self.ports.len());
        if at >= PORTS_MAX as usize {
            return None;
        }
        if at == self.ports.len() {
            self.ports.push(None);
        }
        *self.ports.get_mut(at)? = Some(Port::default());
        u32::try_from(at).ok()
    }

    /// Opens port 0.
    pub fn open_console(&mut self) {
        match self.ports.first_mut() {
            Some(slot) => *slot = Some(Port::default()),
            None => self.ports.push(Some(Port::default())),
        }
    }

    /// The host is done with a port, and with what is still in it. Its number is given out again only when the guest has closed it too: a
    /// program that was left behind must not write into the port of another.
    pub fn close(&mut self, port: u32) {
        match self.port(port) {
            Ok(p) if !p.guest_closed => {
                *p = Port {
                    input_ended: true,
                    output_gone: true,
                    news: true,
                    abandoned: true,
                    ..Port::default()
                };
            }
            _ => self.forget(port),
        }
    }

    /// Closes a port that the guest has never opened, or never will again.
    pub fn forget(&mut self, port: u32) {
        if let Some(slot) = self.ports.get_mut(port as usize) {
            *slot = None;
        }
    }

    fn port(&mut self, port: u32) -> Result<&mut Port, PortError> {
        let slot = self.ports.get_mut(port as usize).ok_or(PortError::NoPort)?;
        slot.as_mut().ok_or(PortError::NoPort)
    }

    // ---- the host's end ----

    /// Bytes that [`Ports::send`] would take now.
    #[must_use]
    pub fn room(&self, port: u32) -> usize {
        let port = self.ports.get(port as usize).and_then(Option::as_ref);
        port.map_or(0, |p| PORT_BUFFER.saturating_sub(p.to_guest.len()))
    }

    /// Towards the guest: returns the bytes taken. If any, the interrupt bit `PORT` is to be set.
    pub fn send(&mut self, port: u32, bytes: &[u8]) -> usize {
        let room = self.room(port).min(bytes.len());
        if let (Ok(port), Some(bytes)) = (self.port(port), bytes.get(..room)) {
            port.to_guest.extend(bytes);
            port.news |= room > 0;
        }
        room
    }

    /// The host sends no more: the guest reads end of file after the rest.
    pub fn end_input(&mut self, port: u32) {
        if let Ok(port) = self.port(port) {
            port.input_ended = true;
            port.news = true;
        }
    }

    /// The host takes no more: the guest's writes fail with EPIPE.
    pub fn end_output(&mut self, port: u32) {
        if let Ok(port) = self.port(port) {
            port.output_gone = true;
            port.to_host.clear();
            port.news = true;
        }
    }

    /// Bytes that wait to be taken.
    #[must_use]
    pub fn pending_output(&self, port: u32) -> usize {
        let port = self.ports.get(port as usize).and_then(Option::as_ref);
        port.map_or(0, |p| p.to_host.len())
    }

    /// Takes what the guest wrote, in order, through `sink`, which returns how many bytes it took. Returns true if a writer in the guest
    /// waits for the room that came free: then the interrupt bit `PORT` is to be set.
    pub fn take(&mut self, port: u32, mut sink: impl FnMut(&[u8]) -> usize) -> bool {
        let Ok(port) = self.port(port) else {
            return false;
        };
        while !port.to_host.is_empty() {
            let (front, _) = port.to_host.as_slices();
            let taken = sink(front).min(front.len());
            if taken == 0 {
                break;
            }
            port.to_host.drain(..taken);
        }
        let wake = port.writer_waits && port.to_host.len() <= PORT_BUFFER / 2;
        if wake {
            port.writer_waits = false;
            port.news = true;
        }
        wake
    }

    /// True if the guest has closed its last descriptor of the port.
    #[must_use]
    pub fn guest_closed(&self, port: u32) -> bool {
        let port = self.ports.get(port as usize).and_then(Option::as_ref);
        port.is_none_or(|p| p.guest_closed)
    }

    // ---- the guest's end ----

    /// Serves `port_write`: bytes taken, 0 when full.
    ///
    /// # Errors
    /// [`PortError`]; nothing is taken.
    pub fn write(&mut self, port: u32, bytes: &[u8]) -> Result<usize, PortError> {
        let port = self.port(port)?;
        if port.output_gone {
            return Err(PortError::Gone);
        }
        let room = PORT_BUFFER.saturating_sub(port.to_host.len()).min(bytes.len());
        port.to_host.extend(bytes.get(..room).unwrap_or_default());
        port.writer_waits |= room < bytes.len();
        Ok(room)
    }

    /// Serves `port_read`: bytes read, 0 at end of file.
    ///
    /// # Errors
    /// [`PortError`]; nothing is read.
    pub fn read(&mut self, port: u32, out: &mut [u8]) -> Result<usize, PortError> {
        let port = self.port(port)?;
        if port.to_guest.is_empty() && !port.input_ended && !out.is_empty() {
            return Err(PortError::Empty);
        }
        let n = port.to_guest.len().min(out.len());
        for (to, byte) in out.iter_mut().zip(port.to_guest.drain(..n)) {
            *to = byte;
        }
        Ok(n)
    }

    /// Serves `port_poll`. A port that does not exist is hung up.
    #[must_use]
    pub fn poll(&mut self, port: u32) -> Ready {
        let Ok(port) = self.port(port) else {
            return POLLHUP;
        };
        let mut ready = 0;
        if !port.to_guest.is_empty() || port.input_ended {
            ready |= POLLIN;
        }
        if port.output_gone {
            ready |= POLLHUP;
        } else if port.to_host.len() < PORT_BUFFER {
            ready |= POLLOUT;
        } else {
            port.writer_waits = true;
        }
        ready
    }

    /// Serves `port_next`: a port whose readiness has changed, each once.
    pub fn next_news(&mut self) -> Option<u32> {
        let at = self.ports.iter().position(|p| p.as_ref().is_some_and(|p| p.news))?;
        if let Some(Some(port)) = self.ports.get_mut(at) {
            port.news = false;
        }
        u32::try_from(at).ok()
    }

    /// Serves `port_close`.
    pub fn close_guest(&mut self, port: u32) {
        match self.port(port) {
            Ok(p) if p.abandoned => self.forget(port),
            Ok(p) => p.guest_closed = true,
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open() -> (Ports, u32) {
        let mut ports = Ports::default();
        let port = ports.open().unwrap();
        (ports, port)
    }

    #[test]
    fn carries_bytes_both_ways() {
        let (mut ports, p) = open();
        assert_eq!(ports.read(p, &mut [0; 4]), Err(PortError::Empty));
        assert_eq!(ports.send(p, b"abc"), 3);
        assert_eq!(ports.next_news(), Some(p));
        assert_eq!(ports.next_news(), None);
        let mut out = [0; 2];
        assert_eq!(ports.read(p, &mut out), Ok(2));
        assert_eq!(&out, b"ab");
        assert_eq!(ports.write(p, b"hello"), Ok(5));
        let mut got = Vec::new();
        assert!(!ports.take(p, |bytes| {
            got.extend_from_slice(bytes);
            bytes.len()
        }));
        assert_eq!(got, b"hello");
    }

    #[test]
    fn end_of_file_comes_after_the_rest_and_stays() {
        let (mut ports, p) = open();
        ports.send(p, b"x");
        ports.end_input(p);
        let mut out = [0; 8];
        assert_eq!(ports.read(p, &mut out), Ok(1));
        assert_eq!(ports.read(p, &mut out), Ok(0));
        assert_eq!(ports.poll(p) & POLLIN, POLLIN);
    }

    #[test]
    fn a_full_port_takes_no_more_and_wakes_the_writer_when_half_is_free() {
        let (mut ports, p) = open();
        let much = alloc::vec![7; PORT_BUFFER + 1];
        assert_eq!(ports.write(p, &much), Ok(PORT_BUFFER));
        assert_eq!(ports.write(p, b"y"), Ok(0));
        assert_eq!(ports.poll(p) & POLLOUT, 0);
        let mut left = 10;
        assert!(!ports.take(p, |_| std::mem::take(&mut left)), "still nearly full");
        assert!(ports.take(p, <[u8]>::len));
        assert_eq!(ports.next_news(), Some(p));
    }

    #[test]
    fn a_reader_that_left_means_epipe() {
        let (mut ports, p) = open();
        ports.end_output(p);
        assert_eq!(ports.write(p, b"x"), Err(PortError::Gone));
        assert_eq!(ports.poll(p) & POLLHUP, POLLHUP);
    }

    #[test]
    fn ports_are_bounded_and_reused() {
        let mut ports = Ports::default();
        let all: Vec<u32> = core::iter::from_fn(|| ports.open()).collect();
        assert_eq!(all.len(), PORTS_MAX as usize - 1);
        assert_eq!(all.first(), Some(&1));
        ports.forget(5);
        assert_eq!(ports.open(), Some(5));
        assert_eq!(ports.write(999, b"x"), Err(PortError::NoPort));
    }

    #[test]
    fn a_port_that_the_guest_still_holds_is_not_given_out_again() {
        let (mut ports, p) = open();
        ports.send(p, b"old");
        ports.close(p);
        assert_ne!(ports.open(), Some(p));
        assert_eq!(ports.write(p, b"late"), Err(PortError::Gone));
        assert_eq!(ports.read(p, &mut [0; 8]), Ok(0));
        ports.close_guest(p);
        assert_eq!(ports.open(), Some(p));
    }

    #[test]
    fn a_port_that_the_guest_has_closed_is_free_at_once() {
        let (mut ports, p) = open();
        ports.close_guest(p);
        ports.close(p);
        assert_eq!(ports.open(), Some(p));
    }

    extern crate std;
}
