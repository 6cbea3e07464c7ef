use heapless::Vec;

use crate::ranges::Range;

/// What the host must do to the memory, in the order given. All bounds are inside the memory as it is after the actions before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Grow the memory to `len` bytes, a multiple of 64 KiB; new bytes are zero. If the host cannot, the call fails with
    /// ENOMEM and the change is not committed. Always comes first.
    Grow {
        /// New length of the memory in bytes.
        len: u32,
    },
    /// Copy `len` bytes; the ranges do not overlap.
    Move {
        /// Where they are.
        from: u32,
        /// Where they go.
        to: u32,
        /// How many.
        len: u32,
    },
    /// Fill with zeros.
    Zero(Range),
    /// Nothing there is needed any more: the host may give the pages back. What is read there afterwards is anything.
    Discard(Range),
    /// From now on the process sees an object that others may see too, instead of what was there.
    Share(Shared),
    /// From now on memory of its own, filled with zeros, instead of what was shared there.
    Private(Range),
}

/// A part of an address space that shows an object of the host: `MAP_SHARED` of mmap(2). A fork's child sees the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared {
    /// Where.
    pub at: Range,
    /// The host's number of the object.
    pub object: u32,
    /// What of it, in bytes from its beginning.
    pub offset: u32,
}

impl Shared {
    /// The part of it inside a range.
    pub(crate) fn within(self, range: Range) -> Option<Self> {
        let at = self.at.intersect(range);
        (!at.is_empty()).then(|| Self {
            at,
            offset: self.offset + (at.start - self.at.start),
            ..self
        })
    }
}

/// The outcome of a request: what the memory must become, and what the program is told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "act on it, then commit it to the space"]
pub struct Change {
    /// What the system call answers: the address of the area, or the break.
    pub addr: u32,
    pub(crate) actions: Vec<Action, 6>,
    pub(crate) edit: Edit,
}

impl Change {
    /// Nothing to do, and the answer is `addr`.
    pub(crate) fn answer(addr: u32) -> Self {
        Self {
            addr,
            actions: Vec::new(),
            edit: Edit::default(),
        }
    }

    /// Adds an action, unless it is about nothing.
    pub(crate) fn push(&mut self, action: Action) {
        let empty = match action {
            Action::Grow { .. } => false,
            Action::Move { len, .. } => len == 0,
            Action::Share(shared) => shared.at.is_empty(),
            Action::Zero(range) | Action::Discard(range) | Action::Private(range) => range.is_empty(),
        };
        if !empty {
            // No request needs more than one action of each of the six kinds.
            let _ = self.actions.push(action);
        }
    }

    /// What to do, in this order.
    #[must_use]
    pub fn actions(&self) -> &[Action] {
        &self.actions
    }
}

/// What [`Space::commit`](crate::Space::commit) writes down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) remove: [Range; 2],
    pub(crate) insert: Range,
    pub(crate) share: Option<Shared>,
    pub(crate) brk: Option<u32>,
    pub(crate) grow: Option<u32>,
}
