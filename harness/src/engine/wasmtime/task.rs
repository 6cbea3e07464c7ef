//! A store's data: what the imports of kernel and program find when they are called.

use std::cell::Cell;
use std::future::Future;
use std::ops::Range;
use std::pin::pin;
use std::ptr::NonNull;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use ::wasmtime::{Global, Memory, Result, format_err};

use super::irq_line::Attention;
use crate::engine::{Bottom, CaptureKind, Host, Region};

/// What passes between the engine and the task that runs: the machine's host operations, the reason for parking, the answer.
#[derive(Default)]
pub(super) struct Exchange {
    host: Cell<Option<NonNull<dyn Host>>>,
    pub(super) parked: Cell<Option<(u32, u32)>>,
    pub(super) resume: Cell<i32>,
    pub(super) attention: Arc<Attention>,
}

// SAFETY: only the thread that polls a task touches the cells; `Wasmtime::run` takes `&mut self`, so there is one at a time.
unsafe impl Send for Exchange {}
// SAFETY: as above.
unsafe impl Sync for Exchange {}

/// Takes the host back when dropped.
pub(super) struct Lent<'a>(&'a Exchange);

impl Exchange {
    pub(super) fn lend(&self, host: NonNull<dyn Host>) -> Lent<'_> {
        self.host.set(Some(host));
        Lent(self)
    }

    pub(super) fn set_resume(&self, value: i32) {
        self.resume.set(value);
    }

    pub(super) fn take_parked(&self) -> Option<(u32, u32)> {
        self.parked.take()
    }

    /// One host operation. They never nest: none calls into wasm.
    pub(super) fn host<R>(&self, operation: impl FnOnce(&mut dyn Host) -> R) -> Result<R> {
        let mut host = self.host.get().ok_or_else(|| format_err!("no host is lent"))?;
        // SAFETY: lent by `Wasmtime::run` for as long as it polls; the borrow ends with the operation.
        Ok(operation(unsafe { host.as_mut() }))
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.0.host.set(None);
    }
}

/// A store's data.
pub(super) struct Task {
    pub(super) exchange: Arc<Exchange>,
    pub(super) kernel_memory: Arc<Region>,
    pub(super) user: Option<Arc<Region>>,
    pub(super) program: Option<Globals>,
}

impl Task {
    pub(super) fn new(exchange: Arc<Exchange>, kernel_memory: Arc<Region>, user: Option<Arc<Region>>) -> Self {
        Self {
            exchange,
            kernel_memory,
            user,
            program: None,
        }
    }

    pub(super) fn host<R>(&self, operation: impl FnOnce(&mut dyn Host) -> R) -> Result<R> {
        self.exchange.host(operation)
    }

    /// This task's program is the one that runs.
    pub(super) fn attend(&self) {
        if let Some(program) = &self.program {
            self.exchange.attention.turn_to(&program.region, program.safepoint);
        }
    }
}

/// What the host knows of a program's instance.
pub(super) struct Globals {
    pub(super) region: Arc<Region>,
    pub(super) memory: Memory,
    pub(super) stack_pointer: Global,
    pub(super) sig_frame: Option<Global>,
    pub(super) tp: Option<Global>,
    pub(super) tls: Option<Global>,
    pub(super) asyncify: Option<Asyncify>,
    /// Address of the word that safepoints look at.
    pub(super) safepoint: u32,
    /// Where frames are unwound to.
    pub(super) area: Range<u32>,
    /// The function at the stack's bottom, by which it can be rewound; none while handlers run after a trap.
    pub(super) bottom: Option<Bottom>,
    /// An import has begun to unwind.
    pub(super) capturing: Option<CaptureKind>,
    /// What the import returns once the stack is rewound.
    pub(super) rewound: Option<i32>,
    /// `longjmp` has been called.
    pub(super) jumped: Option<(u32, i32)>,
}

/// Asyncify's globals.
#[derive(Clone, Copy)]
pub(super) struct Asyncify {
    pub(super) state: Global,
    pub(super) data: Global,
}

/// The result of a future that never waits: instantiating modules without a start function.
pub(super) fn ready<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(format_err!("instantiation did not finish at once")),
    }
}
