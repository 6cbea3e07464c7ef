//! The machine's tasks on wasmtime: one store, and so one fiber, per task.
//!
//! ```text
//!   task 7's store                      task 9's store
//!   +--------------------------+        +--------------------------+
//!   | kernel instance          |        | kernel instance          |   each with its own __stack_pointer
//!   | program instance (ash)   |        | program instance (ls)    |   program.syscall = kernel.syscall, directly
//!   +----|---------------|-----+        +----|---------------|-----+
//!        v               v                   v               v
//!    kernel Region    ash's Region       kernel Region    ls's Region
//! ```

mod artifact;
mod coroutine;
mod flavour;
mod imports;
mod irq_line;
mod program;
mod region;
mod shared;
mod stack;
mod task;
mod trap;
mod views;

use std::num::NonZeroUsize;
use std::ops::Range;
use std::ptr::NonNull;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use ::wasmtime::{Config, Engine, InstancePre, Linker, OptLevel};

pub use artifact::{CompileError, Compiler, Facts, Program};
pub use irq_line::IrqLine;
pub use region::Region;
pub use shared::SharedMemory;

use crate::engine::{EngineError, Entry, Exit, Host};
use coroutine::{Activation, Live};
use task::{Exchange, Task};
use views::Views;

/// Native stack that wasm code of one task may use, in bytes: as much as Linux gives by default. The pages are committed as they are
/// touched.
pub const NATIVE_STACK: u32 = 8 << 20;
/// The whole of a task's native stack: what host functions need comes on top.
const STACK_TOTAL: usize = NATIVE_STACK as usize + (256 << 10);

/// The engine: owns all coroutines of one machine.
pub struct Wasmtime {
    engine: Engine,
    views: Arc<Views>,
    kernel: InstancePre<Task>,
    kernel_memory: Arc<Region>,
    exchange: Arc<Exchange>,
    /// By task id. Ids are small and used again (`lkl_host_ops::TaskId`).
    tasks: Vec<Option<State>>,
}

/// Where a task's store is.
enum State {
    /// Between activations: the native stack is empty.
    Empty(Box<Live>),
    /// Suspended in `park`.
    Suspended(Activation),
}

impl Wasmtime {
    /// An engine for one machine whose kernel runs in `kernel_memory`.
    ///
    /// # Errors
    /// [`EngineError::Module`] if the kernel's imports are not those of `docs/abi.md`.
    pub fn new(compiler: &Compiler, kernel: &Program, memory: Arc<Region>) -> Result<Self, EngineError> {
        let refused = |e: ::wasmtime::Error| EngineError::Module {
            what: "kernel",
            why: format!("{e:#}"),
        };
        let mut linker = Linker::new(compiler.engine());
        imports::define(&mut linker).map_err(refused)?;
        Ok(Self {
            engine: compiler.engine().clone(),
            views: compiler.views(),
            kernel: linker.instantiate_pre(kernel.module()).map_err(refused)?,
            kernel_memory: memory,
            exchange: Arc::default(),
            tasks: Vec::new(),
        })
    }

    /// Makes a task: a fresh stack with a kernel instance whose `__stack_pointer` is `stack_top` (`None`: the module's own).
    /// A task of that id, if there is one, is dropped.
    ///
    /// # Errors
    /// [`EngineError`] if the host has no resources for it.
    pub fn spawn(&mut self, id: u32, stack_top: Option<u32>, user: Option<Arc<Region>>) -> Result<(), EngineError> {
        // The old stack goes first, so that its memory can be used again.
        self.take(id);
        let task = Task::new(self.exchange.clone(), self.kernel_memory.clone(), user);
        self.views.next(self.kernel_memory.clone());
        let live = Live::new(&self.engine, &self.kernel, task, stack_top)?;
        self.put(id, State::Empty(Box::new(live)));
        Ok(())
    }

    /// Gives a task, between activations, an instance of a program over `memory`; `area` is the part of it that
    /// captured frames are unwound to.
    ///
    /// # Errors
    /// [`EngineError`] if there is no such task or the program does not link.
    pub fn attach(&mut self, id: u32, program: &Program, memory: Arc<Region>, area: Range<u32>) -> Result<(), EngineError> {
        match self.tasks.get_mut(id as usize) {
            Some(Some(State::Empty(live))) => {
                self.views.next(memory.clone());
                live.attach(program, memory, area)
            }
            _ => Err(EngineError::NoTask(id)),
        }
    }

