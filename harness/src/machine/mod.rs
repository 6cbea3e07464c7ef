//! The machine: a kernel, its tasks, their programs, and the loop that runs one of them at a time.
//!
//! ```text
//!          +---------------------- run ----------------------+
//!          v                                                 |
//!   Step::{Start, Resume} --engine--> Exit --Tasks, Memories--> Step
//! ```

mod bell;
mod builder;
mod clock;
mod command;
mod images;
mod memories;
mod ops;
mod stop;
mod streams;

use abi::port;
use lkl_host_ops::{Next, TaskId, TaskInfo};
use nommu_proc::{Capture, Resume};

pub use bell::Bell;
pub use builder::{BuildError, Builder, Guest};
pub use command::{Command, Output, RunError};
pub use ops::LogSink;
pub use stop::Stop;
pub use streams::{Sink, Source, Taken, Winsize};

use crate::engine::{self, Bottom, CaptureKind, Entry, Exit, Trapped, Wasmtime};
use ops::Ops;

/// One Linux machine. Everything it does, it does inside [`run`](Machine::run) and [`Command`]s; dropping it ends it at once.
pub struct Machine {
    engine: Wasmtime,
    ops: Ops,
    step: Step,
    /// What each task was entered for, by id.
    phases: Vec<Phase>,
    last_run: u32,
}

/// What the loop does next.
#[derive(Debug)]
enum Step {
    Start(TaskId, Entry),
    Resume(TaskId, i32),
    Stopped(Stop),
}

/// What a task's present activation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Boot,
    TaskStart,
    Program,
    Fork,
    Trap,
    Handlers,
    Exit,
}

/// How many of each a machine holds: what must not grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stats {
    /// Kernel tasks.
    pub tasks: usize,
    /// Stacks (wasmtime stores).
    pub stacks: usize,
    /// Process memories.
    pub memories: usize,
}

impl Machine {
    /// Starts a description of a machine.
    #[must_use]
    pub fn builder(guest: Guest) -> Builder {
        Builder::new(guest)
    }

    /// Runs until the machine stops: power off, reboot, panic.
    pub fn run(&mut self) -> Stop {
        self.run_until(|_| false)
    }

    /// For other threads to wake this machine.
    #[must_use]
    pub fn bell(&self) -> Bell {
        self.ops.bell.clone()
    }

    /// What the machine holds at this moment.
    #[must_use]
    pub fn stats(&self) -> Stats {
        Stats {
            tasks: self.ops.tasks.count(),
            stacks: self.engine.tasks(),
            memories: self.ops.memories.count(),
        }
    }

    /// The last lines of the kernel's log.
    #[must_use]
    pub fn log_tail(&self, lines: usize) -> String {
        self.ops.log.tail(lines)
    }

    /// Runs until `done` says so, or the machine stops.
    fn run_until(&mut self, mut done: impl FnMut(&mut Ops) -> bool) -> Stop {
        self.ops.bell.answer_here();
        loop {
            let step = std::mem::replace(&mut self.step, Step::Stopped(Stop::Running));
            let exit = match step {
                Step::Start(task, entry) => {
                    self.enter(task, &entry);
                    self.engine.start(task.get(), entry, &mut self.ops)
                }
                Step::Resume(task, value) => self.engine.resume(task.get(), value, &mut self.ops),
                Step::Stopped(stop) => {
                    self.step = Step::Stopped(stop.clone());
                    self.ops.streams.close(port::CONSOLE);
                    return stop;
                }
            };
            // Before anything is started: a freed id may have been given to a new task already.
            for task in self.ops.freed.drain(..) {
                self.engine.drop_task(task);
            }
            self.step = match exit {
                Ok(exit) => self.after(exit),
                Err(e) => Step::Stopped(Stop::Host(e.to_string())),
            };
            if done(&mut self.ops) {
                return Stop::Running;
            }
        }
    }

    fn enter(&mut self, task: TaskId, entry: &Entry) {
        let at = task.get() as usize;
        if at >= self.phases.len() {
            self.phases.resize(at + 1, Phase::Boot);
        }
        self.phases[at] = phase(entry);
    }

