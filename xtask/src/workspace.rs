//! Where the workspace is.

use std::path::PathBuf;

/// The root of the workspace: the folder above this crate.
pub(crate) fn root() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root
}
