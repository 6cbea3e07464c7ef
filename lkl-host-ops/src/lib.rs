//! What Linux asks of its host, decided without touching the host.
//!
//! The kernel calls a few dozen operations (`docs/abi.md`, section 2). Those that need a decision come here: which task runs next, which
//! port has news, when the timer is due, how a request to start a program is spelled. The harness feeds in what happened, with the
//! time where it matters, and carries out what comes back. Nothing in this crate waits, reads a clock or does I/O.
//!
//! ```text
//!   park(reason, arg) --> Tasks::park --> Next::{Resume, Start, Idle, Exec, Halt, ...}
//!   port_read/write   --> Ports       --> bytes, back-pressure, `port_next`
//!   timer_set         --> Timer       --> Timer::due(now), Timer::poll_at
//!   run_next          --> Runs        --> record bytes          run_done --> status
//!   log               --> Log         --> the last lines, for a panic's report
//! ```
//!
//! # LKL's host operations, one by one
//!
//! The Linux Kernel Library passes its kernel a table of operations (`arch/lkl/include/uapi/asm/host_ops.h`). Here each is:
//!
//! | LKL | here |
//! |---|---|
//! | `print`, `panic` | served: import `log`; `park(PANIC)` |
//! | `thread_*`, `sem_*`, `mutex_*`, `jmp_buf_*` | merged into `park`: one coroutine per task, so there is nothing to lock and no thread to make |
//! | `tls_*` | not needed: the current task is a variable of the uniprocessor kernel |
//! | `mem_alloc`, `mem_free`, `page_*` | not needed: the kernel owns one linear memory from the start |
//! | `time` | served: `time_mono`, `time_real` |
//! | `timer_*` | served: `timer_set`, one deadline; the interrupt bit `TIMER` |
//! | `ioremap`, `iomem_access` | not needed: no device memory; host ports carry bytes |
//! | `gettid`, `thread_equal` | not needed |
//! | `virtio_devices` | later |
//!
//! ```
//! use lkl_host_ops::{Next, TaskInfo, Tasks};
//! let mut tasks = Tasks::new();
//! let shell = tasks.create(TaskInfo { task: 0x1000, stack_top: 0x9000, mm: 1, user_sp: 0 })?;
//! // The boot task switches to a task that has never run: it is started, not resumed.
//! assert_eq!(tasks.park(abi::park::SWITCH, shell.get()), Ok(Next::Start(shell)));
//! # Ok::<(), lkl_host_ops::Full>(())
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod log;
mod port;
mod run;
mod task;
mod timer;

pub use log::Log;
pub use port::{PortError, Ports, Ready};
pub use run::{Run, RunTooLong, Runs};
pub use task::{Fault, Full, Next, TaskId, TaskInfo, Tasks};
pub use timer::Timer;
