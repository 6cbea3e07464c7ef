//! Compiling modules, and keeping the machine code for the next time.
//!
//! Loading native code trusts its input. So the cache folder is the user's own (mode 0700), every entry has a checksum that is verified
//! before the code is mapped, and an entry that does not match is compiled again. Keys are the content of the source, wasmtime's own
//! compatibility hash and the number of `exec-image`'s treatment.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{ptr, slice};

use ::wasmtime::{Engine, Module};
use exec_image::{Image, Refusal};
use rustix::mm::{MapFlags, ProtFlags};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::views::Views;
use super::{engine, flavour};
use crate::engine::EngineError;

/// Compiled modules that a cache folder keeps.
const ENTRIES_MAX: usize = 256;

/// Compiles modules for one machine; clones are cheap and may go to other threads.
#[derive(Clone)]
pub struct Compiler {
    engine: Engine,
    views: Arc<Views>,
    cache: Option<PathBuf>,
}

/// A compiled module and what must be known to load it.
#[derive(Clone)]
pub struct Program {
    module: Module,
    facts: Arc<Facts>,
}

/// What `exec-image` found in a program file, without the module itself.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Facts {
    /// Data to write: address and bytes.
    pub segments: Vec<(u32, Vec<u8>)>,
    /// Initial length of the memory in wasm pages.
    pub initial_pages: u32,
    /// Initial `__stack_pointer`.
    pub stack_pointer: u32,
    /// Lowest address of the C stack.
    pub stack_low: u32,
    /// Address of the word that safepoints look at.
    pub safepoint: u32,
    /// Whether it has a function at which threads begin.
    pub starts_threads: bool,
}

/// Why a program file cannot become a [`Program`].
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// The file is not for this machine.
    #[error("{0}")]
    Refused(Refusal),
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// The side file of a cached module.
#[derive(Serialize, Deserialize)]
struct Meta {
    len: u64,
    checksum: u128,
    facts: Facts,
}

impl Compiler {
    /// A compiler that keeps its results in `cache` (made if missing), or nowhere.
    ///
    /// # Errors
    /// [`EngineError`] if the engine does not run on this host. A cache folder that cannot be used is reported and left alone.
    pub fn new(cache: Option<&Path>) -> Result<Self, EngineError> {
        let views = Arc::<Views>::default();
        let engine = engine(&views)?;
        let cache = cache.and_then(|dir| {
            let mut hasher = DefaultHasher::new();
            engine.precompile_compatibility_hash().hash(&mut hasher);
            exec_image::TREATMENT.hash(&mut hasher);
            let dir = dir.join(format!("wasmtime-{:016x}", hasher.finish()));
            let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(&dir);
            made.map_err(|e| tracing::warn!("cannot use the cache folder {}: {e}", dir.display()))
                .ok()?;
            Some(dir)
        });
        Ok(Self { engine, views, cache })
    }

    pub(super) fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(super) fn views(&self) -> Arc<Views> {
        self.views.clone()
    }

    /// The kernel's module, without its data (`exec_image::split_kernel`).
    ///
    /// # Errors
    /// [`EngineError::Module`] if it cannot be read or does not compile.
    pub fn kernel(&self, path: &Path) -> Result<Program, EngineError> {
        let unreadable = |e: io::Error| EngineError::Module {
            what: "kernel",
            why: format!("cannot read {}: {e}; `cargo xtask build` makes it", path.display()),
        };
        let (_, key) = checksum(path).map_err(unreadable)?;
        match self.load(key) {
            Some(program) => Ok(program),
            None => self.compile("kernel", key, &fs::read(path).map_err(unreadable)?, Facts::default()),
        }
    }

    /// A program file that has been compiled before.
    #[must_use]
    pub fn known_program(&self, file: &[u8]) -> Option<Program> {
        self.load(xxh3_128(file))
    }

    /// A program file: validated, prepared and compiled. May take seconds.
    ///
    /// # Errors
    /// [`CompileError::Refused`] with the one reason why it is not a program of this machine.
    pub fn program(&self, file: &[u8]) -> Result<Program, CompileError> {
        let image = exec_image::prepare(file).map_err(CompileError::Refused)?;
        let (module, facts) = facts(image);
        Ok(self.compile("program", xxh3_128(file), &module, facts)?)
    }

