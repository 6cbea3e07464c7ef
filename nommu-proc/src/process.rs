use alloc::vec;
use alloc::vec::Vec;
use core::num::NonZeroU32;

use hashbrown::HashMap;

use crate::capture::Stack;
use crate::error::ProcessError;
use crate::jmpbufs::JmpBufs;
use crate::layout::SpaceLayout;
use crate::limits::{MM_MAX, TASKS_MAX};
use crate::ranges::Range;
use crate::space::Space;

/// Names one memory: the kernel's `mm_context_t`. Above 0, fits an `i32`, and is not given out again soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MmId(NonZeroU32);

impl MmId {
    /// The id that the kernel passed; `None` for 0.
    #[must_use]
    pub fn new(word: u32) -> Option<Self> {
        NonZeroU32::new(word).map(Self)
    }

    /// The word for the kernel.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0.get()
    }
}

/// The image that a memory was loaded with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loaded {
    /// The host's id of the image.
    pub image: u32,
    /// The C stack: from the lowest address it may reach to its initial pointer.
    pub c_stack: Range,
}

/// All memories, and what the host keeps for each task that runs a program. Tasks are named by the host's ids.
///
/// A memory lives until the kernel has dropped it *and* no task runs in it: exit drops it while the dying task still has its
/// instance. The calls that can end one answer its id; the host then frees what it holds for it.
#[derive(Debug, Default)]
pub struct Processes {
    mms: HashMap<MmId, Mm>,
    pub(crate) tasks: HashMap<u32, Task>,
    last: u32,
}

#[derive(Debug)]
struct Mm {
    loaded: Option<(Loaded, Space)>,
    users: usize,
    dropped: bool,
}

#[derive(Debug)]
pub(crate) struct Task {
    mm: MmId,
    pub(crate) captured: Option<Stack>,
    pub(crate) jmpbufs: JmpBufs,
}

impl Processes {
    /// No memories, no tasks.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// `mm_new`: an empty memory.
    ///
    /// # Errors
    ///
    /// `Full`.
    pub fn mm_new(&mut self) -> Result<MmId, ProcessError> {
        self.mm_insert(None)
    }

    /// What a copy of `mm` for a child of `task` must contain: its areas, but not what is shared, and of the C stack only what is in use at
    /// the capture. Clang uses up to 128 bytes below the stack pointer.
    pub fn copied(&self, mm: MmId, task: u32) -> impl Iterator<Item = Range> {
        const RED_ZONE: u32 = abi::sigframe::RED_ZONE;
        let captured = self.tasks.get(&task).and_then(|task| task.captured.as_ref());
        let sp = captured.map_or(0, |stack| stack.sp.saturating_sub(RED_ZONE));
        let c_stack = self.loaded(mm).map_or(Range::default(), |loaded| loaded.c_stack);
        // A stack pointer elsewhere (an alternate stack) tells nothing about this stack.
        let unused = if c_stack.start < sp && sp <= c_stack.end {
            Range::new(c_stack.start, sp)
        } else {
            Range::default()
        };
        let space = self.space(mm);
        let shared: Vec<_> = space.into_iter().flat_map(Space::shared).map(|shared| shared.at).collect();
        space
            .into_iter()
            .flat_map(Space::areas)
            .flat_map(move |area| area.without(unused))
            .flat_map(move |area| without_all(area, &shared))
    }

    /// `mm_fork`: bookkeeping for a copy; the host copies the bytes of [`copied`](Processes::copied).
    ///
    /// # Errors
    ///
    /// `NoSuchMm`, `Full`.
    pub fn mm_fork(&mut self, from: MmId) -> Result<MmId, ProcessError> {
        let loaded = self.mms.get(&from).ok_or(ProcessError::NoSuchMm)?.loaded.clone();
        self.mm_insert(loaded)
    }

    /// `mm_drop`: the kernel will not name it again. Answers its id if the host can free it at once.
    #[must_use = "free the memory"]
    pub fn mm_drop(&mut self, id: MmId) -> Option<MmId> {
        self.mms.get_mut(&id)?.dropped = true;
        self.release(id)
    }

    /// `mm_load`: from now on the memory is laid out so, whatever it was.
    ///
    /// # Errors
    ///
    /// `NoSuchMm`, `Layout`; the memory stays what it was.
    pub fn load(&mut self, id: MmId, loaded: Loaded, layout: SpaceLayout) -> Result<&Space, ProcessError> {
        let mm = self.mms.get_mut(&id).ok_or(ProcessError::NoSuchMm)?;
        let space = Space::new(layout).map_err(|_| ProcessError::Layout)?;
        Ok(&mm.loaded.insert((loaded, space)).1)
    }

    /// The address space, once loaded.
    #[must_use]
    pub fn space(&self, id: MmId) -> Option<&Space> {
        self.mms.get(&id)?.loaded.as_ref().map(|(_, space)| space)
    }

