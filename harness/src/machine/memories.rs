//! Process memories: what `nommu-proc` decides, done to regions.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use abi::{WASM_PAGE_SIZE, image_info};
use lkl_host_ops::TaskInfo;
use nommu_proc::{
    Action, Change, Loaded, MapError, MapFlags, MmId, ProcessError, Processes, RemapFlags, Shared, Space, SpaceLayout,
};

use crate::engine::wasmtime::{NATIVE_STACK, Program};
use crate::engine::{EngineError, Region, SharedMemory};

/// The host's own bytes of every process: the word that safepoints look at, and where a captured stack is unwound to. Its frames are
/// smaller there than on the native stack, which ends before this does.
const HOST_AREA: u32 = NATIVE_STACK + (1 << 20);
/// The first of these, kept for words.
const HOST_WORDS: u32 = 64;
/// Objects that processes share at a time: each is a descriptor of the host's.
const OBJECTS_MAX: usize = 256;
/// What is kept for the heap.
const BRK_RESERVE: u32 = 1 << 20;

const EINVAL: i32 = 22;
const ENOMEM: i32 = 12;
const ENOSYS: i32 = 38;
const MADV_DONTNEED: u32 = 4;
const MAP_TYPE: u32 = 0xf;
const MAP_PRIVATE: u32 = 2;

/// The memories of all processes of a machine.
pub(super) struct Memories {
    pub(super) processes: Processes,
    held: HashMap<MmId, Held>,
    limit: u32,
    last_object: u32,
    /// Held once by every object that exists.
    objects: Arc<()>,
}

/// What several processes may show.
struct Object {
    memory: SharedMemory,
    _count: Arc<()>,
}

/// What the host holds for one memory.
#[derive(Clone)]
struct Held {
    region: Arc<Region>,
    program: Option<Program>,
    /// What its address space shows of shared memory, by number.
    objects: HashMap<u32, Arc<Object>>,
}

/// Everything needed to instantiate a process's program.
pub(super) struct Runnable {
    pub(super) program: Program,
    pub(super) region: Arc<Region>,
    pub(super) area: Range<u32>,
}

impl Memories {
    /// Processes of at most `limit` bytes each.
    pub(super) fn new(limit: u32) -> Self {
        Self {
            processes: Processes::new(),
            held: HashMap::new(),
            limit,
            last_object: 0,
            objects: Arc::default(),
        }
    }

    pub(super) fn count(&self) -> usize {
        self.held.len()
    }

    pub(super) fn region(&self, mm: u32) -> Option<Arc<Region>> {
        Some(self.held.get(&MmId::new(mm)?)?.region.clone())
    }

    /// What runs in a task's memory.
    pub(super) fn runnable(&self, task: u32) -> Option<Runnable> {
        let held = self.held.get(&self.processes.mm_of(task)?)?;
        let program = held.program.clone()?;
        let start = program.facts().initial_pages * WASM_PAGE_SIZE;
        Some(Runnable {
            program,
            region: held.region.clone(),
            area: start + HOST_WORDS..start + HOST_AREA,
        })
    }

    pub(super) fn create(&mut self) -> i32 {
        let Ok(region) = Region::reserve() else {
            return -ENOMEM;
        };
        match self.processes.mm_new() {
            Ok(id) => self.hold(
                id,
                Held {
                    region: Arc::new(region),
                    program: None,
                    objects: HashMap::new(),
                },
            ),
            Err(e) => e.to_errno(),
        }
    }

    /// A copy of `from`, for a child of `task`.
    pub(super) fn fork(&mut self, from: u32, task: u32) -> i32 {
        let Some((from, held)) = MmId::new(from).and_then(|id| Some((id, self.held.get(&id)?.clone()))) else {
            return -EINVAL;
        };
        let copy = Region::reserve().and_then(|copy| copy.grow(held.region.len()).map(|()| copy));
        let Ok(copy) = copy else {
            return -ENOMEM;
        };
        for area in self.processes.copied(from, task) {
            copy.copy_fresh(&held.region, area.start..area.end);
        }
        for shared in self.processes.space(from).into_iter().flat_map(Space::shared) {
            if share(&copy, &held.objects, shared).is_err() {
                return -ENOMEM;
            }
        }
        match self.processes.mm_fork(from) {
            Ok(id) => self.hold(
                id,
                Held {
                    region: Arc::new(copy),
                    ..held
                },
            ),
            Err(e) => e.to_errno(),
        }
    }

    fn hold(&mut self, id: MmId, held: Held) -> i32 {
        self.held.insert(id, held);
        id.get().cast_signed()
    }

    pub(super) fn drop_mm(&mut self, mm: u32) {
        let ended = MmId::new(mm).and_then(|id| self.processes.mm_drop(id));
        self.release(ended);
    }

    /// A new task runs in its process's memory: the child of a fork, or a thread.
    pub(super) fn join(&mut self, parent: u32, child: u32, info: TaskInfo) -> Result<(), i32> {
        let Some(mm) = MmId::new(info.mm) else {
            return Ok(());
        };
        let joined = if info.user_sp == 0 {
            self.processes.fork_child(parent, child, mm)
        } else {
            let program = self.held.get(&mm).and_then(|held| held.program.as_ref());
            if !program.is_some_and(|program| program.facts().starts_threads) {
                return Err(-ENOSYS);
            }
            self.processes.thread(child, mm)
        };
        joined.map_err(ProcessError::to_errno)
    }

    /// The task runs in `mm` from now on (0: in none).
    pub(super) fn activate(&mut self, task: u32, mm: u32) {
        if let Ok(ended) = self.processes.activate(task, MmId::new(mm)) {
            self.release(ended);
        }
    }

