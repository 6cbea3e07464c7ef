//! From guest files to a machine that is ready to run.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use abi::{PAGE_SIZE, WASM_PAGE_SIZE};
use lkl_host_ops::{Log, Runs, TaskId, Tasks};

use super::bell::Bell;
use super::clock::Clock;
use super::images::Images;
use super::memories::Memories;
use super::ops::{LogSink, Ops};
use super::streams::{Sink, Source, Streams, Winsize};
use super::{Machine, Step};
use crate::engine::wasmtime::Compiler;
use crate::engine::{EngineError, Entry, Region, Wasmtime};

/// What Linux needs at least besides its image and twice its initramfs, in bytes.
const KERNEL_NEEDS: u64 = 12 << 20;
/// What the kernel writes to while it boots: its data and the map of its pages.
const EARLY_BYTES: usize = 6 << 20;
/// Default size of the kernel's memory, in bytes.
const MEMORY: u64 = 256 << 20;
/// Longest kernel command line (`COMMAND_LINE_SIZE` of `arch/lkl`), in bytes.
const CMDLINE_MAX: usize = 2047;

/// The files that make a guest: what `cargo xtask build` leaves in one folder.
#[derive(Clone, Debug)]
pub struct Guest {
    /// The kernel's code.
    pub kernel: PathBuf,
    /// The kernel's initial data: a flat file for address 0.
    pub image: PathBuf,
    /// One or more cpio archives, in one file.
    pub initramfs: PathBuf,
}

/// Why there is no machine.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A guest file cannot be read.
    #[error("cannot read {} (`cargo xtask build` makes it)", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The memory is too small for this guest.
    #[error("{asked} bytes of memory are too few: this guest needs at least {needed} ({} MiB)", needed.div_ceil(1 << 20))]
    TooLittleMemory {
        /// What was asked for.
        asked: u64,
        /// The least that can work.
        needed: u64,
    },
    /// More than 32-bit addresses reach.
    #[error("{0} bytes of memory are too many: a machine can have less than 4 GiB")]
    TooMuchMemory(u64),
    /// The kernel command line is too long.
    #[error("the kernel command line has {0} bytes, and the kernel reads {CMDLINE_MAX}")]
    CommandLine(usize),
    /// The engine cannot run this kernel.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The kernel is not one of ours.
    #[error("the kernel does not export {0}")]
    Export(&'static str),
    /// The host has no thread for the clock.
    #[error("cannot start the clock: {0}")]
    Clock(io::Error),
}

/// Describes a machine; [`build`](Builder::build) makes it.
pub struct Builder {
    guest: Guest,
    memory: u64,
    append: String,
    cache: Option<PathBuf>,
    console: bool,
    log: Option<LogSink>,
    extra: Vec<u8>,
}

impl Guest {
    /// Opens the folder that `cargo xtask build` has filled.
    ///
    /// # Errors
    /// [`BuildError::File`], naming the first file that is missing.
    pub fn open(folder: &Path) -> Result<Self, BuildError> {
        let file = |name: &str| {
            let path = folder.join(name);
            match fs::metadata(&path) {
                Ok(_) => Ok(path),
                Err(source) => Err(BuildError::File { path, source }),
            }
        };
        Ok(Self {
            kernel: file("vmlinux.wasm")?,
            image: file("vmlinux.img")?,
            initramfs: file("initramfs.cpio")?,
        })
    }
}

impl Builder {
    pub(super) fn new(guest: Guest) -> Self {
        Self {
            guest,
            memory: MEMORY,
            append: String::new(),
            cache: None,
            console: false,
            log: None,
            extra: Vec::new(),
        }
    }