    /// The address space, to commit changes to.
    #[must_use]
    pub fn space_mut(&mut self, id: MmId) -> Option<&mut Space> {
        self.mms.get_mut(&id)?.loaded.as_mut().map(|(_, space)| space)
    }

    /// What it was loaded with.
    #[must_use]
    pub fn loaded(&self, id: MmId) -> Option<Loaded> {
        self.mms.get(&id)?.loaded.as_ref().map(|(loaded, _)| *loaded)
    }

    /// The memory that a task runs in.
    #[must_use]
    pub fn mm_of(&self, task: u32) -> Option<MmId> {
        self.tasks.get(&task).map(|task| task.mm)
    }

    /// `mm_activate`: the task runs in this memory from now on (exec), or in none. What was captured belongs to the old program
    /// and is forgotten. Answers the old memory if the host can free it.
    ///
    /// # Errors
    ///
    /// `NoSuchMm`, `Full`; the task stays where it was.
    pub fn activate(&mut self, task: u32, mm: Option<MmId>) -> Result<Option<MmId>, ProcessError> {
        if let Some(mm) = mm {
            self.task_insert(task, mm, None, JmpBufs::default())
        } else {
            Ok(self.exit(task))
        }
    }

    /// `task_new` by a program's `fork`: the child runs in `mm` (its own copy, or its parent's after vfork), and resumes what the
    /// parent captured last; it remembers the same `setjmp`s.
    ///
    /// # Errors
    ///
    /// `NoSuchMm`, `NoSuchTask` (the parent), `Full`.
    pub fn fork_child(&mut self, parent: u32, child: u32, mm: MmId) -> Result<(), ProcessError> {
        let parent = self.tasks.get(&parent).ok_or(ProcessError::NoSuchTask)?;
        let (captured, jmpbufs) = (parent.captured.clone(), parent.jmpbufs.clone());
        self.task_insert(child, mm, captured, jmpbufs).map(|_| ())
    }

    /// `task_new` of a thread: another task in `mm`, which begins on an empty stack and remembers no `setjmp`s.
    ///
    /// # Errors
    ///
    /// `NoSuchMm`, `Full`.
    pub fn thread(&mut self, task: u32, mm: MmId) -> Result<(), ProcessError> {
        self.task_insert(task, mm, None, JmpBufs::default()).map(|_| ())
    }

    /// The task is gone, or runs no program any more. Answers its memory if the host can free it.
    #[must_use = "free the memory"]
    pub fn exit(&mut self, task: u32) -> Option<MmId> {
        let mm = self.tasks.remove(&task)?.mm;
        self.leave(mm)
    }

    fn mm_insert(&mut self, loaded: Option<(Loaded, Space)>) -> Result<MmId, ProcessError> {
        if self.mms.len() >= MM_MAX {
            return Err(ProcessError::Full);
        }
        loop {
            self.last = if self.last >= ID_MAX { 1 } else { self.last + 1 };
            if let Some(id) = MmId::new(self.last).filter(|id| !self.mms.contains_key(id)) {
                self.mms.insert(
                    id,
                    Mm {
                        loaded,
                        users: 0,
                        dropped: false,
                    },
                );
                return Ok(id);
            }
        }
    }

    /// Puts a task into a memory, out of the one where it was; answers that one if it ends.
    fn task_insert(&mut self, id: u32, mm: MmId, captured: Option<Stack>, jmpbufs: JmpBufs) -> Result<Option<MmId>, ProcessError> {
        if self.tasks.len() >= TASKS_MAX && !self.tasks.contains_key(&id) {
            return Err(ProcessError::Full);
        }
        self.mms.get_mut(&mm).ok_or(ProcessError::NoSuchMm)?.users += 1;
        let old = self.tasks.insert(id, Task { mm, captured, jmpbufs });
        Ok(old.and_then(|old| self.leave(old.mm)))
    }

    fn leave(&mut self, id: MmId) -> Option<MmId> {
        let mm = self.mms.get_mut(&id)?;
        mm.users = mm.users.saturating_sub(1);
        self.release(id)
    }

    fn release(&mut self, id: MmId) -> Option<MmId> {
        let ended = self.mms.get(&id).is_some_and(|mm| mm.dropped && mm.users == 0);
        ended.then(|| self.mms.remove(&id)).flatten().map(|_| id)
    }
}

fn without_all(area: Range, holes: &[Range]) -> Vec<Range> {
    holes.iter().fold(vec![area], |rests, hole| {
        rests.into_iter().flat_map(|rest| rest.without(*hole)).collect()
    })
}

/// Ids are positive for the kernel, where a negative one is an errno.
const ID_MAX: u32 = 0x7fff_ffff;