    pub(super) fn exit(&mut self, task: u32) {
        let ended = self.processes.exit(task);
        self.release(ended);
    }

    fn release(&mut self, ended: Option<MmId>) {
        if let Some(id) = ended {
            self.held.remove(&id);
        }
    }

    /// Serves `mm_load`; the words of `struct image_info`, or an errno.
    pub(super) fn load(&mut self, mm: u32, image: u32, program: Program) -> Result<[u8; image_info::SIZE as usize], i32> {
        let id = MmId::new(mm).ok_or(-EINVAL)?;
        let facts = program.facts();
        let image_end = facts.initial_pages.checked_mul(WASM_PAGE_SIZE).ok_or(-ENOMEM)?;
        let brk_start = image_end.checked_add(HOST_AREA).ok_or(-ENOMEM)?;
        let loaded = Loaded {
            image,
            c_stack: nommu_proc::Range::new(facts.stack_low, facts.stack_pointer),
        };
        let layout = SpaceLayout {
            image_end,
            brk_start,
            brk_reserve: BRK_RESERVE,
            limit: self.limit,
        };
        let len = self.processes.load(id, loaded, layout).map_err(|e| e.to_errno())?.len();
        let held = self.held.get_mut(&id).ok_or(-EINVAL)?;
        held.region.grow(len as usize).map_err(|_| -ENOMEM)?;
        for (addr, bytes) in &facts.segments {
            held.region.write(*addr, bytes);
        }
        let mut info = [0; image_info::SIZE as usize];
        for (at, word) in [
            (image_info::SP, facts.stack_pointer),
            (image_info::STACK_LOW, facts.stack_low),
            (image_info::END, image_end),
            (image_info::BRK, brk_start),
        ] {
            info[at as usize..at as usize + 4].copy_from_slice(&word.to_le_bytes());
        }
        held.program = Some(program);
        Ok(info)
    }

    pub(super) fn map(&mut self, mm: u32, addr: u32, len: u32, flags: u32) -> i32 {
        if flags & MAP_TYPE == MAP_PRIVATE {
            return self.change(mm, |space| space.map(addr, len, MapFlags::from_bits(flags)));
        }
        if Arc::strong_count(&self.objects) > OBJECTS_MAX {
            return -ENOMEM;
        }
        let held = MmId::new(mm).and_then(|id| self.held.get_mut(&id));
        let (Some(held), Ok(memory)) = (held, SharedMemory::new(len as usize)) else {
            return -ENOMEM;
        };
        self.last_object = self.last_object.wrapping_add(1);
        let object = self.last_object;
        let counted = Object {
            memory,
            _count: self.objects.clone(),
        };
        held.objects.insert(object, Arc::new(counted));
        self.change(mm, |space| space.map_shared(addr, len, MapFlags::from_bits(flags), object))
    }

    pub(super) fn unmap(&mut self, mm: u32, addr: u32, len: u32) -> i32 {
        match self.change(mm, |space| space.unmap(addr, len)) {
            errno @ -4095..0 => errno,
            _ => 0,
        }
    }

    pub(super) fn remap(&mut self, mm: u32, addr: u32, old: u32, new: u32, flags: u32, to: u32) -> i32 {
        self.change(mm, |space| space.remap(addr, old, new, RemapFlags::from_bits(flags)?, to))
    }

    pub(super) fn brk(&mut self, mm: u32, addr: u32) -> i32 {
        let answer = self.change(mm, |space| Ok(space.brk(addr)));
        if (-4095..0).contains(&answer) {
            let space = MmId::new(mm).and_then(|id| self.processes.space(id));
            return space.map_or(0, |space| space.program_break().cast_signed());
        }
        answer
    }

    pub(super) fn advise(&mut self, mm: u32, addr: u32, len: u32, advice: u32) -> i32 {
        if advice != MADV_DONTNEED {
            return 0;
        }
        match self.change(mm, |space| space.advise_dontneed(addr, len)) {
            errno @ -4095..0 => errno,
            _ => 0,
        }
    }

    /// Asks the address space, does to the memory what it says, and writes that down.
    fn change(&mut self, mm: u32, ask: impl FnOnce(&Space) -> Result<Change, MapError>) -> i32 {
        let Some(id) = MmId::new(mm) else {
            return -EINVAL;
        };
        let (Some(space), Some(held)) = (self.processes.space_mut(id), self.held.get_mut(&id)) else {
            return -EINVAL;
        };
        let answer = match ask(space) {
            Ok(change) if held.carry_out(&change).is_ok() => {
                space.commit(&change);
                change.addr.cast_signed()
            }
            Ok(_) => -ENOMEM,
            Err(e) => e.to_errno(),
        };
        // Whoever shows an object last, frees it.
        held.objects.retain(|id, _| space.shared().any(|shared| shared.object == *id));
        answer
    }
}

impl Held {
    fn carry_out(&self, change: &Change) -> Result<(), EngineError> {
        for action in change.actions() {
            match *action {
                Action::Grow { len } => self.region.grow(len as usize)?,
                Action::Move { from, to, len } => {
                    self.region.copy_from(to, &self.region, from, len as usize);
                }
                Action::Zero(range) | Action::Discard(range) => self.region.discard(range.start..range.end),
                Action::Share(shared) => share(&self.region, &self.objects, shared)?,
                Action::Private(range) => self.region.make_private(range.start..range.end)?,
            }
        }
        Ok(())
    }
}

fn share(region: &Region, objects: &HashMap<u32, Arc<Object>>, shared: Shared) -> Result<(), EngineError> {
    let Some(object) = objects.get(&shared.object) else {
        return Ok(());
    };
    region.share(shared.at.start..shared.at.end, &object.memory, shared.offset)
}
