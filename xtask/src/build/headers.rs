//! The kernel's headers for programs.

use std::fs;

use anyhow::{Context, Result};

use super::builder::{Builder, Output};
use super::kernel::{OVERLAY, build_copy, make};
use super::memo::files_under;
use super::sources::Source;
use super::step::Inputs;

/// Makes them: output `include/`.
///
/// # Errors
/// A command failed.
pub fn headers(builder: &Builder, source: &Source) -> Result<Output> {
    let uapi = builder.repo.join(OVERLAY).join("include/uapi");
    let inputs = Inputs::new(include_str!("headers.rs"))
        .with("source", &source.sha256)
        .with("uapi", builder.memo.tree_hash(&uapi)?);
    let copy = || build_copy(builder, source);
    builder.prepared_step("headers", 1000, &inputs, copy, |job, output, copy| {
        let out = copy.with_file_name("headers");
        fs::create_dir_all(&out)?;
        let header = |line: &str| line.starts_with("  HDRINST ");
        // `headers_install` would need rsync to do what the loop below does.
        job.run(make(&copy, &out).arg("headers"), header)?;
        let from = out.join("usr/include");
        for file in files_under(&from)? {
            if file.extension().is_some_and(|extension| extension == "h") {
                let to = output.join("include").join(&file);
                fs::create_dir_all(to.parent().context("a header without folder")?)?;
                fs::copy(from.join(&file), to)?;
            }
        }
        Ok(())
    })
}
