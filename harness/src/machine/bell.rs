//! Waking the machine from other threads.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Thread};
use std::time::Duration;

use crate::engine::IrqLine;

/// Sets interrupt bits of a machine and wakes it if it idles. Clones ring the same machine.
#[derive(Clone, Debug)]
pub struct Bell {
    irq: IrqLine,
    sleeper: Arc<Mutex<Thread>>,
}

impl Bell {
    pub(super) fn new(irq: IrqLine) -> Self {
        Self {
            irq,
            sleeper: Arc::new(Mutex::new(thread::current())),
        }
    }

    /// Sets bits of `abi::irq`.
    pub fn ring(&self, bits: u32) {
        self.irq.raise(bits);
        self.sleeper.lock().unwrap_or_else(PoisonError::into_inner).unpark();
    }

    /// Takes and clears all bits.
    pub(super) fn take(&self) -> u32 {
        self.irq.take()
    }

    /// True if a bit is set.
    pub(super) fn pending(&self) -> bool {
        self.irq.pending() != 0
    }

    /// From now on this thread is the one to wake.
    pub(super) fn answer_here(&self) {
        *self.sleeper.lock().unwrap_or_else(PoisonError::into_inner) = thread::current();
    }

    /// Sleeps until rung, or for `at_most`; may wake early.
    pub(super) fn sleep(&self, at_most: Option<Duration>) {
        match at_most {
            Some(time) => thread::park_timeout(time),
            None => thread::park(),
        }
    }
}
