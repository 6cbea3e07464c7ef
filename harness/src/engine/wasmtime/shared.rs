//! Memory that several regions show.

use std::fs::File;

use rustix::fs::{MemfdFlags, ftruncate, memfd_create};

use crate::engine::EngineError;

/// Bytes that several processes see, each in its own memory: a file without a name. Freed when the last region has given it up.
#[derive(Debug)]
pub struct SharedMemory(pub(super) File);

impl SharedMemory {
    /// `len` zero bytes; the host provides them as they are touched.
    ///
    /// # Errors
    /// [`EngineError::Memory`] if the host has no more of such files, or not the size.
    pub fn new(len: usize) -> Result<Self, EngineError> {
        let made = memfd_create("wasmlinux-shared", MemfdFlags::CLOEXEC).and_then(|file| {
            ftruncate(&file, len as u64)?;
            Ok(Self(file.into()))
        });
        made.map_err(|e| EngineError::Memory {
            bytes: len,
            source: e.into(),
        })
    }
}
