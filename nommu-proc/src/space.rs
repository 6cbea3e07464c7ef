use alloc::vec::Vec;

use abi::{PAGE_SIZE, WASM_PAGE_SIZE};

use crate::change::{Action, Change, Shared};
use crate::error::MapError;
use crate::layout::{MapFlags, SpaceLayout};
use crate::limits::AREAS_MAX;
use crate::ranges::{Range, Ranges};

/// The address space of one process.
///
/// Every request is decided without changing anything; the host does what the [`Change`] says and then calls
/// [`commit`](Space::commit), or drops the change when its memory cannot grow. Fresh areas, as mmap(2) promises, read as zero.
///
/// ```text
///   0        image_end   brk_start    brk        base                    len          limit
///   | stack, data, bss | (host) | heap | reserve | areas, first fit ...  | not there yet |
/// ```
#[derive(Debug, Clone)]
pub struct Space {
    image_end: u32,
    brk_start: u32,
    /// Where areas begin, as long as the heap has not come there.
    base: u32,
    pub(crate) limit: u32,
    brk: u32,
    len: u32,
    pub(crate) areas: Ranges,
    /// Which parts of the areas show objects; none overlap.
    pub(crate) shared: Vec<Shared>,
}

impl Space {
    /// The space of a program that was just loaded: no areas, an empty heap. The host sizes the memory to [`len`](Space::len).
    ///
    /// # Errors
    ///
    /// [`MapError::NoMemory`] if the parts are out of order or do not fit below the limit.
    pub fn new(layout: SpaceLayout) -> Result<Self, MapError> {
        let SpaceLayout {
            image_end,
            brk_start,
            brk_reserve,
            limit,
        } = layout;
        let base = brk_start
            .checked_add(brk_reserve)
            .and_then(page_up)
            .ok_or(MapError::NoMemory)?;
        let limit = limit.min(ADDRESS_END) / WASM_PAGE_SIZE * WASM_PAGE_SIZE;
        let len = brk_start.checked_next_multiple_of(WASM_PAGE_SIZE).ok_or(MapError::NoMemory)?;
        if image_end > brk_start || base > limit || len > limit {
            return Err(MapError::NoMemory);
        }
        Ok(Self {
            image_end,
            brk_start,
            base,
            limit,
            brk: brk_start,
            len,
            areas: Ranges::default(),
            shared: Vec::new(),
        })
    }

    /// Length that the memory must have, in bytes: a multiple of 64 KiB that never shrinks.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Never: an address space holds at least its image.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The program break.
    #[must_use]
    pub fn program_break(&self) -> u32 {
        self.brk
    }

    /// What holds contents, ascending: the image, the heap and the mapped areas. A fork copies these.
    pub fn areas(&self) -> impl Iterator<Item = Range> {
        [Range::new(0, self.image_end), Range::new(self.brk_start, self.heap_end())]
            .into_iter()
            .filter(|range| !range.is_empty())
            .chain(self.areas.iter())
    }

    /// What shows objects of the host. A fork's child is to see the same.
    pub fn shared(&self) -> impl Iterator<Item = Shared> {
        self.shared.iter().copied()
    }

    /// Bytes of all [`areas`](Space::areas).
    #[must_use]
    pub fn mapped_bytes(&self) -> u32 {
        self.areas().map(Range::len).sum()
    }

    /// Writes down a change that the host has carried out. It must be the last one that this space was asked for.
    pub fn commit(&mut self, change: &Change) {
        let edit = &change.edit;
        for range in edit.remove.into_iter().chain([edit.insert]) {
            self.areas.remove(range);
            self.forget_shared(range);
        }
        self.areas.insert(edit.insert);
        self.shared.extend(edit.share);
        self.brk = edit.brk.unwrap_or(self.brk);
        self.len = edit.grow.unwrap_or(self.len);
    }

