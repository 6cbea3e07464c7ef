//! Upstream's files are upstream's: every file of an unpacked source is what its package holds, and the overlays replace none.
//!
//! Build copies are links into the unpacked sources (`build/place.rs`), so checking these checks those. Overlay placement is checked
//! against the list of the package's files, without making a build copy.

use anyhow::Result;

use crate::build::builder::Builder;
use crate::build::kernel::kernel_overlay;
use crate::build::memo::files_under;
use crate::build::musl::musl_overlay;
use crate::build::place::Overlay;
use crate::build::sources::{Package, Source, known_tree, load};
use crate::build::step::{Manifest, hash};

pub(super) fn check(builder: &Builder) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for (package, source) in load(builder) {
        // What was never unpacked here was never built here.
        if let Some((tree, manifest)) = known_tree(builder, package, &source)? {
            let overlay = match package {
                Package::Linux => kernel_overlay(builder)?,
                Package::Musl => musl_overlay(builder)?,
                Package::Busybox => Overlay::new(),
            };
            findings.extend(edits(&overlay, &manifest, package));
            findings.extend(changes(builder, package, &source, &tree, &manifest)?);
        }
    }
    Ok(findings)
}

fn edits(overlay: &Overlay, upstream: &Manifest, package: Package) -> Vec<String> {
    let names = overlay.keys().filter_map(|path| path.to_str());
    names
        .filter(|name| upstream.0.contains_key(*name))
        .map(|name| format!("{package}: the overlay would edit upstream's {name}"))
        .collect()
}

/// Compares every file with the package's. The result is remembered by the files' times and sizes, which take a second to list.
fn changes(
    builder: &Builder,
    package: Package,
    source: &Source,
    tree: &std::path::Path,
    manifest: &Manifest,
) -> Result<Vec<String>> {
    let stamp = stamp(tree)?;
    let checked = builder.cache.folder("checked")?.join(format!("{package}-{}", source.sha256));
    if std::fs::read_to_string(&checked).is_ok_and(|old| old == stamp) {
        return Ok(Vec::new());
    }
    let mut findings = Vec::new();
    for file in files_under(tree)? {
        let (at, name) = (tree.join(&file), file.to_string_lossy());
        let found = if at.is_symlink() {
            hash(std::fs::read_link(&at)?.to_string_lossy().as_bytes())
        } else {
            hash(&std::fs::read(&at)?)
        };
        if manifest.0.get(name.as_ref()) != Some(&found) {
            findings.push(format!("{package}: {name} is not the source package's"));
        }
    }
    for name in manifest.0.keys() {
        if std::fs::symlink_metadata(tree.join(name)).is_err() {
            findings.push(format!("{package}: {name} is gone"));
        }
    }
    if findings.is_empty() {
        std::fs::write(checked, stamp)?;
    }
    Ok(findings)
}

fn stamp(tree: &std::path::Path) -> Result<String> {
    use std::os::unix::fs::MetadataExt;
    let mut text = String::new();
    for file in files_under(tree)? {
        let meta = std::fs::symlink_metadata(tree.join(&file))?;
        text.push_str(&format!(
            "{} {} {} {}\n",
            file.display(),
            meta.size(),
            meta.ctime(),
            meta.ctime_nsec()
        ));
    }
    Ok(hash(text.as_bytes()))
}
