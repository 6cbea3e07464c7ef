//! Program files on their way to compiled programs: `image_*` of `docs/abi.md`.
//!
//! A file is known by its inode and version; on a miss the kernel hands over its bytes. What they hash to may be known too, from this
//! machine or from the cache folder. Only a file that has never been seen is compiled, on a thread of its own, while other tasks run.

use std::collections::{HashMap, VecDeque};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use abi::irq;

use super::bell::Bell;
use crate::engine::FileKey;
use crate::engine::wasmtime::{CompileError, Compiler, Program};

/// Largest program file, in bytes.
const FILE_MAX: u64 = 512 << 20;
/// Files being read or compiled at once; beyond it, the oldest is given up.
const LOADS_MAX: usize = 64;
/// Programs that are remembered; the oldest is forgotten first (its processes keep it).
const PROGRAMS_MAX: usize = 256;

const ENOMEM: i32 = 12;
const ENOEXEC: i32 = 8;
const EINVAL: i32 = 22;

/// Known programs and those that are being loaded.
pub(super) struct Images {
    compiler: Compiler,
    files: HashMap<FileKey, u32>,
    programs: HashMap<u32, Program>,
    order: VecDeque<(u32, FileKey)>,
    loads: HashMap<u32, Load>,
    last: u32,
    /// No program may start with more memory than this, in wasm pages.
    pages_max: u32,
}

struct Load {
    key: FileKey,
    state: LoadState,
}

enum LoadState {
    Reading(Vec<u8>),
    Compiling(Receiver<Result<Program, CompileError>>),
}

/// What `image_finish` answers, and what the log is told.
pub(super) enum Finished {
    Ready(u32),
    Pending,
    Refused { errno: i32, why: String },
}

impl Images {
    pub(super) fn new(compiler: Compiler, pages_max: u32) -> Self {
        Self {
            compiler,
            files: HashMap::new(),
            programs: HashMap::new(),
            order: VecDeque::new(),
            loads: HashMap::new(),
            last: 0,
            pages_max,
        }
    }

    pub(super) fn program(&self, image: u32) -> Option<&Program> {
        self.programs.get(&image)
    }

    pub(super) fn lookup(&self, key: FileKey) -> i32 {
        self.files.get(&key).map_or(0, |id| id.cast_signed())
    }

    pub(super) fn begin(&mut self, key: FileKey) -> i32 {
        if key.size > FILE_MAX {
            return -ENOMEM;
        }
        if self.loads.len() >= LOADS_MAX {
            // A task that was killed while it waited leaves its load behind; ids grow, so the least is the oldest.
            let oldest = self.loads.keys().min().copied();
            oldest.map(|id| self.loads.remove(&id));
        }
        let id = self.next_id();
        let capacity = usize::try_from(key.size).unwrap_or(0);
        let state = LoadState::Reading(Vec::with_capacity(capacity));
        self.loads.insert(id, Load { key, state });
        id.cast_signed()
    }

    /// The next `n` bytes of a file, written by `read`.
    pub(super) fn feed(&mut self, handle: u32, n: usize, read: impl FnOnce(&mut [u8]) -> usize) -> i32 {
        match self.loads.get_mut(&handle) {
            Some(Load {
                state: LoadState::Reading(bytes),
                key,
            }) if bytes.len() as u64 + n as u64 <= key.size => {
                let at = bytes.len();
                bytes.resize(at + n, 0);
                if read(&mut bytes[at..]) < n { -EINVAL } else { 0 }
            }
            _ => -EINVAL,
        }
    }

    pub(super) fn finish(&mut self, handle: u32, bell: &Bell) -> Finished {
        let Some(Load { key, state }) = self.loads.remove(&handle) else {
            return refused(-EINVAL, "no such load".into());
        };
        let result = match state {
            LoadState::Reading(bytes) => match self.compiler.known_program(&bytes) {
                Some(program) => Ok(program),
                None => return self.compile(handle, key, bytes, bell),
            },
            LoadState::Compiling(result) => match result.try_recv() {
                Ok(result) => result,
                Err(TryRecvError::Empty) => {
                    let state = LoadState::Compiling(result);
                    self.loads.insert(handle, Load { key, state });
                    return Finished::Pending;
                }
                Err(TryRecvError::Disconnected) => {
                    return refused(-ENOMEM, "the compiler gave up".into());
                }
            },
        };
        match result {
            Ok(program) => self.admit(key, program),
            Err(CompileError::Refused(why)) => refused(-ENOEXEC, why.to_string()),
            Err(CompileError::Engine(why)) => refused(-ENOEXEC, why.to_string()),
        }
    }

    fn compile(&mut self, handle: u32, key: FileKey, bytes: Vec<u8>, bell: &Bell) -> Finished {
        let (done, result) = channel();
        let (compiler, bell) = (self.compiler.clone(), bell.clone());
        let spawned = thread::Builder::new().name("wasmlinux-compile".into()).spawn(move || {
            // The machine may be gone: then nobody wants the result.
            let _ = done.send(compiler.program(&bytes));
            bell.ring(irq::IMAGE);
        });
        if let Err(e) = spawned {
            return refused(-ENOMEM, e.to_string());
        }
        let state = LoadState::Compiling(result);
        self.loads.insert(handle, Load { key, state });
        Finished::Pending
    }

    fn admit(&mut self, key: FileKey, program: Program) -> Finished {
        let pages = program.facts().initial_pages;
        if pages > self.pages_max {
            let why = format!(
                "it asks for {pages} pages of memory, and a process may have {}",
                self.pages_max
            );
            return refused(-ENOMEM, why);
        }
        while self.programs.len() >= PROGRAMS_MAX {
            let Some((oldest, key)) = self.order.pop_front() else {
                break;
            };
            self.programs.remove(&oldest);
            self.files.remove(&key);
        }
        let id = self.next_id();
        self.programs.insert(id, program);
        self.files.insert(key, id);
        self.order.push_back((id, key));
        Finished::Ready(id)
    }

    fn next_id(&mut self) -> u32 {
        self.last = if self.last >= i32::MAX.cast_unsigned() {
            1
        } else {
            self.last + 1
        };
        self.last
    }
}

fn refused(errno: i32, why: String) -> Finished {
    Finished::Refused { errno, why }
}
