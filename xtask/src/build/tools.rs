//! The tools that the recipes call: found, installed when missing and allowed, and told apart by their versions.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use super::builder::{Builder, Mode};
use super::job::NONE;

/// Program to Debian package. The kernel's build calls flex, bison and bc, and compiles programs of its own with gcc.
const PROGRAMS: [(&str, &str); 12] = [
    ("clang-19", "clang-19"),
    ("wasm-ld-19", "lld-19"),
    ("llvm-ar-19", "llvm-19"),
    ("llvm-nm-19", "llvm-19"),
    ("flex", "flex"),
    ("bison", "bison"),
    ("bc", "bc"),
    ("make", "make"),
    ("gcc", "gcc"),
    ("perl", "perl"),
    ("node", "nodejs"),
    ("npm", "npm"),
];

/// compiler-rt for wasm32, in clang's resource folder.
const BUILTINS: &str = "lib/wasi/libclang_rt.builtins-wasm32.a";

/// The oldest node that runs binaryen.
const NODE_MAJOR_MIN: u32 = 18;

/// The tools, all there.
#[derive(Debug, Clone)]
pub struct Tools {
    /// What decides the compilers' output: the first line of their `--version`.
    pub compilers: String,
    /// compiler-rt for wasm32.
    pub builtins: PathBuf,
}

/// Finds the tools; installs missing ones when that is allowed.
///
/// # Errors
/// One line that tells what to install.
pub fn ready(builder: &Builder) -> Result<Tools> {
    let mut missing = missing_packages(builder);
    if !missing.is_empty() {
        install(builder, &missing)?;
        missing = missing_packages(builder);
        ensure!(missing.is_empty(), "still missing after installing: {}", missing.join(" "));
    }
    let mut compilers = String::new();
    for program in ["clang-19", "wasm-ld-19", "llvm-ar-19"] {
        compilers.push_str(&version(builder, program)?);
        compilers.push('\n');
    }
    let builtins = builtins(builder).context("no compiler-rt for wasm32")?;
    Ok(Tools { compilers, builtins })
}

/// A BusyBox of the host, installed when missing and allowed; `None` where there is none. Debian's static one: the guest's is static too.
///
/// # Errors
/// It could not be installed.
pub fn busybox(builder: &Builder) -> Result<Option<PathBuf>> {
    if in_path("busybox").is_none() && builder.install {
        builder.mode.set(Mode::Make);
        install(builder, &["busybox-static"])?;
    }
    Ok(in_path("busybox"))
}

fn missing_packages(builder: &Builder) -> Vec<&'static str> {
    let mut missing: Vec<_> = PROGRAMS
        .iter()
        .filter(|(program, _)| in_path(program).is_none())
        .map(|(_, package)| *package)
        .collect();
    if missing.contains(&"gcc") || !Path::new("/usr/include/stdio.h").exists() {
        missing.push("libc6-dev");
    }
    if builtins(builder).is_none() {
        missing.push("libclang-rt-19-dev-wasm32");
    }
    if !missing.contains(&"nodejs") && node_major(builder).is_some_and(|major| major < NODE_MAJOR_MIN) {
        missing.push("nodejs");
    }
    if missing.contains(&"npm") {
        // Debian's node trusts these, and only recommends them.
        missing.push("ca-certificates");
    }
    missing.sort_unstable();
    missing.dedup();
    missing
}

fn install(builder: &Builder, packages: &[&str]) -> Result<()> {
    let advice = format!("apt-get install {}", packages.join(" "));
    let Some(prefix) = builder.install.then(as_root).flatten() else {
        bail!("missing tools; as root: {advice}");
    };
    builder.task("tools", 0, |job| {
        job.progress.say(&format!("installing: {}", packages.join(" ")));
        let mut apt = |arguments: &[&str]| {
            let mut command = Command::new("env");
            if let [program, rest @ ..] = prefix {
                command = Command::new(program);
                command.args(rest);
            }
            command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments);
            job.run(&mut command, NONE)
        };
        apt(&["update"])?;
        apt(&[&["install", "-y", "--no-install-recommends"], packages].concat())
            .with_context(|| format!("could not install; as root: {advice}"))
    })
}

/// What runs `env` as root: itself when we are root, `sudo` when it asks no password.
fn as_root() -> Option<&'static [&'static str]> {
    let answer = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().ok()?;
        output.status.success().then_some(output.stdout)
    };
    in_path("apt-get")?;
    if answer("id", &["-u"])?.trim_ascii() == b"0" {
        return Some(&["env"]);
    }
    answer("sudo", &["-n", "true"]).map(|_| ["sudo", "-n", "env"].as_slice())
}

/// A program's full path.
#[must_use]
pub fn in_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
}

/// First line of `PROGRAM --version`, remembered until the program's file changes.
fn version(builder: &Builder, program: &str) -> Result<String> {
    ask(builder, program, "--version")
}

fn ask(builder: &Builder, program: &str, question: &str) -> Result<String> {
    let path = in_path(program).with_context(|| format!("{program} is missing"))?;
    builder.memo.remember(&path, question, || {
        let output = Command::new(&path).arg(question).output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(text.lines().next().unwrap_or_default().replace('\t', " "))
    })
}

fn builtins(builder: &Builder) -> Option<PathBuf> {
    let resources = ask(builder, "clang-19", "-print-resource-dir").ok()?;
    // clang prints its prefix with `..` parts or links in it; keep the plain path.
    let path = Path::new(&resources).join(BUILTINS);
    path.exists().then(|| path.canonicalize().unwrap_or(path))
}

fn node_major(builder: &Builder) -> Option<u32> {
    let version = version(builder, "node").ok()?;
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}
