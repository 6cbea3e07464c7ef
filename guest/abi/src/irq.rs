//! Bits of the kernel's interrupt word `lkl_irq_pending`: the host sets them, `irq_take` clears them.

/// The deadline given to `timer_set` has passed.
pub const TIMER: u32 = 1 << 0;
/// The readiness of a port changed; `port_next` tells which.
pub const PORT: u32 = 1 << 1;
/// A program is to be started; `run_next` tells which.
pub const RUN: u32 = 1 << 2;
/// A compilation that `image_finish` reported as pending has ended.
pub const IMAGE: u32 = 1 << 3;
/// The size of the console changed; `port_winsize(0)` tells the new one.
pub const WINSIZE: u32 = 1 << 4;
/// Somebody outside asks for an orderly power off.
pub const POWER: u32 = 1 << 5;

pub(crate) const TABLE: &[(&str, u32)] = &[
    ("IRQ_TIMER", TIMER),
    ("IRQ_PORT", PORT),
    ("IRQ_RUN", RUN),
    ("IRQ_IMAGE", IMAGE),
    ("IRQ_WINSIZE", WINSIZE),
    ("IRQ_POWER", POWER),
];
