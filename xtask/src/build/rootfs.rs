//! The root file system: an initramfs from `guest/rootfs/manifest` and what the build made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use cpio::newc;

use super::builder::{Builder, Output};
use super::driver::Driver;
use super::job::NONE;
use super::step::Inputs;

/// Compiles `init.c` and writes the archive: output `initramfs.cpio`.
///
/// # Errors
/// `init.c` does not compile, or the manifest is wrong.
pub fn rootfs(builder: &Builder, busybox: &Output, captured: &Output, driver: &Driver) -> Result<Output> {
    let folder = builder.repo.join("guest/rootfs");
    let inputs = Inputs::new(include_str!("rootfs.rs"))
        .with("folder", builder.memo.tree_hash(&folder)?)
        .with("links", busybox.digest())
        .with("busybox", captured.digest())
        .with("driver", &driver.version);
    builder.step("rootfs", 0, &inputs, |job, output| {
        let init = output.join("init");
        job.run(&mut driver.program(&["-Os", "-s"], &folder.join("init.c"), &init)?, NONE)?;
        let mut made = BTreeMap::new();
        made.insert("init", fs::read(&init)?);
        made.insert("busybox.wasm", fs::read(captured.dir.join("busybox.wasm"))?);
        made.insert("busybox.links", fs::read(busybox.dir.join("busybox.links"))?);
        fs::remove_file(init)?;
        let manifest = fs::read_to_string(folder.join("manifest"))?;
        let archive = archive(&manifest, &|source| match source.strip_prefix("build:") {
            Some(name) => made.get(name).cloned().with_context(|| format!("the build makes no {name}")),
            None => read_inside(&folder, source),
        })?;
        fs::write(output.join("initramfs.cpio"), archive)?;
        Ok(())
    })
}

fn read_inside(folder: &Path, source: &str) -> Result<Vec<u8>> {
    fs::read(folder.join(source)).with_context(|| format!("reading {source}"))
}

const DIRECTORY: u32 = 0o040_000;
const FILE: u32 = 0o100_000;
const LINK: u32 = 0o120_000;
const CHARACTER_DEVICE: u32 = 0o020_000;

/// Renders a manifest (its format is described at its top) as a `newc` archive. All times are 0 and inodes are counted: the same
/// inputs make the same bytes.
///
/// # Errors
/// Names the manifest's line that is wrong, or names a path twice.
fn archive(manifest: &str, read: &dyn Fn(&str) -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    let mut archive = Archive::default();
    for (number, line) in manifest.lines().enumerate() {
        let words: Vec<&str> = line.split('#').next().unwrap_or_default().split_whitespace().collect();
        if !words.is_empty() {
            archive
                .entry(&words, read)
                .with_context(|| format!("manifest line {}: {line}", number + 1))?;
        }
    }
    Ok(newc::trailer(archive.bytes)?)
}

#[derive(Default)]
struct Archive {
    bytes: Vec<u8>,
    paths: BTreeSet<String>,
}

impl Archive {
    fn entry(&mut self, words: &[&str], read: &dyn Fn(&str) -> Result<Vec<u8>>) -> Result<()> {
        if let ["applets", links, target] = words {
            let links = String::from_utf8(read(links)?)?;
            for path in links.lines().filter(|path| path.starts_with('/')) {
                if !self.paths.contains(path) {
                    self.add(path, newc::Builder::new(inside(path)?).mode(LINK | 0o777), target.as_bytes())?;
                }
            }
            return Ok(());
        }
        let [kind, mode, uid, gid, path, rest @ ..] = words else {
            bail!("too few words");
        };
        let mode = u32::from_str_radix(mode, 8)?;
        let new = |kind| -> Result<_> {
            Ok(newc::Builder::new(inside(path)?)
                .mode(kind | mode)
                .uid(uid.parse()?)
                .gid(gid.parse()?))
        };
        match (*kind, rest) {
            ("dir", []) => self.add(path, new(DIRECTORY)?, &[]),
            ("file", [source]) => self.add(path, new(FILE)?, &read(source)?),
            ("link", [target]) => self.add(path, new(LINK)?, target.as_bytes()),
            ("char", [major, minor]) => {
                let device = new(CHARACTER_DEVICE)?.rdev_major(major.parse()?).rdev_minor(minor.parse()?);
                self.add(path, device, &[])
            }
            _ => bail!("not an entry"),
        }
    }

    fn add(&mut self, path: &str, header: newc::Builder, content: &[u8]) -> Result<()> {
        ensure!(self.paths.insert(path.to_owned()), "{path} is there already");
        let inode = u32::try_from(self.paths.len())?;
        let mut writer = header.ino(inode).write(&mut self.bytes, u32::try_from(content.len())?);
        writer.write_all(content)?;
        writer.finish()?;
        Ok(())
    }
}

/// The kernel unpacks relative to its root.
fn inside(path: &str) -> Result<&str> {
    path.strip_prefix('/')
        .filter(|rest| !rest.is_empty())
        .context("a path must be absolute")
}

#[cfg(test)]
mod tests {
    use super::archive;
    use cpio::newc::Reader;
    use std::io::Read;

    fn read(source: &str) -> anyhow::Result<Vec<u8>> {
        match source {
            "links" => Ok(b"/bin/ls\n/bin/busybox\n".to_vec()),
            "missing" => anyhow::bail!("missing"),
            other => Ok(other.as_bytes().to_vec()),
        }
    }

    #[test]
    fn renders_every_kind_of_entry() {
        let manifest = "# root\ndir 1777 0 0 /bin\nfile 0755 1 2 /bin/busybox abc # why\nchar 0600 0 0 /c 5 1\n\
                        link 0777 0 0 /l /bin\napplets links /bin/busybox\n";
        let bytes = archive(manifest, &read).unwrap();
        let mut rest = &bytes[..];
        let mut seen = Vec::new();
        loop {
            let mut entry = Reader::new(rest).unwrap();
            if entry.entry().is_trailer() {
                break;
            }
            let mut content = String::new();
            entry.read_to_string(&mut content).unwrap();
            let header = entry.entry();
            seen.push(format!("{:o} {} {content}", header.mode(), header.name()));
            rest = entry.finish().unwrap();
        }
        assert_eq!(
            seen,
            [
                "41777 bin ",
                "100755 bin/busybox abc",
                "20600 c ",
                "120777 l /bin",
                "120777 bin/ls /bin/busybox"
            ]
        );
        assert_eq!(bytes, archive(manifest, &read).unwrap());
    }

    #[test]
    fn says_which_line_is_wrong() {
        for wrong in [
            "dir 0755 0 0",
            "dir 0755 0 0 bin",
            "file 0755 0 0 /a missing",
            "fifo 0755 0 0 /a",
            "dir 9 0 0 /a",
        ] {
            let error = archive(&format!("\n{wrong}"), &read).unwrap_err();
            assert!(error.to_string().starts_with("manifest line 2: "), "{error}");
        }
        assert!(archive("dir 0755 0 0 /a\ndir 0755 0 0 /a", &read).is_err());
    }
}