    /// The running task has stopped: who goes on, and how?
    fn after(&mut self, exit: Exit) -> Step {
        let task = self.ops.tasks.current();
        match exit {
            Exit::Parked { reason, arg } => self.parked(task, reason, arg),
            Exit::Returned(value) => self.returned(task, value),
            Exit::Captured(captured) => self.captured(task, captured),
            Exit::Longjmp { jmp_buf, value } => match self.ops.memories.processes.longjmp(task.get(), jmp_buf, value) {
                Ok(resume) => Step::Start(task, entry(resume)),
                Err(_) => Step::Start(task, segv(0)),
            },
            Exit::Trapped(trap) if trap.in_kernel => Step::Stopped(Stop::KernelTrap {
                what: trap.backtrace,
                log: self.ops.log.tail(20),
            }),
            Exit::Trapped(trap) => self.program_trapped(task, &trap),
        }
    }

    fn parked(&mut self, task: TaskId, reason: u32, arg: u32) -> Step {
        let next = match self.ops.tasks.park(reason, arg) {
            Ok(next) => next,
            Err(fault) => return Step::Stopped(Stop::Host(fault.to_string())),
        };
        if reason == abi::park::SWITCH_DEAD {
            self.engine.drop_task(task.get());
            self.ops.memories.exit(task.get());
        }
        match next {
            Next::Resume(next) => Step::Resume(next, 0),
            Next::Start(next) => self.first_run(next),
            Next::Idle => {
                self.ops.clock.idle(&self.ops.bell);
                Step::Resume(task, 0)
            }
            Next::Exec(sp) => self.start_program(task, sp),
            Next::Halt { reboot: false } => Step::Stopped(Stop::PowerOff),
            Next::Halt { reboot: true } => Step::Stopped(Stop::Reboot),
            Next::Panic => Step::Stopped(Stop::Panic {
                log: self.ops.log.tail(40),
            }),
        }
    }

    fn first_run(&mut self, task: TaskId) -> Step {
        let Some(info) = self.ops.tasks.info(task) else {
            return Step::Stopped(Stop::Host(format!("task {} vanished", task.get())));
        };
        let user = self.ops.memories.region(info.mm);
        match self.engine.spawn(task.get(), Some(info.stack_top), user) {
            Ok(()) => Step::Start(task, Entry::TaskStart),
            Err(e) => Step::Stopped(Stop::Host(e.to_string())),
        }
    }

    /// An activation is over, and the task's stack is empty.
    fn returned(&mut self, task: TaskId, value: i32) -> Step {
        let phase = self.phases.get(task.get() as usize).copied().unwrap_or(Phase::Boot);
        match phase {
            // A new program from a kernel thread, or a child or thread of a program.
            Phase::TaskStart if value != 0 => self.start_program(task, value.cast_unsigned()),
            Phase::TaskStart => self.start_beside(task),
            Phase::Fork => self.rewind(task, value),
            // `_start` never returns in a program with a libc.
            Phase::Program => Step::Start(task, Entry::UserExit { code: 0 }),
            Phase::Trap => Step::Start(task, Entry::UserHandlers),
            // The frames that the handler would return to are gone: it should have left by siglongjmp or exit.
            Phase::Handlers => Step::Start(task, Entry::UserExit { code: 128 + SIGSEGV }),
            Phase::Boot | Phase::Exit => Step::Stopped(Stop::Host(format!("the kernel returned from {phase:?}"))),
        }
    }

