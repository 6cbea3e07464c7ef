//! Ports that end in memory.

use std::sync::{Arc, Mutex, PoisonError};

use crate::machine::{Sink, Source, Taken};

/// Input that is known beforehand.
#[derive(Debug, Default)]
pub struct Bytes {
    bytes: Vec<u8>,
    at: usize,
}

impl Bytes {
    /// All of the input.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, at: 0 }
    }
}

impl Source for Bytes {
    fn take(&mut self, buffer: &mut [u8]) -> Taken {
        let rest = &self.bytes[self.at..];
        let n = rest.len().min(buffer.len());
        if n == 0 && rest.is_empty() {
            return Taken::End;
        }
        buffer[..n].copy_from_slice(&rest[..n]);
        self.at += n;
        Taken::Bytes(n)
    }
}

/// Output that is collected; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Collect(Arc<Mutex<Vec<u8>>>);

impl Collect {
    /// Takes what has come so far.
    #[must_use]
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Sink for Collect {
    fn put(&mut self, bytes: &[u8]) -> Option<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Some(bytes.len())
    }

    fn finish(&mut self) {}
}