    /// mmap(2) of `len` anonymous bytes. A hint is taken where it is free and needs no more memory than there is.
    ///
    /// `MAP_FIXED` over image or heap only clears them: they stay what they are.
    ///
    /// # Errors
    ///
    /// `Invalid` (length 0, unaligned fixed address), `Exists`, `NoMemory`.
    pub fn map(&self, hint: u32, len: u32, flags: MapFlags) -> Result<Change, MapError> {
        let len = page_up(nonzero(len)?).ok_or(MapError::NoMemory)?;
        let range = if flags.fixed || flags.noreplace {
            self.fixed_place(hint, len, flags.noreplace)?
        } else {
            self.free_place(hint, len)?
        };
        let mut change = Change::answer(range.start);
        self.fresh(&mut change, range);
        if range.start >= self.floor() {
            self.room_for(1)?;
            change.edit.insert = range;
        }
        Ok(change)
    }

    /// As [`map`](Space::map), of an object's first `len` bytes instead of memory of the process's own.
    ///
    /// # Errors
    ///
    /// As for `map`; over image and heap also `Invalid`.
    pub fn map_shared(&self, hint: u32, len: u32, flags: MapFlags, object: u32) -> Result<Change, MapError> {
        let mut change = self.map(hint, len, flags)?;
        let shared = Shared {
            at: change.edit.insert,
            object,
            offset: 0,
        };
        if shared.at.is_empty() {
            return Err(MapError::Invalid);
        }
        // The object takes the place of what would have been cleared.
        change.actions.retain(|action| matches!(action, Action::Grow { .. }));
        change.push(Action::Share(shared));
        change.edit.share = Some(shared);
        Ok(change)
    }

    /// munmap(2). Image and heap stay, whatever the range says of them.
    ///
    /// # Errors
    ///
    /// `Invalid` (unaligned address, length 0, beyond the address space), `NoMemory` (one area too many).
    pub fn unmap(&self, addr: u32, len: u32) -> Result<Change, MapError> {
        let range = aligned(addr, nonzero(len)?).ok_or(MapError::Invalid)?;
        let range = range.intersect(Range::new(self.floor(), self.limit));
        let mut change = Change::answer(0);
        if self.areas.overlaps(range) {
            if self.areas.splits(range) {
                self.room_for(1)?;
            }
            self.discard(&mut change, range);
            change.edit.remove = [range, Range::default()];
        }
        Ok(change)
    }

    /// brk(2) as the system call: answers the new break, or the present one when it cannot be had: an area is in its way.
    pub fn brk(&self, addr: u32) -> Change {
        let mut change = Change::answer(addr);
        let (old, new) = (self.heap_end(), page_up(addr).unwrap_or(ADDRESS_END));
        if addr < self.brk_start || new > self.limit || self.areas.overlaps(Range::new(old, new)) {
            return Change::answer(self.brk);
        }
        self.fresh(&mut change, Range::new(old, new));
        change.push(Action::Discard(Range::new(new, old)));
        change.edit.brk = Some(addr);
        change
    }

    /// `MADV_DONTNEED` of madvise(2): the range reads as zero from now on, unless it is shared. All or nothing, unlike Linux, which
    /// does the mapped part.
    ///
    /// # Errors
    ///
    /// `Invalid` (unaligned, or in the image, whose data cannot be read from its file again), `NoMemory` (not all is mapped).
    pub fn advise_dontneed(&self, addr: u32, len: u32) -> Result<Change, MapError> {
        let mut change = Change::answer(0);
        if len == 0 && addr.is_multiple_of(PAGE_SIZE) {
            return Ok(change);
        }
        let range = aligned(addr, len).ok_or(MapError::Invalid)?;
        if range.start < self.image_end {
            return Err(MapError::Invalid);
        }
        let heap = range.start >= self.brk_start && range.end <= self.heap_end();
        if !heap && !self.areas.covers(range) {
            return Err(MapError::NoMemory);
        }
        if !self.shows_shared(range) {
            change.push(Action::Zero(range));
        }
        Ok(change)
    }

