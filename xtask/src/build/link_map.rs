//! Checks the linker's map: every output data segment must be one that we gave a place.
//!
//! wasm-ld has no linker script, so a section that a kernel update brings along would land anywhere, without start and end labels.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};

/// Compares the map with the list of known segments (one name a line, `#` starts a comment).
///
/// # Errors
/// Names the segments that are not on the list.
pub fn check(map: &str, known: &str) -> Result<()> {
    let known: BTreeSet<&str> = known
        .lines()
        .filter_map(|line| line.split('#').next()?.split_whitespace().next())
        .collect();
    let found = segments(map)?;
    ensure!(!found.is_empty(), "the link map shows no data segments");
    let unknown: Vec<_> = found.difference(&known).copied().collect();
    ensure!(
        unknown.is_empty(),
        "data sections without a place in order.S (see guest/linux/README.md): {}",
        unknown.join(" ")
    );
    Ok(())
}

/// Names of the output data segments: in the map, lines `ADDR OFF SIZE NAME` whose name starts in the column of the heading `Out`.
fn segments(map: &str) -> Result<BTreeSet<&str>> {
    let heading = map.lines().next().unwrap_or_default();
    let column = heading.find("Out").context("not a map of wasm-ld")?;
    Ok(map
        .lines()
        .skip(1)
        .filter(|line| !line.trim_start().starts_with('-'))
        .filter_map(|line| line.get(column..))
        .filter(|rest| !rest.starts_with(' '))
        .filter_map(|rest| rest.split_whitespace().next())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::check;

    const MAP: &str = "    Addr      Off     Size Out     In      Symbol
       -        8       74 TYPE
       -      100     9000 CODE
       -      100       20         a.o:(foo)
       -     9100     1000 DATA
    1000     910a       10 .rodata
    1000     910a       10         a.o:(.rodata)
    1010        -       20 .bss
";

    #[test]
    fn unknown_data_segments_fail() {
        check(MAP, ".rodata\n.bss # zeros\n.init\n").unwrap();
        let error = check(MAP, ".rodata").unwrap_err().to_string();
        assert!(error.ends_with(": .bss"), "{error}");
        assert!(check("", ".rodata").is_err());
    }
}
