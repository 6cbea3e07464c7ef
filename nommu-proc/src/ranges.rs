use alloc::vec::Vec;

/// Addresses from `start` up to, but without, `end`; empty when `end` is not above `start`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Range {
    /// The first address.
    pub start: u32,
    /// The first address that no longer belongs to it.
    pub end: u32,
}

impl Range {
    /// The addresses in `start..end`.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// How many bytes.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The addresses that are in both.
    #[must_use]
    pub fn intersect(self, other: Self) -> Self {
        Self {
            start: self.start.max(other.start),
            end: self.end.min(other.end),
        }
    }

    /// The addresses that are not in the other: what lies below it, and what lies above.
    pub(crate) fn without(self, other: Self) -> impl Iterator<Item = Self> {
        let parts = if self.overlaps(other) {
            [
                Self::new(self.start, other.start),
                Self::new(other.end.max(self.start), self.end),
            ]
        } else {
            [self, Self::default()]
        };
        parts.into_iter().filter(|part| !part.is_empty())
    }

    pub(crate) fn overlaps(self, other: Self) -> bool {
        !self.intersect(other).is_empty()
    }
}

/// A set of addresses as ascending ranges that neither overlap nor touch.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ranges {
    list: Vec<Range>,
}

impl Ranges {
    pub(crate) fn iter(&self) -> impl Iterator<Item = Range> {
        self.list.iter().copied()
    }

    pub(crate) fn count(&self) -> usize {
        self.list.len()
    }

    /// Adds the range, which may overlap what is there.
    pub(crate) fn insert(&mut self, range: Range) {
        if range.is_empty() {
            return;
        }
        let first = self.list.partition_point(|old| old.end < range.start);
        let after = self.list.partition_point(|old| old.start <= range.end);
        let mut merged = range;
        for old in self.list.drain(first..after) {
            merged.start = merged.start.min(old.start);
            merged.end = merged.end.max(old.end);
        }
        self.list.insert(first, merged);
    }

    /// Takes the range out, whatever of it is there.
    pub(crate) fn remove(&mut self, range: Range) {
        if range.is_empty() {
            return;
        }
        let first = self.list.partition_point(|old| old.end <= range.start);
        let after = self.list.partition_point(|old| old.start < range.end);
        let hit = self.list.get(first..after).unwrap_or_default();
        let (Some(low), Some(high)) = (hit.first(), hit.last()) else {
            return;
        };
        let rests = [Range::new(low.start, range.start), Range::new(range.end, high.end)];
        self.list
            .splice(first..after, rests.into_iter().filter(|rest| !rest.is_empty()));
    }

    pub(crate) fn overlaps(&self, range: Range) -> bool {
        let first = self.list.partition_point(|old| old.end <= range.start);
        self.list.get(first).is_some_and(|old| old.overlaps(range))
    }

    /// Whether every address of the range is in the set.
    pub(crate) fn covers(&self, range: Range) -> bool {
        let first = self.list.partition_point(|old| old.end <= range.start);
        self.list
            .get(first)
            .is_some_and(|old| old.start <= range.start && range.end <= old.end)
    }

    /// Whether taking the range out leaves something on both sides of it, and so one more range.
    pub(crate) fn splits(&self, range: Range) -> bool {
        let first = self.list.partition_point(|old| old.end <= range.start);
        self.list
            .get(first)
            .is_some_and(|old| old.start < range.start && range.end < old.end)
    }

    /// The lowest free `len` bytes inside `within`, below which nothing of the set lies.
    pub(crate) fn first_fit(&self, within: Range, len: u32) -> Option<u32> {
        let mut at = within.start;
        for old in &self.list {
            if old.start.saturating_sub(at) >= len {
                break;
            }
            at = at.max(old.end);
        }
        (Range::new(at, within.end).len() >= len).then_some(at)
    }
}
