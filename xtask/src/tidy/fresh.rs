//! Generated files are what their generator makes.

use std::fs;

use anyhow::{Context, Result};

use crate::build::builder::Builder;

/// The contract's C header, in both overlays.
const HEADERS: [&str; 2] = [
    "guest/linux/arch/lkl/include/asm/host_abi.h",
    "guest/musl/arch/wasm32/host_abi.h",
];

pub(super) fn check(builder: &Builder, fix: bool) -> Result<Vec<String>> {
    let header = abi::c_header();
    let mut findings = Vec::new();
    for name in HEADERS {
        let path = builder.repo.join(name);
        if fs::read_to_string(&path).is_ok_and(|text| text == header) {
            continue;
        }
        if fix {
            fs::write(&path, &header).with_context(|| format!("writing {name}"))?;
        } else {
            findings.push(format!("{name}: not what guest/abi renders: run `cargo xtask tidy --fix`"));
        }
    }
    Ok(findings)
}
