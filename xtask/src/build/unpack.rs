//! Unpacks source packages: tarballs (xz, gzip, bzip2 or plain) and Debian packages that hold one.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use super::progress::Progress;
use super::step::{Manifest, hash};

/// No file of a source package is larger than this, in bytes.
const FILE_MAX: u64 = 256 << 20;

/// Unpacks a package file into `dest`, without the folder that its files share; gives back the hash of every file
/// (a symbolic link counts as its target's name).
///
/// # Errors
/// The archive is damaged or of an unknown kind, or a file cannot be written.
pub fn unpack(archive: impl Read, dest: &Path, progress: &mut Progress) -> Result<Manifest> {
    let mut archive = BufReader::with_capacity(1 << 20, archive);
    let manifest = if archive.fill_buf()?.starts_with(b"!<arch>\n") {
        unpack_deb(&mut archive, dest, progress)?
    } else {
        unpack_tar(decompress(&mut archive)?, dest, progress)?
    };
    // To the end, so that a hash taken on the way covers all of it.
    std::io::copy(&mut archive, &mut std::io::sink())?;
    Ok(manifest)
}

/// Picks the decompressor by the first bytes.
fn decompress<'a>(mut input: impl BufRead + 'a) -> Result<Box<dyn Read + 'a>> {
    let start = input.fill_buf()?;
    Ok(if start.starts_with(b"\xfd7zXZ\0") {
        Box::new(lzma_rust2::XzReader::new(input, true))
    } else if start.starts_with(b"\x1f\x8b") {
        Box::new(flate2::bufread::MultiGzDecoder::new(input))
    } else if start.starts_with(b"BZh") {
        Box::new(bzip2::bufread::MultiBzDecoder::new(input))
    } else if start.starts_with(b"\x28\xb5\x2f\xfd") {
        bail!("zstd archives are not supported: recompress with xz");
    } else {
        Box::new(input)
    })
}

/// Finds `data.tar.*` in the package, the source tarball in that, and unpacks it.
fn unpack_deb(deb: impl Read, dest: &Path, progress: &mut Progress) -> Result<Manifest> {
    let mut deb = ar::Archive::new(deb);
    while let Some(member) = deb.next_entry() {
        let member = member.context("damaged Debian package")?;
        if !member.header().identifier().starts_with(b"data.tar") {
            continue;
        }
        let mut data = tar::Archive::new(decompress(BufReader::new(member))?);
        for entry in data.entries()? {
            let entry = entry.context("damaged Debian package")?;
            let path = entry.path()?.into_owned();
            let name = path.to_string_lossy();
            if name.contains("usr/src/") && name.contains(".tar.") {
                return unpack_tar(decompress(BufReader::new(entry))?, dest, progress);
            }
        }
    }
    bail!("the Debian package holds no source tarball")
}

fn unpack_tar(tar: impl Read, dest: &Path, progress: &mut Progress) -> Result<Manifest> {
    let mut manifest = Manifest::default();
    let mut tar = tar::Archive::new(BufReader::with_capacity(1 << 20, tar));
    for entry in tar.entries().context("not a tar archive")? {
        let mut entry = entry.context("damaged tar archive")?;
        let path = inside(&entry.path()?)?;
        let (kind, size) = (entry.header().entry_type(), entry.size());
        let at = dest.join(&path);
        if path.as_os_str().is_empty() || kind.is_dir() {
            fs::create_dir_all(&at)?;
            continue;
        }
        if let Some(folder) = at.parent() {
            fs::create_dir_all(folder)?;
        }
        let name = path.to_str().context("a file's name is not UTF-8")?;
        if kind.is_symlink() {
            let to = entry.link_name()?.context("a link without target")?;
            std::os::unix::fs::symlink(&to, &at)?;
            let to = to.to_string_lossy();
            manifest.0.insert(name.to_owned(), hash(to.as_bytes()));
            continue;
        }
        if !kind.is_file() {
            // pax headers and the like
            continue;
        }
        ensure!(size <= FILE_MAX, "{name} is larger than any source file");
        let mut bytes = Vec::with_capacity(usize::try_from(size)?);
        entry
            .read_to_end(&mut bytes)
            .with_context(|| format!("damaged archive, in {name}"))?;
        let mut file = File::create(&at).with_context(|| format!("writing {name}"))?;
        file.write_all(&bytes)?;
        if entry.header().mode()? & 0o111 != 0 {
            file.set_permissions(fs::Permissions::from_mode(0o755))?;
        }
        manifest.0.insert(name.to_owned(), hash(&bytes));
        progress.count();
    }
    ensure!(!manifest.0.is_empty(), "the archive is empty");
    Ok(manifest)
}

/// The path without its first folder (and without `./` in front); one that leads outside is refused.
fn inside(path: &Path) -> Result<PathBuf> {
    let mut parts = Vec::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => parts.push(name),
            _ => bail!("the archive names a file outside itself: {}", path.display()),
        }
    }
    Ok(parts.into_iter().skip(1).collect())
}

#[cfg(test)]
mod tests {
    use super::{inside, unpack};
    use crate::build::progress::Progress;
    use std::path::Path;

    #[test]
    fn paths_lose_their_first_folder_and_stay_inside() {
        assert_eq!(inside(Path::new("./musl-1.2.3/src/a.c")).unwrap(), Path::new("src/a.c"));
        assert_eq!(inside(Path::new("musl-1.2.3/")).unwrap(), Path::new(""));
        assert!(inside(Path::new("x/../../etc/passwd")).is_err());
        assert!(inside(Path::new("/etc/passwd")).is_err());
    }

    #[test]
    fn unpacks_gzip_and_notices_truncation() {
        let mut tar = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(5);
        header.set_mode(0o644);
        tar.append_data(&mut header, "p-1/a.c", &b"int a"[..]).unwrap();
        let tar = tar.into_inner().unwrap();
        let mut gzip = flate2::read::GzEncoder::new(&tar[..], flate2::Compression::fast());
        let mut packed = Vec::new();
        std::io::Read::read_to_end(&mut gzip, &mut packed).unwrap();

        let dest = std::env::temp_dir().join(format!("unpack-{}", std::process::id()));
        let mut progress = Progress::start("t", 0);
        let manifest = unpack(&packed[..], &dest, &mut progress).unwrap();
        assert_eq!(manifest.0.keys().collect::<Vec<_>>(), ["a.c"]);
        assert_eq!(std::fs::read(dest.join("a.c")).unwrap(), b"int a");
        let half = &packed[..packed.len() / 2];
        assert!(unpack(half, &dest, &mut progress).is_err());
        std::fs::remove_dir_all(&dest).unwrap();
    }
}
