//! Host tasks and switching between them.

use alloc::vec::Vec;
use core::fmt;

/// Tasks that a machine can have at once; Linux's own limit (`threads-max`) is lower for every memory size.
pub const TASKS_MAX: usize = 65_536;

/// A host task: the coroutine that belongs to one `task_struct`. Id 0 is the boot task; ids are reused after `task_free`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(u32);

impl TaskId {
    /// The task that enters `boot`, and idles afterwards.
    pub const BOOT: Self = Self(0);

    /// The number that the kernel knows it by.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// What the kernel said of a task when it made it (`copy_thread`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskInfo {
    /// Address of its `task_struct`.
    pub task: u32,
    /// Top of its kernel stack.
    pub stack_top: u32,
    /// Its process memory, 0 for a kernel thread.
    pub mm: u32,
    /// The stack pointer that a thread of a program begins with, 0 for all others.
    pub user_sp: u32,
}

/// What the harness does after a task has parked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Resume this task.
    Resume(TaskId),
    /// Start this task, which has never run, with `task_start`.
    Start(TaskId),
    /// Wait for an interrupt, then resume the same task.
    Idle,
    /// Drop the running task's stack and start its new image with this stack pointer.
    Exec(u32),
    /// The machine stops: power off, or reboot.
    Halt {
        /// True if it is to start again.
        reboot: bool,
    },
    /// The kernel has panicked; the log says why.
    Panic,
}

/// A kernel that is broken: it named a task or a reason that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `park` with this unknown reason.
    Reason(u32),
    /// A switch to this task, which does not exist or is dead.
    NoTask(u32),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reason(reason) => write!(f, "the kernel parked for the unknown reason {reason}"),
            Self::NoTask(id) => write!(f, "the kernel switched to task {id}, which does not exist"),
        }
    }
}

impl core::error::Error for Fault {}

/// There are `TASKS_MAX` tasks already: ENOMEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the machine has {TASKS_MAX} tasks already")
    }
}

impl core::error::Error for Full {}

#[derive(Clone, Copy, Debug)]
enum Slot {
    Free,
    Created(TaskInfo),
    Started(TaskInfo),
    Dead,
}

/// All tasks of a machine, and which of them runs.
#[derive(Debug)]
pub struct Tasks {
    slots: Vec<Slot>,
    free: Vec<u32>,
    current: TaskId,
}

impl Default for Tasks {
    fn default() -> Self {
        Self::new()
    }
}

impl Tasks {
    /// A machine with only the boot task, which runs.
    #[must_use]
    pub fn new() -> Self {
        let boot = TaskInfo {
            task: 0,
            stack_top: 0,
            mm: 0,
            user_sp: 0,
        };
        Self {
            slots: alloc::vec![Slot::Started(boot)],
            free: Vec::new(),
            current: TaskId::BOOT,
        }
    }

    /// The task that runs.
    #[must_use]
    pub fn current(&self) -> TaskId {
        self.current
    }

