//! A folder for the files between two tools, gone when the driver is done.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

pub(super) struct Folder(PathBuf);

impl Folder {
    /// Makes it in the system's folder for temporary files. The process id makes its name unique, since a driver makes one only; that the
    /// name must be new keeps others from preparing it.
    pub(super) fn new() -> Result<Self> {
        let path = std::env::temp_dir().join(format!("wasmlinux-cc-{}", std::process::id()));
        std::fs::create_dir(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed stays where temporary files belong.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
