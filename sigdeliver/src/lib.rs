//! Where a signal's frame goes and what is in it.
//!
//! Linux holds the queues and decides which signal, with which mask, and whether the interrupted call is made again. It hands
//! over a [`SigRecord`]; this crate answers with a [`Plan`]: bytes and an address. The host writes them bounds-checked and sets
//! the program's global `__sig_frame`; libc calls the handler (`docs/abi.md`, section 1).
//!
//! ```text
//!   setup_rt_frame --SigRecord--> plan --Plan--> host writes --__sig_frame--> libc calls handler --> rt_sigreturn
//!     (kernel)                  (here, pure)                                    (program)            (kernel)
//! ```
//!
//! Unknown here: queues, memories, engines.
//!
//! ```
//! use sigdeliver::{SigRecord, plan};
//! use abi::{sig_record, sigframe};
//! let record = SigRecord::parse(&[0; sig_record::SIZE as usize]);
//! let plan = plan(&record, 0x1000).unwrap();
//! assert!(plan.at + sigframe::SIZE + sigframe::RED_ZONE <= 0x1000);
//! ```
#![no_std]
#![forbid(unsafe_code)]

mod altstack;
mod bytes;
mod frame;
mod plan;
mod record;

pub use altstack::{AltStack, SA_ONSTACK, SS_AUTODISARM};
pub use frame::Frame;
pub use plan::{Plan, Unplaceable, plan};
pub use record::SigRecord;
