//! Reasons for which the kernel calls `park`, the one import that may suspend a task.

/// Run the task whose host id is the argument; returns when somebody switches back.
pub const SWITCH: u32 = 0;
/// As [`SWITCH`], and the caller never runs again (its state is `TASK_DEAD`).
pub const SWITCH_DEAD: u32 = 1;
/// Wait until an interrupt bit is set.
pub const IDLE: u32 = 2;
/// Drop the caller's stack and start the loaded image; the argument is the initial stack pointer.
pub const EXEC: u32 = 3;
/// The machine stops; the argument is 0 for power off and 1 for reboot.
pub const HALT: u32 = 4;
/// The kernel panicked; its message went through `log`.
pub const PANIC: u32 = 5;

pub(crate) const TABLE: &[(&str, u32)] = &[
    ("PARK_SWITCH", SWITCH),
    ("PARK_SWITCH_DEAD", SWITCH_DEAD),
    ("PARK_IDLE", IDLE),
    ("PARK_EXEC", EXEC),
    ("PARK_HALT", HALT),
    ("PARK_PANIC", PANIC),
];
