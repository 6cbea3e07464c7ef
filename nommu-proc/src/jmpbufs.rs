use hashbrown::HashMap;

use crate::capture::Stack;
use crate::limits::{JMPBUF_BYTES_MAX, JMPBUFS_MAX};
use crate::ranges::Range;

/// The stacks that `longjmp` can go back to, by address of their `jmp_buf`.
#[derive(Debug, Clone, Default)]
pub(crate) struct JmpBufs {
    entries: HashMap<u32, Entry>,
    bytes: usize,
    /// Number of `setjmp`s so far: an entry's age.
    turn: u64,
}

#[derive(Debug, Clone)]
struct Entry {
    stack: Stack,
    turn: u64,
}

impl JmpBufs {
    pub(crate) fn insert(&mut self, jmp_buf: u32, stack: Stack) {
        self.turn += 1;
        self.bytes += stack.bytes.len();
        if let Some(old) = self.entries.insert(jmp_buf, Entry { stack, turn: self.turn }) {
            self.bytes -= old.stack.bytes.len();
        }
        while self.entries.len() > JMPBUFS_MAX || self.bytes > JMPBUF_BYTES_MAX {
            let Some(oldest) = self.entries.iter().min_by_key(|(_, entry)| entry.turn).map(|(at, _)| *at) else {
                break;
            };
            if let Some(old) = self.entries.remove(&oldest) {
                self.bytes -= old.stack.bytes.len();
            }
        }
    }

    pub(crate) fn find(&self, jmp_buf: u32) -> Option<&Stack> {
        self.entries.get(&jmp_buf).map(|entry| &entry.stack)
    }

    /// Forgets what lies in frames that have returned: a `jmp_buf` on the C stack below its pointer. A pointer that is
    /// not on that stack (a handler's, on the alternate stack) tells nothing.
    pub(crate) fn purge(&mut self, c_stack: Range, sp: u32) {
        if sp < c_stack.start || sp > c_stack.end {
            return;
        }
        let bytes = &mut self.bytes;
        self.entries.retain(|at, entry| {
            let dead = *at >= c_stack.start && *at < sp;
            if dead {
                *bytes -= entry.stack.bytes.len();
            }
            !dead
        });
    }
}
