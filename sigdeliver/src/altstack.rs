use abi::sigframe;

/// `sa_flags`: run the handler on the alternate stack (`asm-generic/signal-defs.h`).
pub const SA_ONSTACK: u32 = 0x0800_0000;

/// `ss_flags`: the alternate stack is disarmed while its handler runs (`linux/signal.h`). The kernel disarms it; this crate only
/// has to know that such a stack is never "already in use".
pub const SS_AUTODISARM: u32 = 1 << 31;

/// The alternate stack of a task, as `sigaltstack(2)` set it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AltStack {
    /// Lowest address.
    pub sp: u32,
    /// Size in bytes; 0: there is none.
    pub size: u32,
    /// `ss_flags`.
    pub flags: u32,
}

impl AltStack {
    /// Whether `sp` lies on it, as Linux's `__on_sig_stack`: the lowest address does not count, the end does.
    pub(crate) fn holds(&self, sp: u32) -> bool {
        sp > self.sp && sp - self.sp <= self.size
    }

    /// Whether a task whose stack pointer is `sp` runs on it (`on_sig_stack`).
    pub(crate) fn in_use(&self, sp: u32) -> bool {
        self.flags & SS_AUTODISARM == 0 && self.holds(sp)
    }

    /// Address just above a frame that is to go on it, or `None` if the stack wraps around the address space.
    pub(crate) fn top(&self) -> Option<u32> {
        self.sp.checked_add(self.size)
    }

    /// As `uc_stack` holds it: `ss_sp`, `ss_flags`, `ss_size`.
    pub(crate) fn words(&self) -> [u32; 3] {
        [self.sp, self.flags, self.size]
    }

    pub(crate) fn from_words([sp, flags, size]: [u32; 3]) -> Self {
        Self { sp, size, flags }
    }
}

/// The address of a frame that ends at or below `top`.
pub(crate) fn frame_below(top: u32) -> Option<u32> {
    Some(top.checked_sub(sigframe::SIZE)? & !(sigframe::ALIGN - 1))
}
