//! Links the kernel, and splits what was linked into code and memory.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, anyhow};

use super::builder::{Builder, Output};
use super::job::{Job, NONE};
use super::kernel::{ARCHIVES, VERSION_OBJECT};
use super::step::Inputs;

/// Links the objects in `out` to `vmlinux.wasm` and `vmlinux.map`. There is no linker script: the first object opens all data sections in
/// order, the last one closes them.
///
/// # Errors
/// A command failed.
pub fn link(job: &mut Job, tree: &Path, out: &Path) -> Result<()> {
    for name in ["order", "end"] {
        let mut clang = Command::new("clang-19");
        clang
            .current_dir(out)
            .args(["--target=wasm32-unknown-unknown", "-mbulk-memory", "-c"])
            .arg(tree.join(format!("arch/lkl/link/{name}.S")))
            .args(["-o", &format!("{name}.o")]);
        job.run(&mut clang, NONE)?;
    }
    let [objects, libraries @ ..] = ARCHIVES;
    let mut ld = Command::new("wasm-ld-19");
    ld.current_dir(out)
        .args([
            "--no-entry",
            "--no-gc-sections",
            "--initial-memory=33554432",
            "--max-memory=4294967296",
            "--global-base=4096",
            // The kernel takes small function pointers for sentinels; here they are table indices.
            "--table-base=4096",
            "-z",
            "stack-size=16",
            "--export=__stack_pointer",
            "--export=lkl_irq_pending",
            "-Map=vmlinux.map",
            "order.o",
            VERSION_OBJECT,
            "--whole-archive",
            objects,
            "--no-whole-archive",
        ])
        .args(libraries)
        .args(["end.o", "-o", "vmlinux.wasm"]);
    job.run(&mut ld, NONE)
}

/// Splits the linked kernel: outputs `vmlinux.wasm` (without data) and `vmlinux.img` (its memory from address 0).
///
/// # Errors
/// The module is not a kernel.
pub fn split(builder: &Builder, linked: &Output) -> Result<Output> {
    let recipe = builder.memo.tree_hash(&builder.repo.join("exec-image/src"))?;
    let inputs = Inputs::new(&recipe).with("linked", linked.digest());
    builder.step("split", 0, &inputs, |_, output| {
        let module = fs::read(linked.dir.join("vmlinux.linked.wasm"))?;
        let kernel = exec_image::split_kernel(&module).map_err(|refusal| anyhow!("vmlinux.wasm: {refusal}"))?;
        fs::write(output.join("vmlinux.wasm"), kernel.module)?;
        fs::write(output.join("vmlinux.img"), kernel.image)?;
        Ok(())
    })
}
