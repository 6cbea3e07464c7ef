//! What Linux without an MMU cannot hold itself: address spaces, the image in each, and captured stacks.
//!
//! Linux owns pids, parents, signals and files. It asks the host for memories (`mm_*` of `docs/abi.md`) and leaves two things to it
//! that no kernel of WebAssembly can do: keep a memory per process, and resume a program in the middle of its stack.
//!
//! ```text
//!                 mm_new            load                 map, unmap, brk ...
//!   (no memory) ---------> empty ----------> loaded ----------------------------+
//!                                             |  ^                              |  Space: decides, and
//!                              mm_fork (copy) |  +------------------------------+  tells the host what
//!                                             v                                    the memory must become
//!                                           loaded ---- mm_drop, last task gone ---> released
//!
//!   task: running --capture--> captured --(user_fork)--> take_resume --> running     the parent, with a pid
//!                                 |
//!                                 +-- fork_child --> captured --> take_resume --> running     the child, with 0
//!   setjmp is a capture that is kept; longjmp resumes a copy of it; exec and exit forget all.
//! ```
//!
//! Pure: every call returns data, and the host acts on it. Unknown here: engines, signals, files.
//!
//! ```
//! use nommu_proc::{Action, MapFlags, Space, SpaceLayout};
//! let layout = SpaceLayout { image_end: 0x20000, brk_start: 0x30000, brk_reserve: 0x10000, limit: 0x100000 };
//! let mut space = Space::new(layout).unwrap();
//! let change = space.map(0, 4096, MapFlags::default()).unwrap();
//! assert_eq!(change.addr, 0x40000);
//! assert_eq!(change.actions(), [Action::Grow { len: 0x50000 }]);   // the host grows the memory first ...
//! space.commit(&change);                                           // ... and then this is so.
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod capture;
mod change;
mod error;
mod jmpbufs;
mod layout;
mod limits;
mod process;
mod ranges;
mod remap;
mod resume;
mod space;

pub use capture::{Bottom, Capture, CaptureKind, Resume};
pub use change::{Action, Change, Shared};
pub use error::{CaptureError, MapError, NoSuchJump, ProcessError};
pub use layout::{MapFlags, RemapFlags, SpaceLayout};
pub use limits::{AREAS_MAX, CAPTURE_MAX, JMPBUF_BYTES_MAX, JMPBUFS_MAX, MM_MAX, TASKS_MAX};
pub use process::{Loaded, MmId, Processes};
pub use ranges::Range;
pub use space::Space;
