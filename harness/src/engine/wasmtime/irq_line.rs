//! The kernel's interrupt word, and the word that the running program's safepoints look at, as other threads see them.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::Region;

/// The kernel's interrupt word, settable from any thread; keeps the kernel's memory alive.
#[derive(Clone, Debug)]
pub struct IrqLine {
    region: Arc<Region>,
    addr: u32,
    attention: Arc<Attention>,
}

/// Which program runs, for those who want it to enter the kernel. It does not keep that program's memory.
#[derive(Debug, Default)]
pub(super) struct Attention(Mutex<Target>);

#[derive(Debug, Default)]
struct Target {
    memory: Weak<Region>,
    flag: u32,
    /// What the flag was set to last.
    attends: bool,
    /// The kernel's word, once it is known.
    irq: Option<(Arc<Region>, u32)>,
}

impl IrqLine {
    /// The word at `addr` of the kernel's memory; `None` if there is no aligned word.
    pub(super) fn new(region: Arc<Region>, addr: u32, attention: Arc<Attention>) -> Option<Self> {
        region.word(addr)?;
        attention.target(|target| target.irq = Some((region.clone(), addr)));
        Some(Self { region, addr, attention })
    }

    /// Sets bits of `abi::irq`, and has the running program look at them at its next safepoint; returns those that were set before.
    pub fn raise(&self, bits: u32) -> u32 {
        let before = self.word(|word| word.fetch_or(bits, Ordering::SeqCst));
        self.attention.target(|target| target.set(true));
        before
    }

    /// Takes and clears all bits.
    #[must_use]
    pub fn take(&self) -> u32 {
        let bits = self.word(|word| word.swap(0, Ordering::SeqCst));
        // Bits that came in between have set the flag already, or wait for the lock to do so.
        self.attention.target(|target| {
            let pending = target.pending();
            target.set(pending);
        });
        bits
    }

    /// The bits that are set.
    #[must_use]
    pub fn pending(&self) -> u32 {
        self.word(|word| word.load(Ordering::SeqCst))
    }

    fn word<R: Default>(&self, f: impl FnOnce(&AtomicU32) -> R) -> R {
        // `new` has checked it, and regions never shrink.
        self.region.word(self.addr).map(f).unwrap_or_default()
    }
}

impl Attention {
    /// From now on the program that runs looks at this word of its memory.
    pub(super) fn turn_to(&self, memory: &Arc<Region>, flag: u32) {
        self.target(|target| {
            let pending = target.pending();
            if !std::ptr::eq(target.memory.as_ptr(), Arc::as_ptr(memory)) {
                target.memory = Arc::downgrade(memory);
                target.flag = flag;
            } else if target.attends == pending {
                return;
            }
            target.set(pending);
        });
    }

    fn target<R>(&self, f: impl FnOnce(&mut Target) -> R) -> R {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Target {
    fn pending(&self) -> bool {
        let word = self.irq.as_ref().and_then(|(region, addr)| region.word(*addr));
        word.is_some_and(|word| word.load(Ordering::SeqCst) != 0)
    }

    fn set(&mut self, attends: bool) {
        self.attends = attends;
        if let Some(memory) = self.memory.upgrade()
            && let Some(word) = memory.word(self.flag)
        {
            word.store(attends.into(), Ordering::SeqCst);
        }
    }
}