    /// Size of the kernel's memory in bytes; rounded up to 64 KiB.
    #[must_use]
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = bytes.next_multiple_of(u64::from(WASM_PAGE_SIZE));
        self
    }

    /// More words for the kernel's command line.
    #[must_use]
    pub fn append(mut self, words: &str) -> Self {
        if !self.append.is_empty() {
            self.append.push(' ');
        }
        self.append.push_str(words);
        self
    }

    /// Keeps compiled code in this folder, made with mode 0700 if missing.
    #[must_use]
    pub fn cache(mut self, folder: &Path) -> Self {
        self.cache = Some(folder.to_owned());
        self
    }

    /// The machine has a console terminal; connect it with [`Machine::connect_console`].
    #[must_use]
    pub fn console(mut self) -> Self {
        self.console = true;
        self
    }

    /// Receives the kernel's log as it is written.
    #[must_use]
    pub fn kernel_log(mut self, sink: LogSink) -> Self {
        self.log = Some(sink);
        self
    }

    /// Unpacks another cpio archive ("newc") over the guest's root.
    #[must_use]
    pub fn archive(mut self, cpio: &[u8]) -> Self {
        // The kernel looks for the next archive at a multiple of four (init/initramfs.c).
        self.extra.resize(self.extra.len().next_multiple_of(4), 0);
        self.extra.extend_from_slice(cpio);
        self
    }

    /// Makes the machine; nothing of the guest has run yet.
    ///
    /// # Errors
    /// [`BuildError`].
    pub fn build(self) -> Result<Machine, BuildError> {
        let compiler = Compiler::new(self.cache.as_deref())?;
        let kernel = compiler.kernel(&self.guest.kernel)?;
        let (memory, entry) = self.load_memory()?;
        let memory = Arc::new(memory);
        let mut engine = Wasmtime::new(&compiler, &kernel, memory.clone())?;
        engine.spawn(TaskId::BOOT.get(), None, None)?;
        let irq_word = engine.kernel_constant(TaskId::BOOT.get(), "lkl_irq_pending");
        let irq = irq_word.and_then(|addr| engine.irq_line(addr));
        let bell = Bell::new(irq.ok_or(BuildError::Export("lkl_irq_pending"))?);
        let mut clock = Clock::new();
        clock.start(bell.clone()).map_err(BuildError::Clock)?;
        // load_memory has checked that it fits 32 bits.
        let limit = u32::try_from(self.memory).unwrap_or(u32::MAX);
        let ops = Ops {
            kernel: memory,
            tasks: Tasks::new(),
            memories: Memories::new(limit),
            images: Images::new(compiler, limit / WASM_PAGE_SIZE),
            streams: Streams::default(),
            runs: Runs::default(),
            log: Log::default(),
            log_sink: self.log,
            clock,
            bell,
            ended: Vec::new(),
            freed: Vec::new(),
        };
        Ok(Machine {
            engine,
            ops,
            step: Step::Start(TaskId::BOOT, entry),
            phases: Vec::new(),
            last_run: 0,
        })
    }

    /// The kernel's memory: image at 0, and at the top initramfs and command line.
    fn load_memory(&self) -> Result<(Region, Entry), BuildError> {
        let (image, image_len) = open(&self.guest.image)?;
        let (initramfs, initramfs_len) = open(&self.guest.initramfs)?;
        let extra_at = initramfs_len.next_multiple_of(4);
        let initrd_len = extra_at.saturating_add(u32::try_from(self.extra.len()).unwrap_or(u32::MAX));
        let needed = u64::from(image_len) + 2 * u64::from(initrd_len) + KERNEL_NEEDS;
        if self.memory < needed {
            return Err(BuildError::TooLittleMemory {
                asked: self.memory,
                needed,
            });
        }
        let mem_size = u32::try_from(self.memory).map_err(|_| BuildError::TooMuchMemory(self.memory))?;
        let cmdline = self.cmdline()?;
        let region = Region::reserve()?;
        region.grow(mem_size as usize)?;
        region.map_file(0, &image, image_len as usize)?;
        region.populate(EARLY_BYTES);
        let initrd = (mem_size - initrd_len) & !(PAGE_SIZE - 1);
        let cmdline_at = initrd - PAGE_SIZE;
        region.map_file(initrd, &initramfs, initramfs_len as usize)?;
        region.write(initrd + extra_at, &self.extra);
        region.write(cmdline_at, &cmdline);
        let entry = Entry::Boot {
            cmdline: cmdline_at,
            mem_size,
            initrd,
            initrd_len,
            console: self.console,
        };
        Ok((region, entry))
    }

    fn cmdline(&self) -> Result<Vec<u8>, BuildError> {
        let mut line: Vec<u8> = self.append.bytes().filter(|b| *b != 0).collect();
        if line.len() > CMDLINE_MAX {
            return Err(BuildError::CommandLine(line.len()));
        }
        line.push(0);
        Ok(line)
    }
}

/// A guest file and its length, which is what 32 bits can say.
fn open(path: &Path) -> Result<(File, u32), BuildError> {
    let failed = |source| BuildError::File {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    let len = file.metadata().map_err(failed)?.len();
    let len = u32::try_from(len).map_err(|_| failed(io::ErrorKind::FileTooLarge.into()))?;
    Ok((file, len))
}

impl Machine {
    /// Connects the far ends of the console terminal: keys in, screen out, size.
    pub fn connect_console(&mut self, keys: Box<dyn Source>, screen: Box<dyn Sink>, size: Winsize) {
        self.ops.streams.open_console(keys, screen, size);
    }
}