    /// The value of a constant that the kernel exports, such as the address of `lkl_irq_pending`. The task must be between activations.
    #[must_use]
    pub fn kernel_constant(&mut self, id: u32, name: &str) -> Option<u32> {
        match self.tasks.get_mut(id as usize)? {
            Some(State::Empty(live)) => live.kernel_constant(name),
            Some(State::Suspended(_)) | None => None,
        }
    }

    /// The kernel's interrupt word at `addr`, for other threads; `None` if there is no aligned word.
    #[must_use]
    pub fn irq_line(&self, addr: u32) -> Option<IrqLine> {
        IrqLine::new(self.kernel_memory.clone(), addr, self.exchange.attention.clone())
    }

    /// Number of tasks that hold a stack.
    #[must_use]
    pub fn tasks(&self) -> usize {
        self.tasks.iter().flatten().count()
    }

    /// Drops a task: its stack, its instances, its hold on memories.
    pub fn drop_task(&mut self, id: u32) {
        self.take(id);
    }

    fn take(&mut self, id: u32) -> Option<State> {
        self.tasks.get_mut(id as usize)?.take()
    }

    fn put(&mut self, id: u32, state: State) {
        let at = id as usize;
        if at >= self.tasks.len() {
            self.tasks.resize_with(at + 1, || None);
        }
        self.tasks[at] = Some(state);
    }

    /// Enters a function on the task's empty stack and runs until the task stops.
    ///
    /// # Errors
    /// [`EngineError::NoTask`] if the task does not exist or is suspended.
    pub fn start(&mut self, id: u32, entry: Entry, host: &mut dyn Host) -> Result<Exit, EngineError> {
        match self.take(id) {
            Some(State::Empty(live)) => self.run(id, live.enter(entry), host),
            Some(suspended) => {
                self.put(id, suspended);
                Err(EngineError::NoTask(id))
            }
            None => Err(EngineError::NoTask(id)),
        }
    }

    /// Lets `park` return `value` to a suspended task and runs until it stops again.
    ///
    /// # Errors
    /// [`EngineError::NoTask`] if the task does not exist or is not suspended.
    pub fn resume(&mut self, id: u32, value: i32, host: &mut dyn Host) -> Result<Exit, EngineError> {
        match self.take(id) {
            Some(State::Suspended(activation)) => {
                self.exchange.set_resume(value);
                self.run(id, activation, host)
            }
            Some(empty) => {
                self.put(id, empty);
                Err(EngineError::NoTask(id))
            }
            None => Err(EngineError::NoTask(id)),
        }
    }

    fn run(&mut self, id: u32, mut activation: Activation, host: &mut dyn Host) -> Result<Exit, EngineError> {
        // SAFETY: only the lifetime is erased; the pointer is cleared below, before `host`'s borrow ends, also when polling panics.
        let host = unsafe { std::mem::transmute::<NonNull<dyn Host + '_>, NonNull<dyn Host + 'static>>(host.into()) };
        let guard = self.exchange.lend(host);
        let polled = activation.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        drop(guard);
        match polled {
            Poll::Pending => {
                self.put(id, State::Suspended(activation));
                let (reason, arg) = self.exchange.take_parked().ok_or(EngineError::NoTask(id))?;
                Ok(Exit::Parked { reason, arg })
            }
            Poll::Ready((mut live, result)) => {
                let exit = live.exit(result, self.kernel.module());
                self.put(id, State::Empty(live));
                Ok(exit)
            }
        }
    }
}

/// The one configuration of wasmtime that the machine uses.
fn engine(views: &Arc<Views>) -> Result<Engine, EngineError> {
    let mut config = Config::new();
    config
        .cranelift_opt_level(OptLevel::Speed)
        .max_wasm_stack(NATIVE_STACK as usize)
        .async_stack_size(STACK_TOTAL)
        .with_host_memory(views.clone())
        .with_host_stack(Arc::new(stack::Stacks::default()))
        .memory_reservation(region::RESERVED as u64)
        .memory_guard_size(region::GUARD as u64)
        .memory_may_move(false)
        .memory_init_cow(false)
        .wasm_backtrace_max_frames(NonZeroUsize::new(48));
    // SAFETY: a larger step between the probes of a large frame is right where the guard below a stack is as large: `stack::GUARD`. With
    // the usual 4 KiB, the kernel's `stack_probe` would touch nine pages on every system call.
    unsafe { config.cranelift_flag_set("probestack_size_log2", &stack::GUARD.ilog2().to_string()) };
    Engine::new(&config).map_err(|e| EngineError::Module {
        what: "engine",
        why: format!("{e:#}"),
    })
}
