//! Tells whether `generated/` still belongs to the specs and the generator beside it.
//!
//! Shared by the build script, which must do without dependencies when nothing is generated, and
//! by `cargo xtask codegen`, which writes the manifest.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// What the generated files are made from: folders and files relative to the root of the workspace,
/// and the kind of file that counts in each.
const INPUTS: [(&str, &str); 3] = [
    ("specs", "yaml"),
    ("codegen/src", "rs"),
    ("codegen/Cargo.toml", "toml"),
];

/// One number for the names and contents of all inputs (64-bit FNV-1a over LF text).
///
/// # Errors
///
/// When an input cannot be read.
pub(crate) fn of_inputs(root: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    for (input, kind) in INPUTS {
        collect(&root.join(input), kind, &mut files)?;
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

fn collect(path: &Path, kind: &str, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), kind, files)?;
        }
    } else if path.extension().is_some_and(|own| own == kind) {
        files.push(path.to_owned());
    }
    Ok(())
}
