//! A linear memory: a fixed reservation of the whole 32-bit range, accessible up to its length.

use std::ffi::c_void;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use rustix::mm::{Advice, MapFlags, MprotectFlags, ProtFlags};

use super::SharedMemory;
use crate::engine::EngineError;

/// The range that 32-bit addresses reach.
pub(super) const RESERVED: usize = 1 << 32;
/// Unmapped bytes behind it: what an access can add as a static offset without a check.
pub(super) const GUARD: usize = 32 << 20;

/// One linear memory: `len` accessible bytes at the start of a reservation of 4 GiB. Freed when the last `Arc` goes.
#[derive(Debug)]
pub struct Region {
    pub(super) base: NonNull<u8>,
    len: AtomicUsize,
}

// SAFETY: the pointer is to a mapping that lives as long as the Region; contents are plain bytes that are only touched through raw copies
// on the machine's thread (and by `IrqLine` through an atomic).
unsafe impl Send for Region {}
// SAFETY: as above.
unsafe impl Sync for Region {}

impl Region {
    /// Reserves the address range; nothing is accessible yet.
    ///
    /// # Errors
    /// [`EngineError::Memory`] if the host has no address space left.
    pub fn reserve() -> Result<Self, EngineError> {
        let bytes = RESERVED + GUARD;
        // SAFETY: a fresh anonymous mapping at an address of the system's choice aliases nothing.
        let base = unsafe {
            rustix::mm::mmap_anonymous(
                ptr::null_mut(),
                bytes,
                ProtFlags::empty(),
                MapFlags::PRIVATE | MapFlags::NORESERVE,
            )
        }
        .map_err(|e| EngineError::Memory { bytes, source: e.into() })?;
        let base = NonNull::new(base.cast()).ok_or(EngineError::Memory {
            bytes,
            source: io::ErrorKind::OutOfMemory.into(),
        })?;
        Ok(Self {
            base,
            len: AtomicUsize::new(0),
        })
    }

