//! BusyBox (`guest/busybox/README.md`).

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use anyhow::Result;

use super::builder::{Builder, Output, remove_file};
use super::driver::Driver;
use super::job::NONE;
use super::sources::{Package, Source, tree};
use super::step::Inputs;
use super::tools::Tools;

/// Files that its default configuration compiles, about.
const OBJECTS: u64 = 560;

/// Compiles and links: outputs `busybox` (its stack not capturable yet) and `busybox.links`.
///
/// # Errors
/// A command failed.
pub fn busybox(builder: &Builder, source: &Source, driver: &Driver, tools: &Tools) -> Result<Output> {
    let fragment = builder.repo.join("guest/busybox/wasm.config");
    let objects = Inputs::new(include_str!("busybox.rs"))
        .with("source", &source.sha256)
        .with("config", builder.memo.file_hash(&fragment)?)
        .with("driver", &driver.sources)
        .with("headers", driver.headers())
        .with("compilers", &tools.compilers);
    let inputs = objects.clone().with("driver", &driver.version);
    let upstream = || tree(builder, Package::Busybox, source);
    builder.prepared_step("busybox", OBJECTS, &inputs, upstream, |job, output, (upstream, _)| {
        // Kept: where only the C library changed, linking again is enough.
        let out = builder.work_for("busybox", &objects.key())?;
        let make = || {
            let mut make = Command::new("make");
            make.arg("-C").arg(&upstream).arg(format!("O={}", out.display()));
            make.env_remove("MAKEFLAGS").env("LC_ALL", "C").env("SOURCE_DATE_EPOCH", "0");
            make.args(["HOSTCC=gcc", "AR=llvm-ar-19", "NM=llvm-nm-19", "STRIP=true", "SKIP_STRIP=y"]);
            make
        };
        if !out.join(CONFIGURED).exists() {
            job.run(make().arg("defconfig"), NONE)?;
            let fragment = fs::read_to_string(&fragment)? + NEWER_HEADERS;
            let defaults = fs::read_to_string(out.join(".config"))?;
            fs::write(out.join(".config"), merged(&defaults, &fragment))?;
            job.run(&mut answering_default(&make()), NONE)?;
            fs::write(out.join(CONFIGURED), "")?;
        }
        for linked in ["busybox", "busybox_unstripped"] {
            remove_file(&out.join(linked))?;
        }
        let mut all = make();
        driver.tell(&mut all);
        // Its link script links several times; the slow step is made once, afterwards.
        all.arg(format!("CC={} -mno-capture", driver.words()?));
        all.args([&format!("-j{}", builder.jobs), "busybox", "busybox.links"]);
        job.run(&mut all, |line| line.starts_with("  CC "))?;
        for file in ["busybox", "busybox.links"] {
            fs::copy(out.join(file), output.join(file))?;
        }
        Ok(())
    })
}

/// `tc` names constants of the CBQ scheduler, which Linux 6.3 took out of its headers.
const NEWER_HEADERS: &str = "# CONFIG_TC is not set\n";

/// Marks a work folder whose configuration is complete.
const CONFIGURED: &str = ".configured";

/// `make oldconfig`, every question answered with its default.
fn answering_default(make: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell
        .args(["-c", r#"yes "" | "$@" oldconfig"#, "sh"])
        .arg(make.get_program())
        .args(make.get_args());
    for (name, value) in make.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

/// A configuration with a fragment's settings in the place of its own (BusyBox's kconfig takes the first of two settings).
fn merged(defaults: &str, fragment: &str) -> String {
    let option = |line: &str| {
        let line = line.strip_prefix("# ").unwrap_or(line);
        let end = line.find(['=', ' '])?;
        line.get(..end).filter(|name| name.starts_with("CONFIG_")).map(str::to_owned)
    };
    let set: BTreeSet<String> = fragment.lines().filter_map(option).collect();
    let kept = defaults
        .lines()
        .filter(|line| option(line).is_none_or(|name| !set.contains(&name)));
    kept.chain(fragment.lines()).flat_map(|line| [line, "\n"]).collect()
}

/// Makes its stack capturable: output `busybox.wasm`.
///
/// # Errors
/// The driver failed.
pub fn captured(builder: &Builder, busybox: &Output, driver: &Driver) -> Result<Output> {
    let program = busybox.dir.join("busybox");
    let inputs = Inputs::new(include_str!("busybox.rs"))
        .with("program", builder.memo.file_hash(&program)?)
        .with("driver", &driver.version);
    builder.step("capture", 0, &inputs, |job, output| {
        let mut command = driver.command()?;
        command
            .arg("--capture")
            .arg(&program)
            .arg("-o")
            .arg(output.join("busybox.wasm"));
        job.run(&mut command, NONE)
    })
}

#[cfg(test)]
mod tests {
    use super::merged;

    #[test]
    fn a_fragment_replaces_defaults() {
        let defaults = "# comment\n# CONFIG_STATIC is not set\nCONFIG_ASH=y\nCONFIG_STATIC_LIBGCC=y\n";
        assert_eq!(
            merged(defaults, "# why\nCONFIG_STATIC=y\n"),
            "# comment\nCONFIG_ASH=y\nCONFIG_STATIC_LIBGCC=y\n# why\nCONFIG_STATIC=y\n"
        );
        assert_eq!(merged("CONFIG_A=y\n", "# CONFIG_A is not set\n"), "# CONFIG_A is not set\n");
    }
}
