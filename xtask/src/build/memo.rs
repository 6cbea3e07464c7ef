//! Remembers hashes of files by (path, size, times, inode), so that nothing big is read twice, and remembers tools' versions.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::step::{Hash, hash, hex};

/// A file changed less than this long ago may change again without its times telling: it is hashed, but not remembered.
const SETTLED_AFTER: Duration = Duration::from_millis(50);

/// The memory, backed by one text file.
#[derive(Debug)]
pub struct Memo {
    file: PathBuf,
    /// `WHAT:PATH` to (stamp, value).
    known: RefCell<HashMap<String, (String, String)>>,
    dirty: Cell<bool>,
}

impl Memo {
    /// Loads the memory; a missing or damaged one is an empty one.
    #[must_use]
    pub fn load(file: PathBuf) -> Self {
        let text = fs::read_to_string(&file).unwrap_or_default();
        let known = text
            .lines()
            .filter_map(|line| {
                let mut fields = line.split('\t');
                let (stamp, value, path) = (fields.next()?, fields.next()?, fields.next()?);
                Some((path.to_owned(), (stamp.to_owned(), value.to_owned())))
            })
            .collect();
        Self {
            file,
            known: RefCell::new(known),
            dirty: Cell::new(false),
        }
    }

    /// Hash of a file's content.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn file_hash(&self, path: &Path) -> Result<Hash> {
        self.remember(path, "", || hash_file(path))
    }

    /// Hash of a folder: paths, executable bits, link targets and contents of all files in it.
    ///
    /// # Errors
    /// Something in it cannot be read.
    pub fn tree_hash(&self, root: &Path) -> Result<Hash> {
        let mut text = String::new();
        for path in files_under(root)? {
            let at = root.join(&path);
            let meta = fs::symlink_metadata(&at)?;
            let value = if meta.is_symlink() {
                format!("-> {}", fs::read_link(&at)?.display())
            } else {
                self.file_hash(&at)?
            };
            let executable = meta.mode() & 0o100 != 0;
            text.push_str(&format!("{value} {executable} {}\n", path.display()));
        }
        Ok(hash(text.as_bytes()))
    }

    /// A value derived from a file (`what` tells values of one file apart), made again when the file changed.
    ///
    /// # Errors
    /// The file is missing, or `make` failed.
    pub fn remember(&self, path: &Path, what: &str, make: impl FnOnce() -> Result<String>) -> Result<String> {
        let meta = fs::metadata(path).with_context(|| format!("reading {}", path.display()))?;
        let stamp = stamp(&meta);
        let name = format!("{what}:{}", path.display());
        if let Some((old, value)) = self.known.borrow().get(&name)
            && *old == stamp
        {
            return Ok(value.clone());
        }
        let value = make()?;
        let settled = meta
            .modified()
            .ok()
            .and_then(|at| SystemTime::now().duration_since(at).ok())
            .is_some_and(|age| age > SETTLED_AFTER);
        if settled && !name.contains(['\t', '\n']) {
            self.known.borrow_mut().insert(name, (stamp, value.clone()));
            self.dirty.set(true);
        }
        Ok(value)
    }

    /// Writes the memory back if it changed; losing it costs time only, so errors are ignored.
    pub fn save(&self) {
        if !self.dirty.replace(false) {
            return;
        }
        let mut text = String::new();
        let known = self.known.borrow();
        let there = |name: &str| name.split_once(':').is_some_and(|(_, path)| Path::new(path).exists());
        for (path, (stamp, value)) in known.iter().filter(|(name, _)| there(name)) {
            text.push_str(&format!("{stamp}\t{value}\t{path}\n"));
        }
        let partial = self.file.with_extension(std::process::id().to_string());
        let _ = fs::write(&partial, text).and_then(|()| fs::rename(&partial, &self.file));
    }
}

impl Drop for Memo {
    fn drop(&mut self) {
        self.save();
    }
}

/// Changes whenever the file's content may have changed; the change time is there because nobody can set it back.
fn stamp(meta: &Metadata) -> String {
    format!(
        "{:x}.{:x}.{:x}.{:x}.{:x}.{:x}",
        meta.size(),
        meta.mtime(),
        meta.mtime_nsec(),
        meta.ctime(),
        meta.ctime_nsec(),
        meta.ino()
    )
}

/// SHA-256 of a file, read in pieces.
///
/// # Errors
/// The file cannot be read.
pub fn hash_file(path: &Path) -> Result<Hash> {
    let mut file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
    let mut hasher = Sha256::new();
    io::copy(&mut file, &mut hasher).with_context(|| format!("reading {}", path.display()))?;
    Ok(hex(&hasher.finalize()))
}

/// Hashes what passes through it.
#[derive(Debug)]
pub struct HashingReader<R> {
    inner: R,
    hasher: Sha256,
}

impl<R: Read> HashingReader<R> {
    /// Wraps a reader.
    pub fn new(inner: R) -> Self {
        Self {
            inner,
            hasher: Sha256::new(),
        }
    }

    /// The hash of all that was read.
    #[must_use]
    pub fn finish(self) -> Hash {
        hex(&self.hasher.finalize())
    }
}

impl<R: Read> Read for HashingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if let Some(bytes) = buffer.get(..count) {
            self.hasher.update(bytes);
        }
        Ok(count)
    }
}

/// All files and links below a folder, relative to it, sorted; empty when there is no such folder.
///
/// # Errors
/// A folder cannot be listed.
pub fn files_under(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let at = root.join(&folder);
        if folder.as_os_str().is_empty() && !at.exists() {
            break;
        }
        for entry in fs::read_dir(&at).with_context(|| format!("listing {}", at.display()))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{Memo, files_under};
    use std::fs;

    #[test]
    fn a_changed_file_has_a_new_hash() {
        let dir = std::env::temp_dir().join(format!("memo-{}", std::process::id()));
        fs::create_dir_all(dir.join("sub")).unwrap();
        let file = dir.join("sub/a");
        fs::write(&file, "one").unwrap();
        let memo = Memo::load(dir.join("memo"));
        let (first, tree) = (memo.file_hash(&file).unwrap(), memo.tree_hash(&dir).unwrap());
        std::thread::sleep(super::SETTLED_AFTER * 2);
        assert_eq!(memo.file_hash(&file).unwrap(), first);
        fs::write(&file, "two").unwrap();
        assert_ne!(memo.file_hash(&file).unwrap(), first);
        assert_ne!(memo.tree_hash(&dir).unwrap(), tree);
        assert_eq!(files_under(&dir).unwrap(), [std::path::Path::new("sub/a")]);
        fs::remove_dir_all(&dir).unwrap();
    }
}