    /// Where `MAP_FIXED` goes: among the areas, or over image and heap, but not across their border.
    pub(crate) fn fixed_place(&self, addr: u32, len: u32, noreplace: bool) -> Result<Range, MapError> {
        if !addr.is_multiple_of(PAGE_SIZE) {
            return Err(MapError::Invalid);
        }
        let end = addr
            .checked_add(len)
            .filter(|end| *end <= self.limit)
            .ok_or(MapError::NoMemory)?;
        let range = Range::new(addr, end);
        if noreplace && (addr < self.heap_end() || self.areas.overlaps(range)) {
            return Err(MapError::Exists);
        }
        if addr < self.floor() && end > self.heap_end() {
            return Err(MapError::NoMemory);
        }
        Ok(range)
    }

    pub(crate) fn free_place(&self, hint: u32, len: u32) -> Result<Range, MapError> {
        let hinted = page_up(hint).and_then(|at| Some(Range::new(at, at.checked_add(len)?)));
        if let Some(range) = hinted
            && range.start >= self.floor()
            && range.end <= self.len
            && !self.areas.overlaps(range)
        {
            return Ok(range);
        }
        let at = self
            .areas
            .first_fit(Range::new(self.floor(), self.limit), len)
            .ok_or(MapError::NoMemory)?;
        Ok(Range::new(at, at + len))
    }

    /// Makes the range readable as zeros: what the memory has of it is cleared, and growth brings the rest.
    pub(crate) fn fresh(&self, change: &mut Change, range: Range) {
        if !range.is_empty() {
            self.grow(change, range.end);
            let present = range.intersect(self.present());
            change.push(if self.shows_shared(present) {
                Action::Private(present)
            } else {
                Action::Zero(present)
            });
        }
    }

    /// What the range holds is not needed any more.
    pub(crate) fn discard(&self, change: &mut Change, range: Range) {
        let present = range.intersect(self.present());
        change.push(if self.shows_shared(present) {
            Action::Private(present)
        } else {
            Action::Discard(present)
        });
    }

    pub(crate) fn shows_shared(&self, range: Range) -> bool {
        self.shared.iter().any(|shared| shared.at.overlaps(range))
    }

    fn forget_shared(&mut self, range: Range) {
        if self.shows_shared(range) {
            let rests = |shared: Shared| shared.at.without(range).filter_map(move |rest| shared.within(rest));
            self.shared = self.shared.iter().copied().flat_map(rests).collect();
        }
    }

    pub(crate) fn grow(&self, change: &mut Change, end: u32) {
        if end > self.len {
            // The limit is a multiple of a wasm page, and `end` is not above it.
            let len = end.checked_next_multiple_of(WASM_PAGE_SIZE).unwrap_or(self.limit);
            change.push(Action::Grow { len });
            change.edit.grow = Some(len);
        }
    }

    pub(crate) fn room_for(&self, more: usize) -> Result<(), MapError> {
        if self.areas.count() + more > AREAS_MAX {
            Err(MapError::NoMemory)
        } else {
            Ok(())
        }
    }

    /// Where areas can begin: above what is kept for the heap, and above a heap that has outgrown it.
    pub(crate) fn floor(&self) -> u32 {
        self.base.max(self.heap_end())
    }

    fn heap_end(&self) -> u32 {
        page_up(self.brk).unwrap_or(self.base)
    }

    pub(crate) fn present(&self) -> Range {
        Range::new(0, self.len)
    }
}

pub(crate) fn nonzero(len: u32) -> Result<u32, MapError> {
    if len == 0 { Err(MapError::Invalid) } else { Ok(len) }
}

pub(crate) fn page_up(addr: u32) -> Option<u32> {
    addr.checked_next_multiple_of(PAGE_SIZE)
}

/// The pages of `len` bytes from a page's beginning.
pub(crate) fn aligned(addr: u32, len: u32) -> Option<Range> {
    let end = addr.checked_add(page_up(len)?)?;
    addr.is_multiple_of(PAGE_SIZE).then_some(Range::new(addr, end))
}

/// No memory reaches the last wasm page: addresses from 0xfffff000 on are errno values.
const ADDRESS_END: u32 = 0xffff_0000;
