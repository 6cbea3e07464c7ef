use crate::change::{Action, Change, Shared};
use crate::error::MapError;
use crate::layout::RemapFlags;
use crate::ranges::Range;
use crate::space::{Space, aligned, nonzero, page_up};

impl Space {
    /// mremap(2): shrinks and grows in place, else moves if it may.
    ///
    /// # Errors
    ///
    /// `Invalid` (unaligned, length 0, overlapping fixed target), `Fault` (the old range is not one mapped area), `NoMemory`.
    pub fn remap(&self, old: u32, old_len: u32, new_len: u32, flags: RemapFlags, new: u32) -> Result<Change, MapError> {
        let old = aligned(old, nonzero(old_len)?).ok_or(MapError::Invalid)?;
        let new_len = page_up(nonzero(new_len)?).ok_or(MapError::NoMemory)?;
        if flags.fixed {
            let new = self.fixed_place(new, new_len, false)?;
            if new.overlaps(old) {
                return Err(MapError::Invalid);
            }
            if new.start < self.floor() {
                return Err(MapError::NoMemory);
            }
            return self.relocate(old, new);
        }
        if !self.areas.covers(old) {
            return Err(MapError::Fault);
        }
        if new_len <= old.len() {
            let kept = old.start + new_len;
            let mut change = if kept < old.end {
                self.unmap(kept, old.end - kept)?
            } else {
                Change::answer(0)
            };
            change.addr = old.start;
            return Ok(change);
        }
        match old.start.checked_add(new_len).map(|end| Range::new(old.end, end)) {
            Some(more) if more.end <= self.limit && !self.areas.overlaps(more) => {
                let mut change = Change::answer(old.start);
                self.fresh(&mut change, more);
                change.edit.insert = more;
                Ok(change)
            }
            _ if flags.may_move => self.relocate(old, self.free_place(0, new_len)?),
            _ => Err(MapError::NoMemory),
        }
    }

    /// Moves what `old` holds, as far as `new` has room.
    fn relocate(&self, old: Range, new: Range) -> Result<Change, MapError> {
        if !self.areas.covers(old) {
            return Err(MapError::Fault);
        }
        self.room_for(2)?;
        let moved = Range::new(new.start, new.start + old.len().min(new.len()));
        let mut change = Change::answer(new.start);
        self.grow(&mut change, new.end);
        if self.shows_shared(new) {
            change.push(Action::Private(new.intersect(self.present())));
        }
        change.edit.share = self.shared_at(old)?.map(|shared| Shared { at: moved, ..shared });
        change.push(match change.edit.share {
            Some(shared) => Action::Share(shared),
            None => Action::Move {
                from: old.start,
                to: new.start,
                len: moved.len(),
            },
        });
        change.push(Action::Zero(Range::new(moved.end, new.end).intersect(self.present())));
        self.discard(&mut change, old);
        change.edit.remove = [old, Range::default()];
        change.edit.insert = new;
        Ok(change)
    }

    /// The object that all of a range shows, if any of it shows one.
    fn shared_at(&self, range: Range) -> Result<Option<Shared>, MapError> {
        if !self.shows_shared(range) {
            return Ok(None);
        }
        let whole = self
            .shared
            .iter()
            .find_map(|shared| shared.within(range).filter(|part| part.at == range));
        whole.map(Some).ok_or(MapError::Fault)
    }
}
