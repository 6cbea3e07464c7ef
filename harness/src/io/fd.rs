//! Ports that end in descriptors of the host, each served by a thread that may block.
//!
//! Threads, because a descriptor that other processes share (a terminal above all) must never be set to `O_NONBLOCK`, and files
//! and `/dev/null` cannot be waited for.

use std::io::{self, Read, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use miniio_core::Ring;

use crate::machine::{Bell, Sink, Source, Taken};

/// Bytes between the thread and the machine.
const BUFFER: usize = 64 * 1024;

struct Pipe {
    ring: Mutex<Ring>,
    changed: Condvar,
}

impl Pipe {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            ring: Mutex::new(Ring::with_capacity(BUFFER)),
            changed: Condvar::new(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, ring: MutexGuard<'a, Ring>) -> MutexGuard<'a, Ring> {
        self.changed.wait(ring).unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads a descriptor ahead, at most `BUFFER` bytes.
///
/// Its thread ends at end of file; while the other side is silent it stays behind, blocked, when the source is dropped.
pub struct FdSource(Arc<Pipe>);

impl FdSource {
    /// Starts to read.
    ///
    /// # Errors
    /// If the host has no thread for it.
    pub fn new(mut input: impl Read + Send + 'static, bell: Bell) -> io::Result<Self> {
        let pipe = Pipe::new();
        let shared = pipe.clone();
        thread::Builder::new().name("wasmlinux-input".into()).spawn(move || {
            let mut piece = [0; 16 * 1024];
            loop {
                let n = match input.read(&mut piece) {
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                    Ok(n) if n > 0 => n,
                    _ => break,
                };
                let mut ring = shared.lock();
                let mut sent = 0;
                while sent < n && !ring.is_closed() {
                    match ring.write(&piece[sent..n]) {
                        0 => ring = shared.wait(ring),
                        written => {
                            sent += written;
                            bell.ring(abi::irq::PORT);
                        }
                    }
                }
                if ring.is_closed() {
                    return;
                }
            }
            shared.lock().close();
            bell.ring(abi::irq::PORT);
        })?;
        Ok(Self(pipe))
    }
}

impl Source for FdSource {
    fn take(&mut self, buffer: &mut [u8]) -> Taken {
        let mut ring = self.0.lock();
        match ring.read(buffer) {
            0 if ring.is_eof() => Taken::End,
            0 => Taken::Nothing,
            n => {
                self.0.changed.notify_one();
                Taken::Bytes(n)
            }
        }
    }
}

impl Drop for FdSource {
    fn drop(&mut self) {
        self.0.lock().close();
        self.0.changed.notify_one();
    }
}

/// Writes to a descriptor behind the machine's back, so that a reader that stalls never stalls the machine.
pub struct FdSink {
    pipe: Arc<Pipe>,
    writer: Option<JoinHandle<()>>,
}

impl FdSink {
    /// Starts to write.
    ///
    /// # Errors
    /// If the host has no thread for it.
    pub fn new(mut output: impl Write + Send + 'static, bell: Bell) -> io::Result<Self> {
        let pipe = Pipe::new();
        let shared = pipe.clone();
        let writer = thread::Builder::new().name("wasmlinux-output".into()).spawn(move || {
            let mut piece = [0; 16 * 1024];
            loop {
                let mut ring = shared.lock();
                while ring.is_empty() && !ring.is_closed() {
                    ring = shared.wait(ring);
                }
                let n = ring.read(&mut piece);
                drop(ring);
                if n == 0 {
                    return;
                }
                bell.ring(abi::irq::PORT);
                if output.write_all(&piece[..n]).and_then(|()| output.flush()).is_err() {
                    shared.lock().close();
                    bell.ring(abi::irq::PORT);
                    return;
                }
            }
        })?;
        Ok(Self {
            pipe,
            writer: Some(writer),
        })
    }
}

impl Sink for FdSink {
    fn put(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut ring = self.pipe.lock();
        if ring.is_closed() {
            return None;
        }
        let n = ring.write(bytes);
        self.pipe.changed.notify_one();
        Some(n)
    }

    fn finish(&mut self) {
        self.pipe.lock().close();
        self.pipe.changed.notify_one();
        if let Some(writer) = self.writer.take() {
            // A writer that panicked has nothing left to write.
            let _ = writer.join();
        }
    }
}
