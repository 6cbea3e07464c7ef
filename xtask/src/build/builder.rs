//! Runs steps: takes a step's outputs from the cache, or makes them.

use std::cell::Cell;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::cache::Cache;
use super::job::Job;
use super::memo::{Memo, files_under, hash_file};
use super::step::{Hash, Inputs, Manifest};

/// How cached outputs are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Look only: outputs that are there are trusted, a missing one ends the look with [`Miss`].
    Look,
    /// Make what is missing or damaged.
    Make,
}

/// Not everything is in the cache.
#[derive(Debug)]
pub struct Miss;

impl fmt::Display for Miss {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("not in the cache")
    }
}

impl std::error::Error for Miss {}

/// The outputs of a step.
#[derive(Debug, Clone)]
pub struct Output {
    /// The folder they are in.
    pub dir: PathBuf,
    /// What they are.
    pub manifest: Manifest,
}

impl Output {
    /// One hash that stands for all of them.
    #[must_use]
    pub fn digest(&self) -> Hash {
        self.manifest.digest()
    }
}

/// All that steps need.
#[derive(Debug)]
pub struct Builder {
    /// The checkout.
    pub repo: PathBuf,
    /// Cargo's target folder; the guest goes to `guest/` in it.
    pub target: PathBuf,
    /// The user's cache.
    pub cache: Cache,
    /// Known hashes.
    pub memo: Memo,
    /// Look or make.
    pub mode: Cell<Mode>,
    /// Parallel commands.
    pub jobs: usize,
    /// Whether missing tools may be installed.
    pub install: bool,
}

impl Builder {
    /// Ends a look with [`Miss`]: to be called before doing anything that takes time.
    ///
    /// # Errors
    /// [`Miss`] when only looking.
    pub fn must_make(&self) -> Result<()> {
        match self.mode.get() {
            Mode::Look => Err(Miss.into()),
            Mode::Make => Ok(()),
        }
    }

    /// Where logs go.
    #[must_use]
    pub fn log_folder(&self) -> PathBuf {
        self.target.join("guest/log")
    }

    /// A folder that survives interruptions and changed inputs, for tools that can go on where they were.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn work(&self, name: &str) -> Result<PathBuf> {
        self.cache.folder(&format!("work/{name}"))
    }

    /// As [`Builder::work`], for a tool that cannot go on when its inputs changed: other keys' folders are removed.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn work_for(&self, name: &str, key: &str) -> Result<PathBuf> {
        let folder = self.work(name)?;
        let mine = folder.join(key.get(..16).unwrap_or(key));
        remove_others(&folder, "", &mine)?;
        fs::create_dir_all(&mine)?;
        Ok(mine)
    }

    /// Runs `make` with a log and a display, without caching anything.
    ///
    /// # Errors
    /// [`Miss`] when only looking, else `make`'s own.
    pub fn task<T>(&self, name: &str, expected: u64, make: impl FnOnce(&mut Job) -> Result<T>) -> Result<T> {
        self.must_make()?;
        let mut job = Job::start(name, &self.log_folder(), expected)?;
        let result = make(&mut job);
        job.end(result)
    }

    /// The outputs of step `name` for these inputs: cached ones, or what `make` writes into the folder that it is given.
    /// `expected` is the usual number of files that it counts.
    ///
    /// # Errors
    /// [`Miss`] when only looking, else `make`'s own.
    pub fn step(
        &self,
        name: &str,
        expected: u64,
        inputs: &Inputs,
        make: impl FnOnce(&mut Job, &Path) -> Result<()>,
    ) -> Result<Output> {
        self.prepared_step(name, expected, inputs, || Ok(()), |job, output, ()| make(job, output))
    }

    /// As [`Builder::step`]; `prepare` runs before it where nothing is cached, with a display of its own.
    ///
    /// # Errors
    /// [`Miss`] when only looking, else those of `prepare` and `make`.
    pub fn prepared_step<P>(
        &self,
        name: &str,
        expected: u64,
        inputs: &Inputs,
        prepare: impl FnOnce() -> Result<P>,
        make: impl FnOnce(&mut Job, &Path, P) -> Result<()>,
    ) -> Result<Output> {
        let dir = self.cache.output(name, &inputs.key());
        match self.cached(&dir) {
            Ok(Some(output)) => return Ok(output),
            Ok(None) => {}
            Err(damage) => eprintln!("{name}: {damage:#}: making it again"),
        }
        self.must_make()?;
        let prepared = prepare()?;
        self.task(name, expected, |job| {
            let partial = dir.with_extension("partial");
            remove(&partial)?;
            fs::create_dir_all(&partial)?;
            make(job, &partial, prepared)?;
            let manifest = self.survey(&partial)?;
            remove(&dir)?;
            fs::write(partial.join(MANIFEST), manifest.render())?;
            fs::rename(&partial, &dir)?;
            self.cache.prune(name);
            Ok(Output {
                dir: dir.clone(),
                manifest,
            })
        })
    }

    /// An output folder that is whole; when making, every file's content is checked. An error says what is damaged.
    fn cached(&self, dir: &Path) -> Result<Option<Output>> {
        let Ok(text) = fs::read_to_string(dir.join(MANIFEST)) else {
            return Ok(None);
        };
        let manifest = Manifest::parse(&text)?;
        if self.mode.get() == Mode::Make {
            self.verify(dir, &manifest)?;
        }
        Ok(Some(Output {
            dir: dir.to_owned(),
            manifest,
        }))
    }

    /// Checks files against their manifest.
    ///
    /// # Errors
    /// Names the first file that is missing or another.
    pub fn verify(&self, dir: &Path, manifest: &Manifest) -> Result<()> {
        for (path, expected) in &manifest.0 {
            let found = hash_file(&dir.join(path))?;
            anyhow::ensure!(
                found == *expected,
                "{path} is damaged (expected sha256 {expected}, found {found})"
            );
        }
        Ok(())
    }

    fn survey(&self, dir: &Path) -> Result<Manifest> {
        let mut manifest = Manifest::default();
        for path in files_under(dir)? {
            let hash = hash_file(&dir.join(&path))?;
            let name = path.to_str().context("an output's name is not UTF-8")?;
            manifest.0.insert(name.to_owned(), hash);
        }
        Ok(manifest)
    }
}

