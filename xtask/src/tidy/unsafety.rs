//! `unsafe` lives in `harness/src/engine/` alone.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::build::builder::Builder;

const ENGINE: &str = "harness/src/engine";

pub(super) fn check(builder: &Builder, files: &[PathBuf]) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    let rust = files.iter().filter(|file| file.extension().is_some_and(|kind| kind == "rs"));
    for file in rust.filter(|file| !file.starts_with(ENGINE)) {
        let text = fs::read_to_string(builder.repo.join(file))?;
        let lines = uses(&text).into_iter();
        findings.extend(lines.map(|line| format!("{}:{line}: unsafe outside {ENGINE}", file.display())));
        if is_root(file) && !is_guarded(file, &text) {
            findings.push(format!("{}: no #![forbid(unsafe_code)]", file.display()));
        }
    }
    Ok(findings)
}

/// Numbers of the lines that use the keyword; comments and strings may speak of it.
fn uses(text: &str) -> Vec<usize> {
    let keyword = |line: &str| {
        let code = line.split("//").next().unwrap_or_default();
        let outside_strings = code.split('"').step_by(2);
        let mut words = outside_strings.flat_map(|part| part.split(|c: char| !c.is_alphanumeric() && c != '_'));
        words.any(|word| word == "unsafe")
    };
    text.lines()
        .enumerate()
        .filter(|(_, line)| keyword(line))
        .map(|(number, _)| number + 1)
        .collect()
}

fn is_root(file: &Path) -> bool {
    ["src/lib.rs", "src/main.rs"].iter().any(|root| file.ends_with(root))
}

/// The harness cannot forbid what its engine room needs.
fn is_guarded(file: &Path, text: &str) -> bool {
    text.contains("#![forbid(unsafe_code)]") || file.starts_with("harness")
}

#[cfg(test)]
mod tests {
    use super::uses;

    #[test]
    fn finds_the_keyword_only() {
        assert_eq!(uses("fn a() {\n    unsafe { b() }\n}\n"), [2]);
        assert_eq!(
            uses("// unsafe\n#![forbid(unsafe_code)]\nlet s = \"unsafe\";\nlet unsafety = 1;\n"),
            [0; 0]
        );
    }
}