    /// Number of tasks that are not freed, the boot task included.
    #[must_use]
    pub fn count(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Serves `task_new`.
    ///
    /// # Errors
    /// [`Full`]; nothing has changed.
    pub fn create(&mut self, info: TaskInfo) -> Result<TaskId, Full> {
        let created = Slot::Created(info);
        if let Some(id) = self.free.pop() {
            if let Some(slot) = self.slots.get_mut(id as usize) {
                *slot = created;
            }
            return Ok(TaskId(id));
        }
        if self.slots.len() >= TASKS_MAX {
            return Err(Full);
        }
        let id = u32::try_from(self.slots.len()).map_err(|_| Full)?;
        self.slots.push(created);
        Ok(TaskId(id))
    }

    /// Serves `task_free`; true if the task existed. Freeing the boot task is refused.
    pub fn free(&mut self, id: u32) -> bool {
        match self.slots.get_mut(id as usize) {
            Some(Slot::Free) | None => false,
            Some(_) if id == TaskId::BOOT.0 => false,
            Some(slot) => {
                *slot = Slot::Free;
                self.free.push(id);
                true
            }
        }
    }

    /// What the kernel said of a task that is alive.
    #[must_use]
    pub fn info(&self, id: TaskId) -> Option<TaskInfo> {
        match self.slots.get(id.0 as usize)? {
            Slot::Created(info) | Slot::Started(info) => Some(*info),
            Slot::Free | Slot::Dead => None,
        }
    }

    /// The running task's process memory is now `mm` (exec).
    pub fn set_mm(&mut self, mm: u32) {
        if let Some(Slot::Created(info) | Slot::Started(info)) = self.slots.get_mut(self.current.0 as usize) {
            info.mm = mm;
        }
    }

    /// Serves `park` of the running task.
    ///
    /// # Errors
    /// [`Fault`] if the kernel is broken: the machine cannot go on.
    pub fn park(&mut self, reason: u32, arg: u32) -> Result<Next, Fault> {
        match reason {
            abi::park::SWITCH => self.switch(arg, false),
            abi::park::SWITCH_DEAD => self.switch(arg, true),
            abi::park::IDLE => Ok(Next::Idle),
            abi::park::EXEC => Ok(Next::Exec(arg)),
            abi::park::HALT => Ok(Next::Halt { reboot: arg != 0 }),
            abi::park::PANIC => Ok(Next::Panic),
            _ => Err(Fault::Reason(reason)),
        }
    }

    fn switch(&mut self, to: u32, dead: bool) -> Result<Next, Fault> {
        let slot = self.slots.get_mut(to as usize).ok_or(Fault::NoTask(to))?;
        let next = match *slot {
            Slot::Created(info) => {
                *slot = Slot::Started(info);
                Next::Start(TaskId(to))
            }
            Slot::Started(_) => Next::Resume(TaskId(to)),
            Slot::Free | Slot::Dead => return Err(Fault::NoTask(to)),
        };
        if dead && let Some(slot) = self.slots.get_mut(self.current.0 as usize) {
            *slot = Slot::Dead;
        }
        self.current = TaskId(to);
        Ok(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use abi::park;
    use rstest::rstest;

    /// A kernel thread.
    fn info(task: u32) -> TaskInfo {
        TaskInfo {
            task,
            stack_top: task + 0x1000,
            mm: 0,
            user_sp: 0,
        }
    }

    #[rstest]
    #[case(park::SWITCH, 1, Ok(Next::Start(TaskId(1))))]
    #[case(park::SWITCH_DEAD, 1, Ok(Next::Start(TaskId(1))))]
    #[case(park::SWITCH, 0, Ok(Next::Resume(TaskId(0))))]
    #[case(park::SWITCH, 2, Err(Fault::NoTask(2)))]
    #[case(park::SWITCH, u32::MAX, Err(Fault::NoTask(u32::MAX)))]
    #[case(park::IDLE, 0, Ok(Next::Idle))]
    #[case(park::EXEC, 0x4000, Ok(Next::Exec(0x4000)))]
    #[case(park::HALT, 0, Ok(Next::Halt { reboot: false }))]
    #[case(park::HALT, 1, Ok(Next::Halt { reboot: true }))]
    #[case(park::PANIC, 0, Ok(Next::Panic))]
    #[case(99, 0, Err(Fault::Reason(99)))]
    fn parks(#[case] reason: u32, #[case] arg: u32, #[case] next: Result<Next, Fault>) {
        let mut tasks = Tasks::new();
        tasks.create(info(0x1000)).unwrap();
        assert_eq!(tasks.park(reason, arg), next);
    }

    #[test]
    fn a_dead_task_never_runs_again_and_its_id_comes_back_after_free() {
        let mut tasks = Tasks::new();
        let a = tasks.create(info(1)).unwrap();
        tasks.park(park::SWITCH, a.get()).unwrap();
        assert_eq!(tasks.park(park::SWITCH_DEAD, 0), Ok(Next::Resume(TaskId::BOOT)));
        assert_eq!(tasks.park(park::SWITCH, a.get()), Err(Fault::NoTask(a.get())));
        assert!(tasks.free(a.get()));
        assert!(!tasks.free(a.get()));
        assert_eq!(tasks.create(info(2)), Ok(a));
        assert_eq!(tasks.count(), 2);
    }

    #[test]
    fn the_boot_task_cannot_be_freed() {
        assert!(!Tasks::new().free(0));
    }

    #[test]
    fn refuses_the_task_after_the_last() {
        let mut tasks = Tasks::new();
        while tasks.count() < TASKS_MAX {
            tasks.create(info(0)).unwrap();
        }
        assert_eq!(tasks.create(info(0)), Err(Full));
    }
}
