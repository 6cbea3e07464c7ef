//! The compiler's command line.

use std::ffi::OsString;

use super::Sysroot;
use super::args::{Input, Invocation};

/// The target and its instruction set: what every engine has (`docs/abi.md`). `nontrapping-fptoint` because C programs convert numbers out
/// of range, and other machines do not trap there.
const TARGET: &[&str] = &["--target=wasm32-unknown-unknown", "-mbulk-memory", "-mnontrapping-fptoint"];

/// clang does not know this target as a Linux, so it does not say so.
const PREDEFINED: &[&str] = &["-D__linux__", "-D__linux", "-D__gnu_linux__", "-D__unix__", "-D__unix"];

/// Also predefined, but not where the program asks for strict ISO C: the names are not reserved.
const PREDEFINED_GNU: &[&str] = &["-Dlinux", "-Dunix"];

/// Options meant for another compiler or linker are not this one's business.
const QUIET: &[&str] = &[
    "-Qunused-arguments",
    "-Wno-ignored-optimization-argument",
    "-Wno-unknown-warning-option",
];

/// One run of the compiler for all inputs: `-c`, `-S`, `-E`, or no input at all (`-v`).
pub(super) fn command(invocation: &Invocation, sysroot: &Sysroot) -> Vec<OsString> {
    let mut args = base(invocation, sysroot);
    args.extend(invocation.compile.iter().cloned());
    for input in &invocation.inputs {
        args.extend(language(input));
        args.push(input.argument.clone());
    }
    if let Some(output) = &invocation.output {
        args.extend(["-o".into(), output.clone()]);
    }
    args
}

/// Compiles one source to an object, on the way to a linked program.
pub(super) fn one(invocation: &Invocation, input: &Input, object: &OsString, sysroot: &Sysroot) -> Vec<OsString> {
    let mut args = base(invocation, sysroot);
    args.extend(invocation.compile.iter().cloned());
    args.extend(language(input));
    args.extend(["-c".into(), input.argument.clone(), "-o".into(), object.clone()]);
    args
}

fn base(invocation: &Invocation, sysroot: &Sysroot) -> Vec<OsString> {
    let mut args: Vec<OsString> = TARGET.iter().chain(PREDEFINED).chain(QUIET).map(OsString::from).collect();
    if !invocation.strict_iso {
        args.extend(PREDEFINED_GNU.iter().map(OsString::from));
    }
    args.push("-nostdlibinc".into());
    if !invocation.no_std_include {
        args.extend(["-isystem".into(), sysroot.root.join("include").into_os_string()]);
    }
    args
}

/// `-x` holds until the next one, so each input says its own.
fn language(input: &Input) -> [OsString; 2] {
    ["-x".into(), input.language.clone().unwrap_or_else(|| "none".into())]
}
