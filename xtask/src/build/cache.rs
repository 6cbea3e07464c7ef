//! Where things are kept: the user's cache folder, shared by all clones.

use std::env;
use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Outputs kept of each step; older ones are dropped when a new one is made.
const OUTPUTS_KEPT: usize = 8;

/// The folder `$XDG_CACHE_HOME/wasmlinux`.
#[derive(Debug)]
pub struct Cache {
    root: PathBuf,
}

impl Cache {
    /// Opens the cache, making it (mode 0700: what lies in it is executed) when missing.
    ///
    /// # Errors
    /// No home folder is known, or the cache cannot be made.
    pub fn open() -> Result<Self> {
        let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let base = absolute("XDG_CACHE_HOME")
            .or_else(|| absolute("HOME").map(|home| home.join(".cache")))
            .context("neither XDG_CACHE_HOME nor HOME names a folder for the cache")?;
        Self::at(base.join("wasmlinux"))
    }

    /// A cache in this folder.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn at(root: PathBuf) -> Result<Self> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&root)
            .with_context(|| format!("making the cache {}", root.display()))?;
        Ok(Self { root })
    }

    /// The cache folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A folder in the cache, made when missing.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn folder(&self, name: &str) -> Result<PathBuf> {
        let path = self.root.join(name);
        fs::create_dir_all(&path).with_context(|| format!("making {}", path.display()))?;
        Ok(path)
    }

    /// Where the outputs of a step with this key are.
    #[must_use]
    pub fn output(&self, step: &str, key: &str) -> PathBuf {
        let short = key.get(..24).unwrap_or(key);
        self.root.join("out").join(step).join(short)
    }

    /// Waits until no other build uses the cache; it is free again when the result is dropped.
    ///
    /// # Errors
    /// The lock file cannot be made.
    pub fn lock(&self) -> Result<File> {
        let file = File::create(self.root.join("lock"))?;
        if file.try_lock().is_err() {
            eprintln!("waiting for another build to finish ...");
            file.lock()?;
        }
        Ok(file)
    }

    /// Drops the oldest outputs of a step beyond the number kept.
    pub fn prune(&self, step: &str) {
        let Ok(entries) = fs::read_dir(self.root.join("out").join(step)) else {
            return;
        };
        let mut outputs: Vec<_> = entries
            .flatten()
            .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
            .collect();
        outputs.sort();
        let surplus = outputs.len().saturating_sub(OUTPUTS_KEPT);
        for (_, path) in outputs.iter().take(surplus) {
            let _ = fs::remove_dir_all(path);
        }
    }
}
