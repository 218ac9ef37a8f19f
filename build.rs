//! With feature `codegen`: runs the generator over `specs/` into `OUT_DIR`, which is then compiled.
//! Without: the committed `generated/` is compiled. Either way a stale `generated/` is reported.

use std::{env, fs, io, path::Path};

#[path = "build/fingerprint.rs"]
mod fingerprint;

fn main() -> io::Result<()> {
    let root =
        env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| io::Error::other("not run by cargo"))?;
    let root = Path::new(&root);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=specs");
    println!("cargo::rerun-if-changed=generated/manifest.toml");
    // A published package has no `codegen/` beside it; its two halves were compared at release.
    if root.join("codegen").is_dir() {
        println!("cargo::rerun-if-changed=codegen/src");
        let manifest = fs::read_to_string(root.join("generated/manifest.toml")).unwrap_or_default();
        let line = format!("fingerprint = \"{}\"", fingerprint::of_inputs(root)?);
        if !manifest.lines().any(|present| present == line) {
            println!(
                "cargo::warning=generated/ is stale: run `cargo xtask codegen` and commit the result"
            );
        }
    }
    generate(root)
}

#[cfg(feature = "codegen")]
fn generate(root: &Path) -> io::Result<()> {
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("not run by cargo"))?;
    match chatadm_codegen::generate(&root.join("specs")) {
        Ok(artifacts) => artifacts.iter().try_for_each(|artifact| {
            fs::write(Path::new(&out).join(&artifact.name), &artifact.contents)
        }),
        Err(diagnostics) => {
            for diagnostic in &diagnostics {
                println!("cargo::error={}", diagnostic.to_string().replace('\n', " "));
            }
            Err(io::Error::other(
                "specs/ has problems; nothing was generated",
            ))
        }
    }
}

#[cfg(not(feature = "codegen"))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "same signature as with the feature"
)]
fn generate(_: &Path) -> io::Result<()> {
    Ok(())
}
