//! The step "capture": adds to a linked program what lets the host unwind its stack into memory and rewind it.
//!
//! Today this is binaryen's Asyncify. Only two imports may unwind; `longjmp`, `execve` and `exit` leave by dropping the stack.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use wasmparser::{KnownCustom, Name, Parser, Payload};

use super::Sysroot;

/// The imports of module `linux` that capture the stack (`docs/abi.md`, section 1).
const CAPTURING: &[&str] = &["fork", "setjmp"];

/// libc's function whose callers need no capture (`guest/musl/src/internal/wasm32`).
const UNCAPTURABLE: &str = "__wasm_syscall_brief";

/// Adds stack capture to `program` if it needs it, and says whether it did. `names` keeps the names of functions, for backtraces.
///
/// # Errors
/// `program` cannot be read or written, is not a wasm module, or the tool failed; then `program` is as the linker left it.
pub fn in_place(program: &Path, names: bool, sysroot: &Sysroot, scratch: &Path) -> Result<bool> {
    // A configure script may link into /dev/null: that is no place to read from.
    if !program.metadata().is_ok_and(|m| m.is_file()) {
        return Ok(false);
    }
    let module = std::fs::read(program).with_context(|| format!("cannot read {}", program.display()))?;
    let found = look(&module).with_context(|| format!("{} is not a wasm module", program.display()))?;
    if !found.captures || found.captured {
        return Ok(false);
    }
    let captured = scratch.join("captured.wasm");
    let status = Command::new(&sysroot.node)
        .args(arguments(program, &captured, &found, names, sysroot))
        .status()
        .with_context(|| format!("cannot run {}", sysroot.node.to_string_lossy()))?;
    ensure!(status.success(), "wasm-opt failed on {}: {status}", program.display());
    let module = std::fs::read(&captured).context("wasm-opt wrote nothing")?;
    std::fs::write(program, module).with_context(|| format!("cannot write {}", program.display()))?;
    Ok(true)
}

/// What a module says about itself.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    /// It imports something that captures the stack.
    captures: bool,
    /// It is treated already.
    captured: bool,
    /// It has a function of the name [`UNCAPTURABLE`].
    uncapturable: bool,
}

fn look(module: &[u8]) -> Result<Found> {
    let mut found = Found::default();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    found.captures |= import.module == "linux" && CAPTURING.contains(&import.name);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    found.captured |= export?.name == "__asyncify_state";
                }
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    found.uncapturable |= names.into_iter().any(|part| part.is_ok_and(|part| has_uncapturable(part)));
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

fn has_uncapturable(names: Name<'_>) -> bool {
    let Name::Function(map) = names else { return false };
    map.into_iter()
        .any(|naming| naming.is_ok_and(|naming| naming.name == UNCAPTURABLE))
}

/// Debug information would be wrong after this step, so it goes; `-g` keeps the names.
fn arguments(input: &Path, output: &Path, found: &Found, names: bool, sysroot: &Sysroot) -> Vec<OsString> {
    let imports: Vec<_> = CAPTURING.iter().map(|name| format!("linux.{name}")).collect();
    let mut args: Vec<OsString> = vec![sysroot.wasm_opt.clone().into()];
    args.extend(["--strip-dwarf", "--asyncify", "--pass-arg=asyncify-export-globals", "-Os"].map(OsString::from));
    args.push(format!("--pass-arg=asyncify-imports@{}", imports.join(",")).into());
    if found.uncapturable {
        args.push(format!("--pass-arg=asyncify-removelist@{UNCAPTURABLE}").into());
    }
    if names {
        args.push("-g".into());
    }
    args.extend([input.into(), "-o".into(), output.into()]);
    args
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module whose import section has one function, (i32) -> i32, with these names.
    fn importing(module: &str, name: &str) -> Vec<u8> {
        let mut bytes = b"\0asm\x01\0\0\0\x01\x06\x01\x60\x01\x7f\x01\x7f\x02".to_vec();
        let word = |s: &str| [&[u8::try_from(s.len()).unwrap()], s.as_bytes()].concat();
        let section = [&[1], word(module).as_slice(), &word(name), &[0, 0]].concat();
        bytes.push(u8::try_from(section.len()).unwrap());
        bytes.extend(section);
        bytes
    }

    #[test]
    fn only_fork_and_setjmp_of_linux_need_it() {
        let captures = |module, name| look(&importing(module, name)).unwrap().captures;
        assert!(captures("linux", "fork") && captures("linux", "setjmp"));
        assert!(!captures("linux", "syscall") && !captures("env", "fork"));
        assert!(look(b"not wasm").is_err());
    }

    #[test]
    fn the_name_of_the_brief_call_is_found() {
        let mut module = importing("linux", "fork");
        assert!(!look(&module).unwrap().uncapturable);
        let mut names = [b"\x04name\x01".as_slice(), &[23, 1, 0, 20], UNCAPTURABLE.as_bytes()].concat();
        module.push(0);
        module.push(u8::try_from(names.len()).unwrap());
        module.append(&mut names);
        assert!(look(&module).unwrap().uncapturable);
    }
}
