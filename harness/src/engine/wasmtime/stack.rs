//! Native stacks for tasks, kept for the next task: a fresh mapping and its page faults cost more than a process's first system calls.

use std::ops::Range;
use std::ptr::{self, NonNull};
use std::sync::{Arc, Mutex, PoisonError};

use ::wasmtime::{Error, StackCreator, StackMemory};
use rustix::mm::{Advice, MapFlags, MprotectFlags, ProtFlags};

/// Unmapped bytes below a stack, a power of two: running off its end is a fault, not a wild write.
pub(super) const GUARD: usize = 64 << 10;
/// Bytes at its top that a stack keeps for the next task.
const KEPT: usize = 128 << 10;
/// Stacks that are kept when nobody uses them.
const SPARE_MAX: usize = 32;

/// Hands out stacks and takes them back.
#[derive(Default)]
pub(super) struct Stacks {
    spare: Arc<Mutex<Vec<Mapping>>>,
}

// SAFETY: every stack is page-aligned, zero or left over from another task of the same machine, and has a guard below it.
unsafe impl StackCreator for Stacks {
    fn new_stack(&self, size: usize, _zeroed: bool) -> Result<Box<dyn StackMemory>, Error> {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mapping = match spare {
            Some(mapping) if mapping.size == size => mapping,
            _ => Mapping::new(size)?,
        };
        Ok(Box::new(Stack {
            mapping: Some(mapping),
            home: self.spare.clone(),
        }))
    }
}

struct Stack {
    /// Taken only by `drop`.
    mapping: Option<Mapping>,
    home: Arc<Mutex<Vec<Mapping>>>,
}

// SAFETY: top, range and guard are those of one live mapping, which nobody else uses while this Stack holds it.
unsafe impl StackMemory for Stack {
    fn top(&self) -> *mut u8 {
        self.mapping.as_ref().map_or(ptr::null_mut(), Mapping::top)
    }

    fn range(&self) -> Range<usize> {
        let top = self.top() as usize;
        let size = self.mapping.as_ref().map_or(0, |m| m.size);
        top - size..top
    }

    fn guard_range(&self) -> Range<*mut u8> {
        let base = self.mapping.as_ref().map_or(ptr::null_mut(), |m| m.base.as_ptr());
        base..base.wrapping_add(GUARD)
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        let mut spare = self.home.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mapping) = self.mapping.take()
            && spare.len() < SPARE_MAX
        {
            mapping.forget_depths();
            spare.push(mapping);
        }
    }
}

/// A guard and `size` bytes above it.
struct Mapping {
    base: NonNull<u8>,
    size: usize,
}

// SAFETY: plain memory, owned by whoever holds the Mapping.
unsafe impl Send for Mapping {}
// SAFETY: as above; nothing is read or written through a shared reference.
unsafe impl Sync for Mapping {}

impl Mapping {
    fn new(size: usize) -> Result<Self, Error> {
        // SAFETY: a fresh anonymous mapping at an address of the system's choice aliases nothing.
        let base = unsafe {
            rustix::mm::mmap_anonymous(
                ptr::null_mut(),
                GUARD + size,
                ProtFlags::empty(),
                MapFlags::PRIVATE | MapFlags::NORESERVE,
            )
        }?;
        let base = NonNull::new(base.cast::<u8>()).ok_or_else(|| Error::msg("mmap answered null"))?;
        let mapping = Self { base, size };
        // SAFETY: [GUARD, GUARD + size) lies inside the mapping that was just made.
        unsafe {
            rustix::mm::mprotect(
                base.as_ptr().add(GUARD).cast(),
                size,
                MprotectFlags::READ | MprotectFlags::WRITE,
            )
        }?;
        Ok(mapping)
    }

    fn top(&self) -> *mut u8 {
        self.base.as_ptr().wrapping_add(GUARD + self.size)
    }

    /// Gives back to the host what only a deep recursion has touched.
    fn forget_depths(&self) {
        let len = self.size.saturating_sub(KEPT);
        // SAFETY: whole pages of the mapping, above the guard; nobody runs on it.
        let given = unsafe { rustix::mm::madvise(self.base.as_ptr().add(GUARD).cast(), len, Advice::LinuxDontNeed) };
        debug_assert!(given.is_ok());
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and no Stack uses it.
        let unmapped = unsafe { rustix::mm::munmap(self.base.as_ptr().cast(), GUARD + self.size) };
        debug_assert!(unmapped.is_ok());
    }
}