    fn compile(&self, what: &'static str, key: u128, wasm: &[u8], facts: Facts) -> Result<Program, EngineError> {
        let refused = |why: String| EngineError::Module { what, why };
        let own = flavour::own_memory(wasm).map_err(|e| refused(e.to_string()))?;
        let module = Module::new(&self.engine, own).map_err(|e| refused(format!("{e:#}")))?;
        if let Some(dir) = &self.cache {
            let code = module.serialize().map_err(|e| refused(format!("{e:#}")))?;
            let meta = Meta {
                len: code.len() as u64,
                checksum: xxh3_128(&code),
                facts,
            };
            if let Err(e) = store(dir, key, &code, &meta) {
                tracing::warn!("cannot keep compiled code in {}: {e}", dir.display());
            }
            return Ok(Program {
                module,
                facts: Arc::new(meta.facts),
            });
        }
        Ok(Program {
            module,
            facts: Arc::new(facts),
        })
    }

    fn load(&self, key: u128) -> Option<Program> {
        let dir = self.cache.as_ref()?;
        let meta: Meta = postcard::from_bytes(&fs::read(meta_path(dir, key)).ok()?).ok()?;
        let path = code_path(dir, key);
        match checksum(&path) {
            Ok(found) if found == (meta.len, meta.checksum) => {}
            Ok(_) => {
                tracing::warn!("{} is damaged: compiling again", path.display());
                return None;
            }
            Err(_) => return None,
        }
        // SAFETY: this process or an earlier one of this user wrote the file into a folder of mode 0700, and its checksum is right.
        let module = unsafe { Module::deserialize_file(&self.engine, &path) };
        Some(Program {
            module: module
                .map_err(|e| tracing::warn!("{}: {e:#}: compiling again", path.display()))
                .ok()?,
            facts: Arc::new(meta.facts),
        })
    }
}

impl Program {
    pub(super) fn module(&self) -> &Module {
        &self.module
    }

    /// What must be known to load it.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }
}

fn facts(image: Image) -> (Vec<u8>, Facts) {
    let facts = Facts {
        segments: image.segments.into_iter().map(|s| (s.addr, s.bytes)).collect(),
        initial_pages: image.initial_pages,
        stack_pointer: image.stack_pointer,
        stack_low: image.stack_low,
        safepoint: image.safepoint,
        starts_threads: image.starts_threads,
    };
    (image.module, facts)
}

fn code_path(dir: &Path, key: u128) -> PathBuf {
    dir.join(format!("{key:032x}.cwasm"))
}

fn meta_path(dir: &Path, key: u128) -> PathBuf {
    dir.join(format!("{key:032x}.meta"))
}

/// Length and checksum of a file.
fn checksum(path: &Path) -> io::Result<(u64, u128)> {
    let file = File::open(path)?;
    let len = file.metadata()?.len();
    let size = usize::try_from(len).map_err(io::Error::other)?;
    if size == 0 {
        return Ok((0, xxh3_128(&[])));
    }
    // SAFETY: a fresh read-only mapping, unmapped below, seen as bytes only. The folder is the user's own: if another process of theirs
    // cuts the file short now, this one dies of SIGBUS, as it would running the code.
    let digest = unsafe {
        let map = rustix::mm::mmap(
            ptr::null_mut(),
            size,
            ProtFlags::READ,
            MapFlags::PRIVATE | MapFlags::POPULATE,
            &file,
            0,
        )?;
        let digest = xxh3_128(slice::from_raw_parts(map.cast(), size));
        rustix::mm::munmap(map, size)?;
        digest
    };
    Ok((len, digest))
}

/// Writes code, then the side file; each appears whole or not at all.
fn store(dir: &Path, key: u128, code: &[u8], meta: &Meta) -> io::Result<()> {
    let meta = postcard::to_stdvec(meta).map_err(io::Error::other)?;
    for (path, bytes) in [(code_path(dir, key), code), (meta_path(dir, key), &meta)] {
        let unfinished = path.with_extension(format!("new-{}", std::process::id()));
        let mut file = File::create(&unfinished)?;
        file.write_all(bytes)?;
        drop(file);
        fs::rename(unfinished, path)?;
    }
    prune(dir)
}

/// Forgets the entries that were made first, beyond [`ENTRIES_MAX`]. Another process may be doing the same: what is gone already is no error.
fn prune(dir: &Path) -> io::Result<()> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "cwasm")
            && let Ok(made) = fs::metadata(&path).and_then(|meta| meta.modified())
        {
            entries.push((made, path));
        }
    }
    entries.sort();
    let surplus = entries.len().saturating_sub(ENTRIES_MAX);
    for (_, path) in entries.into_iter().take(surplus) {
        for path in [path.with_extension("meta"), path] {
            match fs::remove_file(path) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
                _ => {}
            }
        }
    }
    Ok(())
}
