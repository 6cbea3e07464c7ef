//! Calls of our own compiler driver (`xtask cc`), for recipes that need it as a program.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::builder::{Builder, Output};
use super::step::{Hash, Manifest};
use crate::command::cc::{SYSROOT, WASM_OPT};

/// The driver: a sysroot and the pass that makes stacks capturable.
#[derive(Debug)]
pub struct Driver {
    /// The C library and headers.
    pub sysroot: Output,
    /// binaryen.
    pub binaryen: Output,
    /// Changes with the driver itself.
    pub sources: Hash,
    /// Changes with everything that changes what the driver makes.
    pub version: String,
}

impl Driver {
    /// A driver, with its version.
    ///
    /// # Errors
    /// The driver's sources cannot be read.
    pub fn new(builder: &Builder, sysroot: Output, binaryen: Output) -> Result<Self> {
        let sources = builder.memo.tree_hash(&builder.repo.join("xtask/src/cc"))?;
        let version = format!("{sources} {} {}", sysroot.digest(), binaryen.digest());
        Ok(Self {
            sysroot,
            binaryen,
            sources,
            version,
        })
    }

    /// Changes with the headers that programs include.
    #[must_use]
    pub fn headers(&self) -> Hash {
        let all = self.sysroot.manifest.0.iter();
        let headers = all.filter(|(path, _)| path.starts_with("include/"));
        Manifest(headers.map(|(path, hash)| (path.clone(), hash.clone())).collect()).digest()
    }

    /// Lets a command that calls the driver find the sysroot without asking the build.
    pub fn tell(&self, command: &mut Command) {
        command
            .env(SYSROOT, &self.sysroot.dir)
            .env(WASM_OPT, super::binaryen::wasm_opt(&self.binaryen));
    }

    /// `xtask cc`.
    ///
    /// # Errors
    /// This program's own path is unknown.
    pub fn command(&self) -> Result<Command> {
        let mut command = Command::new(env::current_exe()?);
        command.arg("cc");
        self.tell(&mut command);
        Ok(command)
    }

    /// The words for `CC=` of a makefile.
    ///
    /// # Errors
    /// This program's own path is unknown.
    pub fn words(&self) -> Result<String> {
        Ok(format!("{} cc", env::current_exe()?.display()))
    }

    /// Compiles and links one file.
    ///
    /// # Errors
    /// This program's own path is unknown.
    pub fn program(&self, flags: &[&str], source: &Path, output: &Path) -> Result<Command> {
        let mut command = self.command()?;
        command.args(flags).arg(source).arg("-o").arg(output);
        Ok(command)
    }
}