    fn captured(&mut self, task: TaskId, captured: engine::Captured) -> Step {
        let kind = captured.by;
        let capture = Capture {
            kind: match kind {
                CaptureKind::Fork { flags } => nommu_proc::CaptureKind::Fork { flags },
                CaptureKind::Setjmp { jmp_buf } => nommu_proc::CaptureKind::Setjmp { jmp_buf },
            },
            stack: captured.frames,
            sp: captured.sp,
            tp: captured.tp,
            tls: captured.tls,
            bottom: match captured.bottom {
                Bottom::Start => nommu_proc::Bottom::Start,
                Bottom::Thread => nommu_proc::Bottom::Thread,
            },
        };
        if self.ops.memories.processes.capture(task.get(), capture).is_err() {
            return Step::Start(task, segv(0));
        }
        match kind {
            CaptureKind::Fork { flags } => Step::Start(task, Entry::UserFork { flags }),
            CaptureKind::Setjmp { .. } => self.rewind(task, 0),
        }
    }

    /// Back into the captured stack.
    fn rewind(&mut self, task: TaskId, value: i32) -> Step {
        match self.ops.memories.processes.take_resume(task.get(), value) {
            Some(resume) => Step::Start(task, entry(resume)),
            None => Step::Start(task, segv(0)),
        }
    }

    /// A new task of a program that runs: the child of a fork, or a thread.
    fn start_beside(&mut self, task: TaskId) -> Step {
        if let Err(step) = self.attach(task) {
            return step;
        }
        match self.ops.tasks.info(task) {
            Some(TaskInfo { user_sp: sp @ 1.., .. }) => Step::Start(task, Entry::ThreadStart { sp }),
            _ => self.rewind(task, 0),
        }
    }

    /// A fresh stack, and the program that was loaded.
    fn start_program(&mut self, task: TaskId, sp: u32) -> Step {
        let Some(info) = self.ops.tasks.info(task) else {
            return Step::Stopped(Stop::Host(format!("task {} vanished", task.get())));
        };
        let user = self.ops.memories.region(info.mm);
        if let Err(e) = self.engine.spawn(task.get(), Some(info.stack_top), user) {
            return Step::Stopped(Stop::Host(e.to_string()));
        }
        match self.attach(task) {
            Ok(()) => Step::Start(task, Entry::UserStart { sp }),
            Err(step) => step,
        }
    }

    fn attach(&mut self, task: TaskId) -> Result<(), Step> {
        let Some(runnable) = self.ops.memories.runnable(task.get()) else {
            return Err(Step::Stopped(Stop::Host(format!("task {} has no program", task.get()))));
        };
        let attached = self
            .engine
            .attach(task.get(), &runnable.program, runnable.region, runnable.area);
        attached.map_err(|e| {
            self.ops.note(&format!("exec: {e}"));
            Step::Start(task, segv(0))
        })
    }

    fn program_trapped(&mut self, task: TaskId, trap: &Trapped) -> Step {
        self.ops.note(&format!("task {}: {}", task.get(), trap.backtrace));
        let (sig, code) = stop::signal(trap.kind);
        let addr = trap.fault_addr.unwrap_or(0);
        Step::Start(task, Entry::UserTrap { sig, code, addr })
    }
}

const SIGSEGV: i32 = 11;
const SEGV_MAPERR: i32 = 1;

fn segv(addr: u32) -> Entry {
    Entry::UserTrap {
        sig: SIGSEGV,
        code: SEGV_MAPERR,
        addr,
    }
}

fn entry(resume: Resume) -> Entry {
    Entry::UserResume(engine::Resume {
        frames: resume.stack,
        sp: resume.sp,
        tp: resume.tp,
        tls: resume.tls,
        bottom: match resume.bottom {
            nommu_proc::Bottom::Start => Bottom::Start,
            nommu_proc::Bottom::Thread => Bottom::Thread,
        },
        value: resume.value,
    })
}

fn phase(entry: &Entry) -> Phase {
    match entry {
        Entry::Boot { .. } => Phase::Boot,
        Entry::TaskStart => Phase::TaskStart,
        Entry::UserStart { .. } | Entry::ThreadStart { .. } | Entry::UserResume(_) => Phase::Program,
        Entry::UserFork { .. } => Phase::Fork,
        Entry::UserTrap { .. } => Phase::Trap,
        Entry::UserHandlers => Phase::Handlers,
        Entry::UserExit { .. } => Phase::Exit,
    }
}
