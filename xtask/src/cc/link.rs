//! The linker's command line.

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Result, bail};

use super::Sysroot;
use super::args::{Invocation, LinkItem, Mode};
use super::options::{LINKER_DROPPED, LINKER_DROPPED_PREFIXES, LINKER_DROPPED_WITH_WORD, has, has_prefix};

/// Bytes of stack if the command line does not say otherwise (`-Wl,-z,stack-size=N`).
const STACK_SIZE: u32 = 256 * 1024;

/// What the host uses of a program (`docs/abi.md`, section 1). The stack comes first in memory: running off its end traps. A function's
/// table index is its address, and the lowest ones mean SIG_DFL, SIG_IGN and SIG_HOLD.
const CONTRACT: &[&str] = &[
    "--stack-first",
    "--entry=_start",
    "--export-table",
    "--table-base=16",
    "--export=__stack_pointer",
    "--export-if-defined=__wasm_tp",
    "--export-if-defined=__sig_frame",
    "--export-if-defined=__sig_deliver",
    "--export-if-defined=__sig_safepoint",
    "--export-if-defined=__wasm_thread_start",
];

/// What `-pthread` adds. Thread-local variables need a memory that is called shared, although no other thread of the host ever sees it;
/// libc's objects have no atomic instructions, because none are needed (`atomic_arch.h`).
const THREADS: &[&str] = &[
    "--shared-memory",
    "--no-check-features",
    "--max-memory=4294901760",
    "--export-if-defined=__tls_base",
];

/// # Errors
/// An option that changes what is linked and has no counterpart here: a linker script.
pub(super) fn command(invocation: &Invocation, objects: &[OsString], strip: bool, sysroot: &Sysroot) -> Result<Vec<OsString>> {
    let relocatable = matches!(invocation.mode, Mode::Relocatable);
    let lib = sysroot.root.join("lib");
    let (stack_size, options) = translate(&invocation.link.items, objects)?;
    let mut args: Vec<OsString> = Vec::new();
    if relocatable {
        args.push("-r".into());
    } else {
        args.extend(CONTRACT.iter().map(OsString::from));
        args.extend(["-z".into(), format!("stack-size={stack_size}").into()]);
        if invocation.link.threads {
            args.extend(THREADS.iter().map(OsString::from));
        }
        if invocation.link.start_files {
            args.push(lib.join("crt1.o").into());
            if invocation.link.threads {
                args.push(lib.join("threads.o").into());
            }
        }
    }
    if strip {
        args.push("--strip-all".into());
    }
    args.extend(options);
    if !relocatable && invocation.link.default_libs {
        args.extend([search(&lib), "-lc".into(), "-lclang_rt.builtins-wasm32".into()]);
    }
    args.extend(["-o".into(), invocation.output().into()]);
    Ok(args)
}

fn search(dir: &Path) -> OsString {
    let mut arg = OsString::from("-L");
    arg.push(dir);
    arg
}

/// Keeps the order of the command line. Objects stand where their inputs stood.
fn translate(items: &[LinkItem], objects: &[OsString]) -> Result<(u32, Vec<OsString>)> {
    let mut stack_size = STACK_SIZE;
    let mut out = Vec::new();
    let mut items = items.iter();
    while let Some(item) = items.next() {
        let option = match item {
            LinkItem::Input(n) => {
                out.extend(objects.get(*n).cloned());
                continue;
            }
            LinkItem::Driver(option) => {
                out.push(option.clone());
                continue;
            }
            LinkItem::Linker(option) => option,
        };
        let text = option.to_str().unwrap_or_default();
        let mut value = || match items.next() {
            Some(LinkItem::Linker(value)) => value.to_string_lossy().into_owned(),
            _ => String::new(),
        };
        if has(LINKER_DROPPED, text) || has_prefix(LINKER_DROPPED_PREFIXES, text) {
        } else if has(LINKER_DROPPED_WITH_WORD, text) {
            value();
        } else if let "-Map" | "--Map" = text {
            out.push(format!("--Map={}", value()).into());
        } else if let Some(file) = text.strip_prefix("-Map=") {
            out.push(format!("--Map={file}").into());
        } else if text == "-z" {
            stack_size = stack_size_of(&value())?.unwrap_or(stack_size);
        } else if text == "-T" || text.starts_with("--script") || text.starts_with("--version-script") {
            bail!("{text}: the linker for wasm has no scripts");
        } else {
            out.push(option.clone());
        }
    }
    Ok((stack_size, out))
}

/// `-z stack-size=N`; the other keywords of `-z` are about ELF.
fn stack_size_of(keyword: &str) -> Result<Option<u32>> {
    let Some(bytes) = keyword.strip_prefix("stack-size=") else {
        return Ok(None);
    };
    match bytes.parse() {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) => bail!("-z {keyword}: {e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::args::parse;
    use super::*;

    fn linked(line: &str) -> Vec<String> {
        let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let invocation = parse(&args).unwrap();
        let objects: Vec<_> = invocation.inputs.iter().map(|i| i.argument.clone()).collect();
        let sysroot = Sysroot::new("/s", "/b/wasm-opt");
        let line = command(&invocation, &objects, false, &sysroot).unwrap();
        line.into_iter().map(|a| a.into_string().unwrap()).collect()
    }

    fn between(line: &str) -> String {
        let args = linked(line);
        let from = args.iter().position(|a| a == "/s/lib/crt1.o").unwrap();
        let to = args.iter().position(|a| a == "-L/s/lib").unwrap();
        args[from + 1..to].join(" ")
    }

    #[test]
    fn order_is_kept_and_gnu_options_go() {
        let line = "a.o -static -Wl,--sort-common -Wl,--sort-section,alignment -Wl,--start-group b.a -lm -Wl,--end-group -Ld -Wl,-Map,x.map";
        assert_eq!(between(line), "a.o b.a -lm -Ld --Map=x.map");
    }

    #[test]
    fn stack_size_is_256_kib_or_as_asked() {
        assert!(linked("a.o").contains(&"stack-size=262144".to_owned()));
        assert!(linked("a.o -Wl,-z,relro -Wl,-z,stack-size=65536").contains(&"stack-size=65536".to_owned()));
    }

    #[test]
    fn relocatable_output_has_neither_start_files_nor_contract() {
        assert_eq!(linked("-r a.o b.o -o c.o"), ["-r", "a.o", "b.o", "-o", "c.o"]);
    }

    #[test]
    fn scripts_are_refused() {
        let invocation = parse(&["a.o".into(), "-Wl,-T,x.lds".into()]).unwrap();
        assert!(command(&invocation, &["a.o".into()], false, &Sysroot::new("/s", "/b")).is_err());
    }
}
