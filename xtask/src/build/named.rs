//! Sources that the user names: `--linux-src`, `--musl-src`, `--busybox-src` with a tarball or a folder.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::builder::{Builder, remove};
use super::memo::{files_under, hash_file};
use super::sources::{DEBIAN, Package, Source, check_marks, choose, load, tree_folder, unpack_checked};
use super::step::{Hash, Manifest, hash};

/// Release tarballs whose hashes we know.
const KNOWN: [(Package, &[&str], &str); 2] = [
    (
        Package::Musl,
        &["musl-1.2.3.tar.gz", "musl_1.2.3.orig.tar.gz"],
        "7d5b0b6062521e4627e099e4c9dc8248d32a30285e959b7eecaa780cf8cfd4a4",
    ),
    (
        Package::Busybox,
        &["busybox-1.35.0.tar.bz2", "busybox_1.35.0.orig.tar.bz2"],
        "faeeb244c35a348a334f4a59e44626ee870fb07b6884d68c10ae8bc19f83a694",
    ),
];

/// Checks what the user named, unpacks it and makes it the chosen source.
///
/// # Errors
/// It is missing, damaged or something else; a bad tarball is named with its expected and found hash.
pub fn name(builder: &Builder, package: Package, path: &Path) -> Result<()> {
    let path = path
        .canonicalize()
        .with_context(|| format!("--{package}-src {}", path.display()))?;
    if path.is_dir() {
        name_folder(builder, package, &path)
    } else {
        name_tarball(builder, package, &path)
    }
}

fn name_tarball(builder: &Builder, package: Package, path: &Path) -> Result<()> {
    let file = path.file_name().and_then(|name| name.to_str()).context("no file name")?;
    let found = hash_file(path)?;
    let expected = expected(builder, package, path, file);
    if let Some(expected) = &expected
        && *expected != found
    {
        bail!(
            "{}: wrong or truncated: expected sha256 {expected}, found {found}",
            path.display()
        );
    }
    let source = Source {
        file: file.to_owned(),
        sha256: found.clone(),
        origin: path.display().to_string(),
    };
    let folder = tree_folder(builder, package, &found);
    if !folder.join("files").exists() {
        let unpacked = builder.task(&format!("unpack-{package}"), 0, |job| {
            unpack_checked(job, package, path, &source, &folder)
        });
        if unpacked.is_err() {
            remove(&folder)?;
        }
        unpacked.with_context(|| {
            let expected = expected.unwrap_or_else(|| known(package));
            format!("{}: expected sha256 {expected}, found {found}", path.display())
        })?;
    }
    fs::copy(path, builder.cache.folder("sources")?.join(file))?;
    choose(builder, package, source)
}

/// From a file `TARBALL.sha256` beside it, else by the file's name from our list or from what Debian's index said.
fn expected(builder: &Builder, package: Package, path: &Path, file: &str) -> Option<Hash> {
    let beside = path.with_file_name(format!("{file}.sha256"));
    if let Ok(text) = fs::read_to_string(beside) {
        return text.split_whitespace().next().map(str::to_ascii_lowercase);
    }
    let known = KNOWN
        .iter()
        .find(|(known, names, _)| *known == package && names.contains(&file));
    let chosen = || {
        load(builder)
            .remove(&package)
            .filter(|source| source.file == file && source.origin == DEBIAN)
    };
    known.map(|(_, _, sum)| (*sum).to_owned()).or_else(|| Some(chosen()?.sha256))
}

fn known(package: Package) -> String {
    KNOWN.iter().find(|(known, _, _)| *known == package).map_or_else(
        || "of a 6.12.y release".into(),
        |(_, names, sum)| format!("{sum} ({})", names.join(", ")),
    )
}

fn name_folder(builder: &Builder, package: Package, path: &Path) -> Result<()> {
    check_marks(package, path).with_context(|| path.display().to_string())?;
    let sha256 = builder.task(&format!("copy-{package}"), 0, |job| {
        let mut manifest = Manifest::default();
        let partial = tree_folder(builder, package, "partial");
        remove(&partial)?;
        for file in files_under(path)? {
            let (from, to) = (path.join(&file), partial.join("tree").join(&file));
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)?;
            }
            let name = file.to_str().context("a file's name is not UTF-8")?;
            let sum = if from.is_symlink() {
                let target = fs::read_link(&from)?;
                std::os::unix::fs::symlink(&target, &to)?;
                hash(target.to_string_lossy().as_bytes())
            } else {
                fs::copy(&from, &to)?;
                hash_file(&to)?
            };
            manifest.0.insert(name.to_owned(), sum);
            job.progress.count();
        }
        let folder = tree_folder(builder, package, &manifest.digest());
        remove(&folder)?;
        fs::write(partial.join("files"), manifest.render())?;
        fs::rename(&partial, &folder)?;
        Ok(manifest.digest())
    })?;
    ensure!(!sha256.is_empty(), "empty folder");
    let source = Source {
        file: path.display().to_string(),
        sha256,
        origin: path.display().to_string(),
    };
    choose(builder, package, source)
}