/// Removes a file if it is there.
///
/// # Errors
/// It is there and cannot be removed.
pub fn remove_file(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", file.display()))
        }
        _ => Ok(()),
    }
}

const MANIFEST: &str = ".manifest";

/// Removes what is in a folder and has a name with this prefix, but for one.
///
/// # Errors
/// Something cannot be removed.
pub fn remove_others(folder: &Path, prefix: &str, keep: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)?.flatten() {
        if entry.path() != keep && entry.file_name().to_string_lossy().starts_with(prefix) {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// Removes a folder if it is there.
///
/// # Errors
/// It is there and cannot be removed.
pub fn remove(dir: &Path) -> Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", dir.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Builder, Miss, Mode};
    use crate::build::cache::Cache;
    use crate::build::memo::Memo;
    use crate::build::step::Inputs;
    use std::cell::Cell;
    use std::fs;
    use std::path::Path;

    fn builder(root: &Path) -> Builder {
        Builder {
            repo: root.to_owned(),
            target: root.join("target"),
            cache: Cache::at(root.join("cache")).unwrap(),
            memo: Memo::load(root.join("memo")),
            mode: Cell::new(Mode::Make),
            jobs: 1,
            install: false,
        }
    }

    #[test]
    fn a_step_is_made_once_and_again_when_damaged() {
        let root = std::env::temp_dir().join(format!("builder-{}", std::process::id()));
        let (builder, made) = (builder(&root), Cell::new(0));
        let inputs = Inputs::new("recipe");
        let step = || {
            builder.step("t", 0, &inputs, |_, output| {
                made.set(made.get() + 1);
                Ok(fs::write(output.join("a"), "content")?)
            })
        };
        builder.mode.set(Mode::Look);
        assert!(step().unwrap_err().is::<Miss>());
        builder.mode.set(Mode::Make);
        let output = step().unwrap();
        step().unwrap();
        assert_eq!(made.get(), 1, "cached");

        fs::write(output.dir.join("a"), "CONTENT").unwrap();
        assert_eq!(step().unwrap().digest(), output.digest());
        assert_eq!(made.get(), 2, "a damaged output is made again");
        fs::remove_file(output.dir.join("a")).unwrap();
        step().unwrap();
        assert_eq!(made.get(), 3, "and so is a missing one");
        assert_eq!(fs::read(output.dir.join("a")).unwrap(), b"content");
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn a_failed_step_leaves_nothing() {
        let root = std::env::temp_dir().join(format!("builder-failed-{}", std::process::id()));
        let builder = builder(&root);
        let inputs = Inputs::new("recipe");
        let failed = builder.step("t", 0, &inputs, |_, output| {
            fs::write(output.join("a"), "half")?;
            anyhow::bail!("broken")
        });
        assert!(failed.unwrap_err().to_string().contains("broken"));
        assert!(!builder.cache.output("t", &inputs.key()).exists());
        fs::remove_dir_all(&root).unwrap();
    }
}
