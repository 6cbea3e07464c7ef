//! One file per command of `cargo xtask`.

pub mod bench;
pub mod boot;
pub mod build;
pub mod cc;
pub mod ci;
pub mod clean;
pub mod soak;
pub mod test;
pub mod tidy;
