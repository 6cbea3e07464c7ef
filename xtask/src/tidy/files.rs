//! Files say what they are by their name, and are short enough to be read.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::build::builder::Builder;

/// Lines that a source file may have.
const LINES_MAX: usize = 400;

/// Names that say nothing.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "common", "helpers", "helper", "misc"];

/// Kinds of files that people write and read.
const SOURCES: [&str; 9] = ["rs", "c", "h", "S", "s", "js", "mjs", "sh", "py"];

pub(super) fn check(builder: &Builder, files: &[PathBuf]) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for file in files {
        findings.extend(name(file));
        if file
            .extension()
            .and_then(|kind| kind.to_str())
            .is_some_and(|kind| SOURCES.contains(&kind))
        {
            let bytes = fs::read(builder.repo.join(file))?;
            findings.extend(length(file, bytes.iter().filter(|byte| **byte == b'\n').count()));
        }
    }
    Ok(findings)
}

fn name(file: &Path) -> Option<String> {
    let stem = file.file_stem()?.to_str()?;
    EMPTY_NAMES
        .contains(&stem)
        .then(|| format!("{}: a name that says nothing", file.display()))
}

fn length(file: &Path, lines: usize) -> Option<String> {
    (lines > LINES_MAX).then(|| format!("{}: {lines} lines, more than {LINES_MAX}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::{length, name};
    use std::path::Path;

    #[test]
    fn names_and_lengths() {
        assert!(name(Path::new("core/src/utils.rs")).is_some());
        assert!(name(Path::new("core/src/utility.rs")).is_none());
        assert!(length(Path::new("a.rs"), 400).is_none());
        assert!(length(Path::new("a.rs"), 401).is_some());
    }
}
