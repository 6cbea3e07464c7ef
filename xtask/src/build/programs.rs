//! The guest's test programs and benchmarks: one `guest/tests/NAME.c` or `guest/bench/NAME.c` each, compiled by our own driver to
//! `NAME.wasm`.

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;

use anyhow::{Result, bail};

use super::builder::{Builder, Output};
use super::driver::Driver;
use super::job::Job;
use super::memo::files_under;
use super::step::Inputs;

/// A folder of programs, and how they are compiled.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Name of the step.
    step: &'static str,
    /// Folder in the checkout.
    folder: &'static str,
    /// Flags for the compiler.
    flags: &'static [&'static str],
}

/// `guest/tests`.
pub const TESTS: Kind = Kind {
    step: "programs",
    folder: "guest/tests",
    flags: &["-O1"],
};

/// `guest/bench`; compiled for the host with the same flags (`bench/native.rs`).
pub const BENCHES: Kind = Kind {
    step: "benches",
    folder: "guest/bench",
    flags: &["-O2"],
};

/// Programs whose names begin so have more than one thread.
const THREADS: &str = "pthread_";

/// Compiles all of a kind. A program that did not change since the last time is taken from there.
///
/// # Errors
/// One does not compile.
pub fn programs(builder: &Builder, driver: &Driver, kind: Kind) -> Result<Output> {
    let folder = builder.repo.join(kind.folder);
    let recipe = Inputs::new(include_str!("programs.rs")).with("driver", &driver.version);
    let inputs = recipe.clone().with("folder", builder.memo.tree_hash(&folder)?);
    let (sources, headers): (Vec<_>, Vec<_>) = files_under(&folder)?
        .into_iter()
        .filter(|file| file.extension().is_some_and(|kind| kind == "c" || kind == "h"))
        .partition(|file| file.extension().is_some_and(|kind| kind == "c"));
    let expected = u64::try_from(sources.len())?;
    builder.step(kind.step, expected, &inputs, |job, output| {
        let mut shared = recipe.clone();
        for header in headers {
            shared = shared.with("header", builder.memo.file_hash(&folder.join(header))?);
        }
        let kept = builder.work_for(kind.step, &shared.key())?;
        let mut queue = Vec::new();
        for file in &sources {
            let source = folder.join(file);
            let sum = builder.memo.file_hash(&source)?;
            let made = kept.join(format!("{sum}.wasm"));
            if !made.exists() {
                queue.push((source, made));
            }
        }
        compile_all(job, driver, kind.flags, builder.jobs, queue)?;
        for file in &sources {
            let sum = builder.memo.file_hash(&folder.join(file))?;
            let to = output.join(file.with_extension("wasm"));
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::copy(kept.join(format!("{sum}.wasm")), to)?;
        }
        Ok(())
    })
}

fn compile_all(job: &mut Job, driver: &Driver, flags: &[&str], jobs: usize, queue: Vec<(PathBuf, PathBuf)>) -> Result<()> {
    let queue = Mutex::new(queue);
    let done = Mutex::new((job, Vec::new()));
    let take = || queue.lock().ok()?.pop();
    let work = || {
        while let Some((source, made)) = take() {
            let result = compile(driver, flags, &source, &made);
            if let Ok(mut done) = done.lock() {
                done.0.progress.count();
                match result {
                    Ok(output) => done.0.note(&output),
                    Err(error) => {
                        let line = format!("{}: {error:#}", source.display());
                        done.0.note(&line);
                        done.1.push(source.display().to_string());
                    }
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(work);
        }
    });
    let failed = done.into_inner().map(|(_, failed)| failed).unwrap_or_default();
    if !failed.is_empty() {
        bail!("did not compile: {}", failed.join(" "));
    }
    Ok(())
}

/// Gives back what the compiler said.
fn compile(driver: &Driver, flags: &[&str], source: &std::path::Path, made: &std::path::Path) -> Result<String> {
    let partial = made.with_extension("partial");
    let threads = source
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with(THREADS));
    let flags: Vec<_> = flags.iter().copied().chain(threads.then_some("-pthread")).collect();
    let output = driver.program(&flags, source, &partial)?.output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        bail!("{said}");
    }
    fs::rename(partial, made)?;
    Ok(format!("{}\n{said}", source.display()))
}
