//! Which crate may know which: the cores never import each other.

use std::fs;

use anyhow::{Context, Result};

use crate::build::builder::Builder;
use crate::workspace::CORES;

pub(super) fn check(builder: &Builder) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for core in CORES {
        let path = builder.repo.join(core).join("Cargo.toml");
        let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let wrong = forbidden(&text).with_context(|| format!("{core}/Cargo.toml"))?;
        findings.extend(
            wrong
                .iter()
                .map(|other| format!("{core}/Cargo.toml: a core must not import {other}")),
        );
    }
    Ok(findings)
}

/// Crates of this workspace that a core's manifest names and must not, in any kind of dependencies.
fn forbidden(manifest: &str) -> Result<Vec<String>> {
    let manifest: toml::Table = manifest.parse()?;
    let mut tables = vec![&manifest];
    if let Some(targets) = manifest.get("target").and_then(toml::Value::as_table) {
        tables.extend(targets.values().filter_map(toml::Value::as_table));
    }
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    let lists = tables
        .iter()
        .flat_map(|table| kinds.iter().filter_map(|kind| table.get(*kind)?.as_table()));
    let named = lists.flatten().map(|(name, value)| {
        let package = value.get("package").and_then(toml::Value::as_str);
        package.unwrap_or(name).to_owned()
    });
    let ours = |name: &String| CORES.contains(&name.as_str()) || ["wasmlinux", "xtask"].contains(&name.as_str());
    Ok(named.filter(ours).collect())
}

#[cfg(test)]
mod tests {
    use super::forbidden;

    #[test]
    fn finds_arrows_of_every_kind() {
        let fine = "[package]\nname = 'x'\n[dependencies]\nabi.workspace = true\nhashbrown = '1'\n";
        assert_eq!(forbidden(fine).unwrap(), [""; 0]);
        let wrong = "[dependencies]\nnommu-proc.workspace = true\n[target.'cfg(unix)'.dev-dependencies]\n\
                     x = { package = 'wasmlinux', path = '..' }\n";
        assert_eq!(forbidden(wrong).unwrap(), ["nommu-proc", "wasmlinux"]);
        assert!(forbidden("[").is_err());
    }
}
