//! Fetches packages with apt, through lists of its own: the system's configuration is read, never changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::apt_list;
use super::cache::Cache;
use super::job::{Job, NONE};
use super::memo::hash_file;
use super::step::Hash;

/// A file that apt can fetch, with the hash that the signed package index promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// File name, `musl_1.2.3.orig.tar.gz`.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: Hash,
}

/// apt with private lists in the cache.
#[derive(Debug)]
pub struct Apt {
    options: Vec<String>,
    folder: PathBuf,
}

impl Apt {
    /// Makes the private list and brings its indexes up to date.
    ///
    /// # Errors
    /// There is no apt, the system has no Debian sources, or they cannot be reached.
    pub fn update(job: &mut Job, cache: &Cache) -> Result<Self> {
        let list = apt_list::derive(&system_lists(), &codename());
        ensure!(
            !list.is_empty() && Path::new("/usr/bin/apt-get").exists(),
            "this system has no Debian package sources: give --linux-src, --musl-src and --busybox-src"
        );
        let root = cache.folder("apt")?;
        let lists = cache.folder("apt/lists/partial")?;
        cache.folder("apt/archives/partial")?;
        let file = root.join("debian.sources");
        fs::write(&file, list)?;
        let option = |name: &str, value: &Path| format!("{name}={}", value.display());
        let settings = [
            option("Dir::Etc::sourcelist", &file),
            option("Dir::Etc::sourceparts", Path::new("-")),
            option("Dir::State::lists", lists.parent().unwrap_or(&lists)),
            option("Dir::Cache", &root),
            "Acquire::Languages=none".into(),
            "Acquire::Retries=3".into(),
            // The cache is the user's alone; root's apt would want to drop to a user who cannot write there.
            "APT::Sandbox::User=root".into(),
        ];
        let apt = Self {
            options: settings.iter().flat_map(|set| ["-o".into(), set.clone()]).collect(),
            folder: cache.folder("sources")?,
        };
        job.run(apt.get().arg("update"), NONE)?;
        Ok(apt)
    }

    fn get(&self) -> Command {
        let mut command = Command::new("apt-get");
        command.args(&self.options).current_dir(&self.folder).env("LC_ALL", "C");
        command
    }

    /// What `verb` (`download` for a binary package, `source` for a source package) would fetch.
    ///
    /// # Errors
    /// No source offers the package.
    pub fn offers(&self, job: &mut Job, verb: &str, package: &str) -> Result<Vec<Offer>> {
        let mut command = self.get();
        command.args([verb, "--print-uris", package]);
        let lines = job.capture(&mut command, NONE, |line| line.starts_with('\''));
        let lines = lines.with_context(|| format!("no package source offers {package}"))?;
        let offers: Vec<_> = lines.iter().filter_map(|line| offer(line)).collect();
        ensure!(!offers.is_empty(), "no package source offers {package}");
        Ok(offers)
    }

    /// Fetches the package's files into the cache's `sources/` and checks those of `offers`.
    ///
    /// # Errors
    /// A file does not have its promised hash, even when fetched twice.
    pub fn fetch(&self, job: &mut Job, verb: &str, package: &str, offers: &[Offer]) -> Result<()> {
        let mut bad = String::new();
        for _ in 0..2 {
            let mut command = self.get();
            if verb == "source" {
                command.args(["source", "--download-only"]);
            } else {
                command.arg(verb);
            }
            job.run(command.arg(package), NONE)?;
            bad.clear();
            for offer in offers {
                let path = self.folder.join(&offer.file);
                let found = hash_file(&path)?;
                if found != offer.sha256 {
                    bad = format!("{}: expected sha256 {}, found {found}", offer.file, offer.sha256);
                    fs::remove_file(&path)?;
                }
            }
            if bad.is_empty() {
                return Ok(());
            }
            job.note(&bad);
        }
        bail!("{bad}")
    }
}

/// `'uri' file size SHA256:hash`; file names are written as in the index, with `%3a` for a colon.
fn offer(line: &str) -> Option<Offer> {
    let mut words = line.split_whitespace();
    let (_uri, file, _size, sum) = (words.next()?, words.next()?, words.next()?, words.next()?);
    Some(Offer {
        file: file.to_owned(),
        sha256: sum.strip_prefix("SHA256:")?.to_owned(),
    })
}

fn system_lists() -> Vec<(String, String)> {
    let parts = fs::read_dir("/etc/apt/sources.list.d").into_iter().flatten();
    let mut paths: Vec<_> = parts.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.insert(0, "/etc/apt/sources.list".into());
    paths
        .iter()
        .filter_map(|path| Some((path.to_str()?.to_owned(), fs::read_to_string(path).ok()?)))
        .collect()
}

fn codename() -> String {
    let text = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="));
    line.unwrap_or("stable").trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Offer, offer};

    #[test]
    fn reads_apts_uris() {
        let line = "'http://m/debian/pool/musl_1.2.3.orig.tar.gz' musl_1.2.3.orig.tar.gz 1058642 SHA256:7d5b";
        let expected = Offer {
            file: "musl_1.2.3.orig.tar.gz".into(),
            sha256: "7d5b".into(),
        };
        assert_eq!(offer(line), Some(expected));
        assert_eq!(offer("'http://m/x' x 1 MD5Sum:0"), None);
        assert_eq!(offer("Reading package lists..."), None);
    }
}
