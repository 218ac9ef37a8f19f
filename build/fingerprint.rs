//! Tells whether `generated/` still belongs to the specs and the generator beside it.
//!
//! Shared by the build script, which must do without dependencies when nothing is generated, and
//! by `cargo xtask codegen`, which writes the manifest.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// What the generated files are made from, relative to the root of the workspace.
const INPUTS: [&str; 3] = ["specs", "codegen/src", "codegen/Cargo.toml"];

/// The manifest that holds the fingerprint, relative to the root of the workspace.
pub(crate) const MANIFEST: &str = "generated/manifest.toml";

/// One number for the names and contents of all inputs (64-bit FNV-1a over LF text).
///
/// # Errors
///
/// When an input cannot be read.
pub(crate) fn of_inputs(root: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    for input in INPUTS {
        collect(&root.join(input), &mut files)?;
    }
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    for file in files {
        let name = file
            .strip_prefix(root)
            .unwrap_or(&file)
            .to_string_lossy()
            .replace('\\', "/");
        name.bytes().chain([0]).for_each(&mut add);
        // Checkouts may turn LF into CRLF.
        fs::read(&file)?
            .into_iter()
            .filter(|byte| *byte != b'\r')
            .chain([0])
            .for_each(&mut add);
    }
    Ok(format!("{hash:016x}"))
}

/// The fingerprint that a manifest names.
pub(crate) fn in_manifest(manifest: &str) -> Option<&str> {
    let line = manifest
        .lines()
        .find_map(|line| line.strip_prefix("fingerprint = "))?;
    Some(line.trim().trim_matches('"'))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path
        .extension()
        .is_some_and(|kind| ["yaml", "rs", "toml"].iter().any(|own| kind == *own))
    {
        files.push(path.to_owned());
    }
    Ok(())
}
