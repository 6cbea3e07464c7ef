//! Makes a build copy: upstream's tree with our overlay placed into it.
//!
//! Nothing of upstream is copied: the build copy is a forest of links into the unpacked source, real folders being made only on the
//! way to overlay files. Those are copied, and touched only when their content changed, so that `make` goes on where it was. An overlay
//! file that has the name of an upstream file is an error: we place, we do not edit.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::builder::remove;
use super::memo::files_under;

/// Overlay files: place in the tree to file in the checkout.
pub type Overlay = BTreeMap<PathBuf, PathBuf>;

/// The files below `folder`, to be placed at the same paths below `at`.
///
/// # Errors
/// The folder cannot be listed.
pub fn overlay(folder: &Path, at: &str) -> Result<Overlay> {
    let files = files_under(folder)?;
    Ok(files
        .into_iter()
        .map(|file| (Path::new(at).join(&file), folder.join(&file)))
        .collect())
}

/// Brings the build copy `dest` up to date with the upstream tree and the overlay.
///
/// # Errors
/// An overlay file would replace an upstream file, or something cannot be written.
pub fn place(upstream: &Path, overlay: &Overlay, dest: &Path) -> Result<()> {
    let mut folders = BTreeSet::from([PathBuf::new()]);
    for file in overlay.keys() {
        folders.extend(file.ancestors().skip(1).map(Path::to_owned));
    }
    for folder in &folders {
        place_folder(upstream, overlay, &folders, dest, folder)?;
    }
    Ok(())
}

fn place_folder(upstream: &Path, overlay: &Overlay, folders: &BTreeSet<PathBuf>, dest: &Path, folder: &Path) -> Result<()> {
    let here = dest.join(folder);
    if here.is_symlink() {
        fs::remove_file(&here)?;
    }
    fs::create_dir_all(&here)?;
    let theirs = names(&upstream.join(folder))?;
    for name in &theirs {
        let path = folder.join(name);
        ensure!(
            !overlay.contains_key(&path),
            "the overlay would edit upstream's {}",
            path.display()
        );
        if !folders.contains(&path) {
            link(&upstream.join(&path), &dest.join(&path))?;
        }
    }
    for (path, from) in overlay {
        if path.parent() == Some(folder) {
            copy_changed(from, &dest.join(path))?;
        }
    }
    for name in names(&here)? {
        let path = folder.join(&name);
        if !theirs.contains(&name) && !overlay.contains_key(&path) && !folders.contains(&path) {
            remove_any(&dest.join(path))?;
        }
    }
    Ok(())
}

fn names(folder: &Path) -> Result<BTreeSet<OsString>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.file_name())).collect(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(error).with_context(|| format!("listing {}", folder.display())),
    }
}

fn link(to: &Path, at: &Path) -> Result<()> {
    if fs::read_link(at).is_ok_and(|old| old == to) {
        return Ok(());
    }
    remove_any(at)?;
    symlink(to, at).with_context(|| format!("linking {}", at.display()))
}

fn copy_changed(from: &Path, to: &Path) -> Result<()> {
    let new = fs::read(from).with_context(|| format!("reading {}", from.display()))?;
    if !to.is_symlink() && fs::read(to).is_ok_and(|old| old == new) {
        return Ok(());
    }
    remove_any(to)?;
    fs::write(to, new)?;
    fs::set_permissions(to, fs::metadata(from)?.permissions())?;
    Ok(())
}

fn remove_any(path: &Path) -> Result<()> {
    if path.is_dir() && !path.is_symlink() {
        remove(path)
    } else if path.is_symlink() || path.exists() {
        Ok(fs::remove_file(path)?)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{overlay, place};
    use std::fs;

    #[test]
    fn places_updates_and_never_edits() {
        let dir = std::env::temp_dir().join(format!("place-{}", std::process::id()));
        let (up, ours, dest) = (dir.join("up"), dir.join("ours"), dir.join("dest"));
        for folder in ["kernel", "arch/um"] {
            fs::create_dir_all(up.join(folder)).unwrap();
        }
        fs::write(up.join("kernel/fork.c"), "fork").unwrap();
        fs::create_dir_all(ours.join("kernel")).unwrap();
        fs::write(ours.join("kernel/a.c"), "a").unwrap();
        let copy = || place(&up, &overlay(&ours, "arch/lkl").unwrap(), &dest);

        copy().unwrap();
        assert!(dest.join("kernel").is_symlink() && dest.join("arch/um").is_symlink());
        assert_eq!(fs::read(dest.join("arch/lkl/kernel/a.c")).unwrap(), b"a");
        let time = fs::metadata(dest.join("arch/lkl/kernel/a.c")).unwrap().modified().unwrap();

        fs::write(ours.join("kernel/a.c"), "a").unwrap();
        fs::write(ours.join("Kconfig"), "k").unwrap();
        copy().unwrap();
        let again = fs::metadata(dest.join("arch/lkl/kernel/a.c")).unwrap().modified().unwrap();
        assert_eq!(time, again, "same content, not touched");
        fs::remove_file(ours.join("Kconfig")).unwrap();
        copy().unwrap();
        assert!(!dest.join("arch/lkl/Kconfig").exists());

        let edit = place(
            &up,
            &overlay(&ours, "")
                .map(|mut o| {
                    o.insert("kernel/fork.c".into(), ours.join("kernel/a.c"));
                    o
                })
                .unwrap(),
            &dest,
        );
        assert!(edit.unwrap_err().to_string().contains("kernel/fork.c"));
        fs::remove_dir_all(&dir).unwrap();
    }
}
