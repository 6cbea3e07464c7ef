//! Where the user's files are (XDG Base Directory Specification).

use std::env;
use std::path::PathBuf;

/// Compiled code: `wasmlinux/engine` in `XDG_CACHE_HOME`, or in `~/.cache`. `None` if there is no home.
#[must_use]
pub fn cache() -> Option<PathBuf> {
    Some(xdg("XDG_CACHE_HOME", ".cache")?.join("wasmlinux/engine"))
}

/// Installed guests: `wasmlinux` in `XDG_DATA_HOME`, or in `~/.local/share`. `None` if there is no home.
#[must_use]
pub fn data() -> Option<PathBuf> {
    Some(xdg("XDG_DATA_HOME", ".local/share")?.join("wasmlinux"))
}

fn xdg(variable: &str, below_home: &str) -> Option<PathBuf> {
    let set = env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    set.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(below_home)))
}
