//! What a build step is made from, and what it made: pure data, no files touched.
//!
//! A step's [`Inputs`] name everything that can change its result (sources, overlay, tools, the recipe's own text). Their digest is
//! the key under which its outputs are cached. Its [`Manifest`] lists the outputs with their hashes, so that a damaged output is
//! noticed, and the manifest's digest is an input of the steps that come after.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// A SHA-256 as 64 lower-case hex digits.
pub type Hash = String;

/// SHA-256 of some bytes.
#[must_use]
pub fn hash(bytes: &[u8]) -> Hash {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hex digits of a digest.
#[must_use]
pub fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::with_capacity(digest.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Everything that decides a step's result, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs(BTreeMap<String, String>);

impl Inputs {
    /// The inputs of a step whose recipe is `recipe` (usually `include_str!` of its own file: a changed recipe is a changed input).
    #[must_use]
    pub fn new(recipe: &str) -> Self {
        Self::default().with("recipe", hash(recipe.as_bytes()))
    }

    /// Adds an input; a second value of one name is added to the first.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        self.0
            .entry(name.to_owned())
            .and_modify(|old| {
                old.push('\n');
                old.push_str(&value);
            })
            .or_insert(value);
        self
    }

    /// The key of these inputs.
    #[must_use]
    pub fn key(&self) -> Hash {
        let mut text = String::new();
        for (name, value) in &self.0 {
            // Lengths make the text unambiguous whatever the values hold.
            let _ = writeln!(text, "{} {} {name}={value}", name.len(), value.len());
        }
        hash(text.as_bytes())
    }
}

/// The outputs of a step: path inside its folder to hash, in the text format of `sha256sum`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest(pub BTreeMap<String, Hash>);

impl Manifest {
    /// Reads the text form.
    ///
    /// # Errors
    /// A line that is not `HASH  PATH`: the manifest is damaged.
    pub fn parse(text: &str) -> Result<Self> {
        text.lines()
            .map(|line| {
                let (hash, path) = line
                    .split_once("  ")
                    .with_context(|| format!("damaged manifest line {line:?}"))?;
                anyhow::ensure!(hash.len() == 64, "damaged manifest line {line:?}");
                Ok((path.to_owned(), hash.to_owned()))
            })
            .collect::<Result<_>>()
            .map(Self)
    }

    /// The text form, sorted by path.
    #[must_use]
    pub fn render(&self) -> String {
        self.0.iter().fold(String::new(), |mut text, (path, hash)| {
            let _ = writeln!(text, "{hash}  {path}");
            text
        })
    }

    /// One hash that stands for all outputs.
    #[must_use]
    pub fn digest(&self) -> Hash {
        hash(self.render().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::{Inputs, Manifest, hash};

    #[test]
    fn key_changes_with_every_input() {
        let base = Inputs::new("recipe").with("source", "1");
        assert_eq!(
            base.key(),
            Inputs::new("recipe").with("source", "1").key(),
            "same inputs, same key"
        );
        assert_ne!(base.key(), Inputs::new("recipe2").with("source", "1").key());
        assert_ne!(base.key(), base.clone().with("source", "2").key());
        assert_ne!(base.key(), base.clone().with("tool", "").key());
    }

    #[test]
    fn key_does_not_depend_on_order_and_cannot_be_forged_by_values() {
        let ab = Inputs::default().with("a", "1").with("b", "2");
        let ba = Inputs::default().with("b", "2").with("a", "1");
        assert_eq!(ab.key(), ba.key());
        let forged = Inputs::default().with("a", "1\n1 1 b=2");
        assert_ne!(ab.key(), forged.key());
    }

    #[test]
    fn manifest_text_round_trips_and_refuses_damage() {
        let mut manifest = Manifest::default();
        manifest.0.insert("lib/libc.a".into(), hash(b"x"));
        manifest.0.insert("a  b".into(), hash(b"y"));
        let text = manifest.render();
        assert_eq!(Manifest::parse(&text).unwrap(), manifest);
        assert!(Manifest::parse(&text[5..]).is_err());
        assert!(Manifest::parse("nonsense").is_err());
    }
}
