//! The upstream sources: which ones are used, where they come from, that they are what they should be.
//!
//! The choice is written down in the cache (`sources/sources.json`) and holds until the user names other ones or asks for a refresh.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use super::apt::Apt;
use super::builder::{Builder, remove, remove_others};
use super::job::Job;
use super::memo::HashingReader;
use super::step::{Hash, Manifest};
use super::unpack::unpack;

/// An upstream project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Package {
    /// The kernel, any 6.12.y.
    Linux,
    /// The C library.
    Musl,
    /// The userland.
    Busybox,
}

impl Package {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Linux, Self::Musl, Self::Busybox];

    /// Lower-case name, also that of its source folder in the cache.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Musl => "musl",
            Self::Busybox => "busybox",
        }
    }

    /// Debian's package and apt's verb for it. Of the source packages we take the upstream tarball, without Debian's patches;
    /// the kernel package holds the tree as Debian ships it.
    fn debian(self) -> (&'static str, &'static str) {
        match self {
            Self::Linux => ("download", "linux-source-6.12"),
            Self::Musl => ("source", "musl"),
            Self::Busybox => ("source", "busybox"),
        }
    }

    /// Files in the unpacked tree, and what they say in the version that we build.
    fn marks(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Linux => &[("Makefile", "\nPATCHLEVEL = 12\n"), ("Makefile", "VERSION = 6\n")],
            Self::Musl => &[("VERSION", "1.2.")],
            Self::Busybox => &[("Makefile", "VERSION = 1\n"), ("Makefile", "\nPATCHLEVEL = 3")],
        }
    }
}

impl fmt::Display for Package {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.name())
    }
}

/// One chosen source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// File name in the cache's `sources/`, or the folder that the user named.
    pub file: String,
    /// SHA-256 of the file; of a folder, of all in it.
    pub sha256: Hash,
    /// Where it came from: `debian`, or the path that the user gave.
    pub origin: String,
}

/// The chosen sources.
pub type Sources = BTreeMap<Package, Source>;

/// The sources to build from: those chosen before, else Debian's present ones.
///
/// # Errors
/// None are chosen and only looking, or apt failed.
pub fn chosen(builder: &Builder) -> Result<Sources> {
    let mut sources = load(builder);
    let missing: Vec<_> = Package::ALL
        .into_iter()
        .filter(|package| !sources.contains_key(package))
        .collect();
    if missing.is_empty() {
        return Ok(sources);
    }
    builder.task("sources", 0, |job| {
        let apt = Apt::update(job, &builder.cache)?;
        for package in missing {
            sources.insert(package, from_debian(job, &apt, package)?);
            save(builder, &sources)?;
        }
        Ok(())
    })?;
    Ok(sources)
}

/// Forgets sources that came from Debian, so that the present ones are fetched.
///
/// # Errors
/// The choice cannot be written.
pub fn refresh(builder: &Builder) -> Result<()> {
    let mut sources = load(builder);
    sources.retain(|_, source| source.origin != DEBIAN);
    save(builder, &sources)
}

/// Makes `source` the chosen one.
///
/// # Errors
/// The choice cannot be written.
pub fn choose(builder: &Builder, package: Package, source: Source) -> Result<()> {
    let mut sources = load(builder);
    sources.insert(package, source);
    save(builder, &sources)
}

fn from_debian(job: &mut Job, apt: &Apt, package: Package) -> Result<Source> {
    let (verb, name) = package.debian();
    let offers = apt.offers(job, verb, name)?;
    let main = offers
        .iter()
        .find(|offer| offer.file.ends_with(".deb") || offer.file.contains(".orig.tar."))
        .with_context(|| format!("{name} has no upstream tarball"))?
        .clone();
    job.progress.say(&format!("{package}: {} sha256 {}", main.file, main.sha256));
    apt.fetch(job, verb, name, &offers)?;
    Ok(Source {
        file: main.file,
        sha256: main.sha256,
        origin: DEBIAN.into(),
    })
}