    /// Accessible bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len.load(Ordering::Relaxed)
    }

    /// True if nothing is accessible.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes the first `len` bytes accessible; new ones are zero. Never shrinks.
    ///
    /// # Errors
    /// [`EngineError::Memory`] if `len` is more than 4 GiB or the host refuses; the region is as before.
    pub fn grow(&self, len: usize) -> Result<(), EngineError> {
        let old = self.len();
        if len <= old {
            return Ok(());
        }
        let refused = |source| EngineError::Memory { bytes: len, source };
        if len > RESERVED {
            return Err(refused(io::ErrorKind::InvalidInput.into()));
        }
        // SAFETY: [old, len) lies inside the reservation, which this Region owns.
        unsafe {
            rustix::mm::mprotect(
                self.base.as_ptr().add(old).cast(),
                len - old,
                MprotectFlags::READ | MprotectFlags::WRITE,
            )
        }
        .map_err(|e| refused(e.into()))?;
        self.len.store(len, Ordering::Relaxed);
        Ok(())
    }

    /// Puts a private copy of the file's first `len` bytes at `addr`, a multiple of 4096; read in as it is touched. The rest of its last
    /// page is zero.
    ///
    /// # Errors
    /// [`EngineError::Memory`] if the host cannot map the file, or it does not fit into the accessible part.
    pub fn map_file(&self, addr: u32, file: &File, len: usize) -> Result<(), EngineError> {
        let refused = |source| EngineError::Memory { bytes: len, source };
        let mapped = len.next_multiple_of(abi::PAGE_SIZE as usize);
        if self.within(addr, mapped) < mapped || !addr.is_multiple_of(abi::PAGE_SIZE) {
            return Err(refused(io::ErrorKind::InvalidInput.into()));
        }
        if len == 0 {
            return Ok(());
        }
        // SAFETY: replaces whole accessible pages of the reservation that this Region owns.
        unsafe {
            rustix::mm::mmap(
                self.base.as_ptr().add(addr as usize).cast(),
                len,
                ProtFlags::READ | ProtFlags::WRITE,
                MapFlags::PRIVATE | MapFlags::FIXED,
                file,
                0,
            )
        }
        .map_err(|e| refused(e.into()))?;
        Ok(())
    }

    /// Shows `memory`'s bytes from `offset` on in a range of whole pages, instead of what is there.
    ///
    /// # Errors
    /// [`EngineError::Memory`] if the range is not accessible, or the host cannot map it.
    pub fn share(&self, range: Range<u32>, memory: &SharedMemory, offset: u32) -> Result<(), EngineError> {
        self.replace(range, |at, len, protection| {
            // SAFETY: replaces whole accessible pages of the reservation that this Region owns; what others write there are plain bytes, and
            // one thread runs all of them.
            unsafe {
                rustix::mm::mmap(
                    at,
                    len,
                    protection,
                    MapFlags::SHARED | MapFlags::FIXED,
                    &memory.0,
                    offset.into(),
                )
            }
        })
    }

    /// Makes a range of whole pages memory of this region's own again, filled with zeros.
    ///
    /// # Errors
    /// As for [`share`](Region::share).
    pub fn make_private(&self, range: Range<u32>) -> Result<(), EngineError> {
        let flags = MapFlags::PRIVATE | MapFlags::FIXED | MapFlags::NORESERVE;
        self.replace(range, |at, len, protection| {
            // SAFETY: replaces whole accessible pages of the reservation that this Region owns.
            unsafe { rustix::mm::mmap_anonymous(at, len, protection, flags) }
        })
    }

    fn replace(
        &self,
        range: Range<u32>,
        map: impl FnOnce(*mut c_void, usize, ProtFlags) -> rustix::io::Result<*mut c_void>,
    ) -> Result<(), EngineError> {
        let bytes = range.end.saturating_sub(range.start) as usize;
        let refused = |source| EngineError::Memory { bytes, source };
        let whole = range.start.is_multiple_of(abi::PAGE_SIZE) && range.end.is_multiple_of(abi::PAGE_SIZE);
        if bytes == 0 || !whole || self.within(range.start, bytes) < bytes {
            return Err(refused(io::ErrorKind::InvalidInput.into()));
        }
        let at = self.base.as_ptr().wrapping_add(range.start as usize).cast();
        map(at, bytes, ProtFlags::READ | ProtFlags::WRITE).map_err(|e| refused(e.into()))?;
        Ok(())
    }

    /// Has the host provide the first `len` bytes now: one call costs less than a fault for each page. Without it, nothing is lost.
    pub fn populate(&self, len: usize) {
        let len = len.min(self.len());
        // SAFETY: touches accessible pages of this Region without changing what they hold.
        let populated = unsafe { rustix::mm::madvise(self.base.as_ptr().cast(), len, Advice::LinuxPopulateWrite) };
        if let Err(e) = populated {
            tracing::debug!("no populated memory: {e}");
        }
    }

    /// How many of the `n` bytes from `addr` on are accessible.
    fn within(&self, addr: u32, n: usize) -> usize {
        self.len().saturating_sub(addr as usize).min(n)
    }

    /// Copies out of the region; returns the bytes copied, fewer than asked where the region ends.
    pub fn read(&self, addr: u32, dst: &mut [u8]) -> usize {
        let n = self.within(addr, dst.len());
        // SAFETY: `within` bounds the source; `dst` is a Rust slice and cannot lie in the region, which hands out no references.
        unsafe { ptr::copy_nonoverlapping(self.base.as_ptr().add(addr as usize), dst.as_mut_ptr(), n) };
        n
    }

    /// Copies into the region; returns the bytes copied, fewer than asked where the region ends.
    pub fn write(&self, addr: u32, src: &[u8]) -> usize {
        let n = self.within(addr, src.len());
        // SAFETY: as in `read`.
        unsafe { ptr::copy_nonoverlapping(src.as_ptr(), self.base.as_ptr().add(addr as usize), n) };
        n
    }

    /// Reads a little-endian word, if it is accessible.
    #[must_use]
    pub fn read_u32(&self, addr: u32) -> Option<u32> {
        let mut word = [0; 4];
        (self.read(addr, &mut word) == 4).then(|| u32::from_le_bytes(word))
    }

    /// Writes a little-endian word; false if it is not accessible.
    pub fn write_u32(&self, addr: u32, word: u32) -> bool {
        self.within(addr, 4) == 4 && self.write(addr, &word.to_le_bytes()) == 4
    }

    /// Copies `n` bytes from another region (or this one); returns the bytes copied, fewer where either ends.
    pub fn copy_from(&self, dst: u32, from: &Self, src: u32, n: usize) -> usize {
        let n = self.within(dst, from.within(src, n));
        // SAFETY: `within` bounds both sides; `copy` allows overlap.
        unsafe {
            ptr::copy(from.base.as_ptr().add(src as usize), self.base.as_ptr().add(dst as usize), n);
        }
        n
    }

    /// Copies a range from another region into this fresh one, which is zero there: pages of zeros are not touched.
    pub fn copy_fresh(&self, from: &Self, range: Range<u32>) {
        const PAGE: u32 = abi::PAGE_SIZE;
        let mut at = range.start;
        while at < range.end {
            let next = (at & !(PAGE - 1)).saturating_add(PAGE).min(range.end);
            let n = from.within(at, (next - at) as usize);
            // SAFETY: `within` bounds the range; nothing writes to it during this call (one thread).
            let page = unsafe { std::slice::from_raw_parts(from.base.as_ptr().add(at as usize), n) };
            // Comparing with the page shifted by one byte is a memcmp.
            let zero = page.first().is_none_or(|first| *first == 0) && page.get(1..) == page.get(..n.saturating_sub(1));
            if !zero {
                self.copy_from(at, from, at, n);
            }
            at = next;
        }
    }

    /// Fills `n` bytes with zero; returns the bytes filled.
    pub fn zero(&self, addr: u32, n: usize) -> usize {
        let n = self.within(addr, n);
        // SAFETY: `within` bounds the range.
        unsafe { ptr::write_bytes(self.base.as_ptr().add(addr as usize), 0, n) };
        n
    }

    /// Length of the run without a zero byte from `addr` on, at most `max`; `None` if the region ends before either.
    #[must_use]
    pub fn strnlen(&self, addr: u32, max: usize) -> Option<usize> {
        let n = self.within(addr, max);
        // SAFETY: `within` bounds the range; nothing writes to it during this call (one thread).
        let bytes = unsafe { std::slice::from_raw_parts(self.base.as_ptr().add(addr as usize), n) };
        match memchr::memchr(0, bytes) {
            Some(at) => Some(at),
            None if n == max => Some(max),
            None => None,
        }
    }

    /// Gives whole pages inside `range` back to the host: they read as zero afterwards. Partial pages are zeroed.
    pub fn discard(&self, range: Range<u32>) {
        const PAGE: usize = abi::PAGE_SIZE as usize;
        let (start, end) = (range.start as usize, (range.end as usize).min(self.len()));
        let (first, last) = (start.next_multiple_of(PAGE), end & !(PAGE - 1));
        if first < last {
            // SAFETY: whole pages inside the accessible part. Anonymous pages read as zero afterwards; pages of the kernel's image file,
            // which would come back from the file, are never discarded (only process memories are).
            let given_back =
                unsafe { rustix::mm::madvise(self.base.as_ptr().add(first).cast(), last - first, Advice::LinuxDontNeed) };
            if given_back.is_ok() {
                self.zero(range.start, first - start);
                #[expect(clippy::cast_possible_truncation, reason = "below len, a 32-bit range")]
                self.zero(last as u32, end - last);
                return;
            }
        }
        self.zero(range.start, end.saturating_sub(start));
    }

    /// The word at `addr`, for access from other threads; `None` if it is not accessible or not aligned.
    pub(super) fn word(&self, addr: u32) -> Option<&AtomicU32> {
        if self.within(addr, 4) < 4 || !addr.is_multiple_of(4) {
            return None;
        }
        // SAFETY: in bounds, aligned, alive as long as self; guest code reads the word with plain loads, and writes only through the host.
        Some(unsafe { AtomicU32::from_ptr(self.base.as_ptr().add(addr as usize).cast()) })
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and no View is left: each holds an Arc.
        let unmapped = unsafe { rustix::mm::munmap(self.base.as_ptr().cast(), RESERVED + GUARD) };
        debug_assert!(unmapped.is_ok());
    }
}
