//! `--copy`: files of the host as a cpio archive that the kernel unpacks over its root.

use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::{Context, Result, bail};
use cpio::newc::{Builder, trailer};

const S_IFDIR: u32 = 0o040_000;
const S_IFREG: u32 = 0o100_000;
const S_IFLNK: u32 = 0o120_000;

/// An archive in the making.
#[derive(Default)]
pub(super) struct Copies {
    bytes: Vec<u8>,
    folders: BTreeSet<String>,
    entries: u32,
}

impl Copies {
    /// Adds a file, or a folder with all that is in it.
    pub(super) fn add(&mut self, host: &Path, guest: &str) -> Result<()> {
        let meta = fs::symlink_metadata(host).with_context(|| format!("--copy {}", host.display()))?;
        self.add_parents(guest)?;
        if meta.is_dir() {
            self.add_folder(guest, meta.mode() & 0o7777)?;
            let entries = fs::read_dir(host).with_context(|| format!("--copy {}", host.display()))?;
            let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
            entries.sort_by_key(fs::DirEntry::file_name);
            for entry in entries {
                let name = entry.file_name();
                let name = name
                    .to_str()
                    .with_context(|| format!("--copy {}: its name is not UTF-8", entry.path().display()))?;
                self.add(&entry.path(), &format!("{}/{name}", guest.trim_end_matches('/')))?;
            }
            Ok(())
        } else {
            self.add_file(host, guest, &meta)
        }
    }

    /// Adds a file that is to be executable.
    pub(super) fn add_program(&mut self, host: &Path, guest: &str) -> Result<()> {
        let bytes = fs::read(host).with_context(|| host.display().to_string())?;
        self.add_parents(guest)?;
        self.write(guest, S_IFREG | 0o755, 0, &bytes)
    }

    /// The archive, if anything is in it.
    pub(super) fn archive(mut self) -> Result<Option<Vec<u8>>> {
        if self.entries == 0 {
            return Ok(None);
        }
        self.bytes = trailer(self.bytes)?;
        Ok(Some(self.bytes))
    }

    fn add_file(&mut self, host: &Path, guest: &str, meta: &Metadata) -> Result<()> {
        let context = || format!("--copy {}", host.display());
        let (kind, bytes) = if meta.is_symlink() {
            (
                S_IFLNK,
                fs::read_link(host).with_context(context)?.as_os_str().as_bytes().to_vec(),
            )
        } else if meta.is_file() {
            (S_IFREG, fs::read(host).with_context(context)?)
        } else {
            bail!("--copy {}: neither a file nor a folder nor a link", host.display());
        };
        let mtime = u32::try_from(meta.mtime()).unwrap_or(0);
        self.write(guest, kind | meta.mode() & 0o7777, mtime, &bytes)
    }

    /// The kernel makes no folders on its own (init/initramfs.c); those that exist stay as they are.
    fn add_parents(&mut self, guest: &str) -> Result<()> {
        for (at, _) in guest.match_indices('/').skip(1) {
            self.add_folder(&guest[..at], 0o755)?;
        }
        Ok(())
    }

    fn add_folder(&mut self, guest: &str, mode: u32) -> Result<()> {
        let guest = guest.trim_end_matches('/');
        if guest.is_empty() || !self.folders.insert(guest.to_owned()) {
            return Ok(());
        }
        self.write(guest, S_IFDIR | mode, 0, &[])
    }

    fn write(&mut self, guest: &str, mode: u32, mtime: u32, bytes: &[u8]) -> Result<()> {
        let size = u32::try_from(bytes.len()).with_context(|| format!("{guest}: more than 4 GiB"))?;
        self.entries += 1;
        let entry = Builder::new(guest.trim_start_matches('/'))
            .ino(self.entries)
            .mode(mode)
            .nlink(1)
            .mtime(mtime);
        let mut writer = entry.write(std::mem::take(&mut self.bytes), size);
        std::io::Write::write_all(&mut writer, bytes)?;
        self.bytes = writer.finish()?;
        Ok(())
    }
}