/// The unpacked tree of a source, and the hash of every file in it.
///
/// # Errors
/// The file is gone or damaged and cannot be fetched again; it is not the project that it should be.
pub fn tree(builder: &Builder, package: Package, source: &Source) -> Result<(PathBuf, Manifest)> {
    if let Some(known) = known_tree(builder, package, source)? {
        return Ok(known);
    }
    let folder = tree_folder(builder, package, &source.sha256);
    let manifest = builder.task(&format!("unpack-{package}"), 0, |job| {
        let file = builder.cache.folder("sources")?.join(&source.file);
        if !builder.memo.file_hash(&file).is_ok_and(|found| found == source.sha256) {
            ensure!(
                source.origin == DEBIAN,
                "{} is gone or damaged: name it again with --{package}-src",
                source.origin
            );
            fetch_again(builder, job, package, source)?;
        }
        unpack_checked(job, package, &file, source, &folder)
    })?;
    Ok((folder.join("tree"), manifest))
}

/// As [`tree`], if it is unpacked already.
///
/// # Errors
/// The list of its files is damaged.
pub fn known_tree(builder: &Builder, package: Package, source: &Source) -> Result<Option<(PathBuf, Manifest)>> {
    let folder = tree_folder(builder, package, &source.sha256);
    match fs::read_to_string(folder.join("files")) {
        Ok(text) => Ok(Some((folder.join("tree"), Manifest::parse(&text)?))),
        Err(_) => Ok(None),
    }
}

/// Where a source is unpacked: `tree/`, and `files`, the list of what is in it.
#[must_use]
pub fn tree_folder(builder: &Builder, package: Package, hash: &str) -> PathBuf {
    let short = hash.get(..16).unwrap_or(hash);
    builder.cache.root().join("trees").join(format!("{package}-{short}"))
}

fn fetch_again(builder: &Builder, job: &mut Job, package: Package, source: &Source) -> Result<()> {
    let apt = Apt::update(job, &builder.cache)?;
    let found = from_debian(job, &apt, package)?;
    ensure!(
        found.sha256 == source.sha256,
        "{} (sha256 {}) is gone from the cache, and Debian has {} now: run `cargo xtask build --refresh`",
        source.file,
        source.sha256,
        found.file
    );
    Ok(())
}

/// Unpacks into `FOLDER/tree`, and lists the files in `FOLDER/files` as the last thing.
///
/// # Errors
/// The archive is damaged, another one than `source` says, or not this project's.
pub fn unpack_checked(job: &mut Job, package: Package, file: &Path, source: &Source, folder: &Path) -> Result<Manifest> {
    remove(folder)?;
    let tree = folder.join("tree");
    fs::create_dir_all(&tree)?;
    let mut reader = HashingReader::new(File::open(file).with_context(|| format!("opening {}", file.display()))?);
    let manifest =
        unpack(&mut reader, &tree, &mut job.progress).with_context(|| format!("{}: damaged or truncated", file.display()))?;
    let found = reader.finish();
    ensure!(
        found == source.sha256,
        "{}: expected sha256 {}, found {found}",
        file.display(),
        source.sha256
    );
    check_marks(package, &tree)?;
    fs::write(folder.join("files"), manifest.render())?;
    if let Some(trees) = folder.parent() {
        remove_others(trees, &format!("{package}-"), folder)?;
    }
    Ok(manifest)
}

/// Whether a tree is of this package, in a version that we build.
///
/// # Errors
/// It is not.
pub fn check_marks(package: Package, tree: &Path) -> Result<()> {
    for (file, mark) in package.marks() {
        let text = fs::read_to_string(tree.join(file)).unwrap_or_default();
        ensure!(
            text.contains(mark),
            "this is not the {package} that we build: its {file} has no {:?}",
            mark.trim()
        );
    }
    Ok(())
}

/// What was chosen so far.
pub fn load(builder: &Builder) -> Sources {
    let path = builder.cache.root().join("sources/sources.json");
    let text = fs::read_to_string(path).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn save(builder: &Builder, sources: &Sources) -> Result<()> {
    let path = builder.cache.folder("sources")?.join("sources.json");
    fs::write(path, serde_json::to_string_pretty(sources)?)?;
    Ok(())
}

/// Origin of sources that apt fetched.
pub const DEBIAN: &str = "debian";
