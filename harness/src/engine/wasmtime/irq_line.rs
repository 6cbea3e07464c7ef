//! The kernel's interrupt word, as other threads see it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::Region;

/// The kernel's interrupt word, settable from any thread; keeps the kernel's memory alive.
#[derive(Clone, Debug)]
pub struct IrqLine {
    region: Arc<Region>,
    addr: u32,
}

impl IrqLine {
    /// The word at `addr` of the kernel's memory; `None` if there is no aligned word.
    #[must_use]
    pub fn new(region: Arc<Region>, addr: u32) -> Option<Self> {
        region.word(addr)?;
        Some(Self { region, addr })
    }

    /// Sets bits of `abi::irq`; returns those that were set before.
    pub fn raise(&self, bits: u32) -> u32 {
        self.word(|w| w.fetch_or(bits, Ordering::SeqCst))
    }

    /// Takes and clears all bits.
    #[must_use]
    pub fn take(&self) -> u32 {
        self.word(|w| w.swap(0, Ordering::SeqCst))
    }

    /// The bits that are set.
    #[must_use]
    pub fn pending(&self) -> u32 {
        self.word(|w| w.load(Ordering::SeqCst))
    }

    fn word(&self, f: impl FnOnce(&AtomicU32) -> u32) -> u32 {
        // `new` has checked it, and regions never shrink.
        self.region.word(self.addr).map_or(0, f)
    }
}
