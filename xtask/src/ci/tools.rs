//! Programs that do not come with the toolchain, at pinned versions, installed on first use.

use std::{
    env, fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};

use super::runner::Runner;

const CARGO_DENY: &str = "0.20.2";
const CARGO_HACK: &str = "0.6.46";
/// What goes into the Python environment.
const REQUIREMENTS: [&str; 2] = [".ci/requirements.txt", "tests/independent/requirements.txt"];
/// Candidates for the interpreter, the first that runs wins; Windows knows only the last.
const PYTHONS: [&str; 2] = ["python3", "python"];

/// A Python environment of the checkout.
#[derive(Debug)]
pub(super) struct Python {
    directory: PathBuf,
}

impl Python {
    /// A program that the environment holds.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        let directory = if cfg!(windows) { "Scripts" } else { "bin" };
        self.directory
            .join(directory)
            .join(name)
            .with_extension(env::consts::EXE_EXTENSION)
    }
}

/// The Python environment, made anew when the requirements have changed.
pub(super) fn python(runner: &mut Runner) -> anyhow::Result<Python> {
    let python = Python {
        directory: runner.root().join(".venv"),
    };
    let wanted = wanted_packages(runner.root())?;
    let stamp = python.directory.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    let Some(interpreter) = PYTHONS
        .into_iter()
        .find(|name| runner.output(&format!("{name} --version")).is_ok())
    else {
        bail!("this job needs Python 3.11 or newer");
    };
    runner.run(&format!("{interpreter} -m venv --clear .venv"))?;
    let files = REQUIREMENTS.map(|file| format!("-r {file}")).join(" ");
    let install = format!("-m pip install --quiet --disable-pip-version-check {files}");
    runner.run_program(&python.program("python"), &install)?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(python)
}

fn wanted_packages(root: &Path) -> anyhow::Result<String> {
    let read = |file: &str| {
        fs::read_to_string(root.join(file)).with_context(|| format!("cannot read {file}"))
    };
    REQUIREMENTS.into_iter().map(read).collect()
}

/// The pinned cargo-deny.
pub(super) fn cargo_deny(runner: &mut Runner) -> anyhow::Result<PathBuf> {
    installed(runner, "cargo-deny", CARGO_DENY)
}

/// The pinned cargo-hack.
pub(super) fn cargo_hack(runner: &mut Runner) -> anyhow::Result<PathBuf> {
    installed(runner, "cargo-hack", CARGO_HACK)
}

/// A program at its pinned version. It is kept beside cargo's own programs, where caches of CI look, but
/// apart from them, so that a version the developer has installed stays.
fn installed(runner: &mut Runner, name: &str, version: &str) -> anyhow::Result<PathBuf> {
    let root = cargo_home()?.join(format!("chatadm-tools/{name}-{version}"));
    let program = root
        .join("bin")
        .join(name)
        .with_extension(env::consts::EXE_EXTENSION);
    if !program.is_file() {
        // Without optimization: cargo-deny takes one minute instead of three to build, two seconds to run.
        let install = format!(
            "cargo install --locked {name} --version {version} --config \
             profile.release.opt-level=0"
        );
        let root = root.to_str().context("cargo's home is not UTF-8")?;
        runner.run_with(&install, &[("CARGO_INSTALL_ROOT", root)])?;
    }
    Ok(program)
}

/// Removes what cargo keeps of a package that was verified before.
///
/// Cargo unpacks a package that is not published yet into its own home, under the version and the path of
/// this checkout, and neither unpacks nor compiles it again: without this, a commit would be verified
/// against the package of an earlier one.
pub(super) fn forget_verified(runner: &mut Runner, package: &str) -> anyhow::Result<()> {
    let sources = cargo_home()?.join("registry/src");
    let registries = match fs::read_dir(&sources) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        read => read.with_context(|| format!("cannot read {}", sources.display()))?,
    };
    for registry in registries {
        let registry = registry?.path();
        // One version at a time, and no other package is named like this.
        let unpacked = registry.join(format!("{package}-{}", env!("CARGO_PKG_VERSION")));
        match fs::remove_dir_all(&unpacked) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove {}", unpacked.display()));
            }
            _ => {}
        }
    }
    runner.run(&format!("cargo clean --package {package}"))
}

fn cargo_home() -> anyhow::Result<PathBuf> {
    if let Some(home) = env::var_os("CARGO_HOME") {
        return Ok(home.into());
    }
    let home = env::home_dir().context("neither CARGO_HOME nor a home directory is known")?;
    Ok(home.join(".cargo"))
}
