//! Options that all verbs share.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use wasmlinux::{Builder, Guest, Machine, folders};

use super::copy::Copies;

/// What machine, and what is in it.
#[derive(Args)]
pub(super) struct Options {
    /// Folder with vmlinux.wasm, vmlinux.img and initramfs.cpio
    #[arg(long, value_name = "DIR", env = "WASMLINUX_GUEST")]
    pub(super) guest: Option<PathBuf>,
    /// Memory of the machine: bytes, or with a suffix K, M, G
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "256M")]
    memory: u64,
    /// Show the kernel's log on standard error
    #[arg(long)]
    kernel_log: bool,
    /// More words for the kernel's command line
    #[arg(long, value_name = "WORDS", default_value = "")]
    append: String,
    /// Set a variable in the program's or the shell's environment; may be given again
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    pub(super) env: Vec<(String, String)>,
    /// Copy a file or folder of the host into the guest; may be given again
    #[arg(long, value_name = "HOST:GUEST")]
    copy: Vec<String>,
}

impl Options {
    /// A builder for the machine, with `more` copied in besides.
    pub(super) fn builder(&self, more: Copies) -> Result<Builder> {
        let mut copies = more;
        for pair in &self.copy {
            let Some((host, guest)) = pair.rsplit_once(':').filter(|(_, guest)| guest.starts_with('/')) else {
                bail!("--copy {pair}: give HOST:GUEST, where GUEST is an absolute path");
            };
            copies.add(host.as_ref(), guest)?;
        }
        let guest = Guest::open(&self.guest_folder())?;
        let mut builder = Machine::builder(guest).memory(self.memory).append(&self.append);
        if let Some(archive) = copies.archive()? {
            builder = builder.archive(&archive);
        }
        if let Some(cache) = folders::cache() {
            builder = builder.cache(&cache);
        }
        if self.kernel_log {
            builder = builder.kernel_log(Box::new(|text| {
                // A closed standard error is the user's wish.
                let _ = std::io::stderr().write_all(text);
            }));
        }
        Ok(builder)
    }

    pub(super) fn guest_folder(&self) -> PathBuf {
        let installed = || folders::data().unwrap_or_default().join("guest/default");
        self.guest.clone().unwrap_or_else(installed)
    }
}

fn size(text: &str) -> Result<u64, String> {
    let shift = match text.as_bytes().last() {
        Some(b'K' | b'k') => 10,
        Some(b'M' | b'm') => 20,
        Some(b'G' | b'g') => 30,
        _ => 0,
    };
    let digits = if shift == 0 { text } else { &text[..text.len() - 1] };
    let number: u64 = digits.parse().map_err(|_| "a number, optionally with K, M or G".to_owned())?;
    number
        .checked_shl(shift)
        .filter(|bytes| bytes >> shift == number)
        .ok_or_else(|| "too large".to_owned())
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("give NAME=VALUE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes() {
        let table = [
            ("4096", Some(4096)),
            ("64K", Some(64 << 10)),
            ("256M", Some(256 << 20)),
            ("1g", Some(1 << 30)),
            ("", None),
            ("M", None),
            ("-1", None),
            ("1T", None),
            ("99999999999999999G", None),
        ];
        for (text, bytes) in table {
            assert_eq!(size(text).ok(), bytes, "{text}");
        }
    }
}
