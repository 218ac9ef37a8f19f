//! The Python environment that holds one release of the server.
//!
//! Installed once per release and kept. A lock lets several runs start at once, and a mark written last
//! tells a finished environment from one whose installation was cut off.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::process::{POLL, Process};
use super::{interrupt, state_directory};

/// The release that the specification's facts were checked against.
pub(crate) const PINNED: &str = "1.163.2";
/// The oldest Python that can install the pinned release.
const MINIMUM_PYTHON: (u32, u32) = (3, 10);
/// Tried in this order; the plain name first, because that is what its owner chose.
const PROGRAMS: [&str; 7] = [
    "python3",
    "python3.14",
    "python3.13",
    "python3.12",
    "python3.11",
    "python3.10",
    "python",
];

/// Accepts a release number and nothing that could be a path or an option.
pub(crate) fn parse_version(text: &str) -> Result<String, String> {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
    if plain && text.starts_with(|c: char| c.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err(format!("expected a release number such as {PINNED}"))
    }
}

/// The environment's Python, with the server installed.
pub(crate) fn ensure(version: &str, python: Option<&Path>) -> Result<PathBuf> {
    let state = state_directory()?;
    let environment = state.join(format!("venv-{version}"));
    let program = environment.join("bin/python");
    let mark = environment.join(".complete");
    let _lock = lock(&state.join(format!("venv-{version}.lock")))?;
    if mark.exists() && runs(program.as_os_str()) {
        return Ok(program);
    }
    let python = match python {
        Some(python) => python.as_os_str(),
        None => find_python()?,
    };
    require_venv(python)?;
    let started = Instant::now();
    eprintln!(
        "live: installing matrix-synapse {version} into {}",
        environment.display()
    );
    // Whatever a cut-off installation or a Python that has since moved away left here.
    if environment.exists() {
        fs::remove_dir_all(&environment)
            .with_context(|| format!("cannot remove {}", environment.display()))?;
    }
    step(Command::new(python).args(["-m", "venv"]).arg(&environment))?;
    step(
        Command::new(&program)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ])
            .arg(format!("matrix-synapse=={version}"))
            .args(extra_requirements(version)),
    )?;
    fs::write(&mark, "").with_context(|| format!("cannot write {}", mark.display()))?;
    eprintln!("live: installed in {:.0?}", started.elapsed());
    Ok(program)
}

/// What a release needs beside what it asks for.
///
/// Older releases set no upper limit for a dependency that has since changed under them.
fn extra_requirements(version: &str) -> Option<&'static str> {
    (numbers(version) < numbers(PINNED)).then_some("prometheus-client<0.23")
}

/// The leading numbers of a release, in the order of releases.
fn numbers(version: &str) -> Vec<u32> {
    version
        .split('.')
        .map_while(|part| part.parse().ok())
        .collect()
}

/// Takes the lock that is held while an environment is looked at or made.
fn lock(path: &Path) -> Result<File> {
    let file = File::create(path).with_context(|| format!("cannot create {}", path.display()))?;
    let mut waiting = false;
    loop {
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(file),
            Err(Errno::WOULDBLOCK) => {}
            Err(error) => {
                return Err(error).with_context(|| format!("cannot lock {}", path.display()));
            }
        }
        if !waiting {
            eprintln!("live: waiting for another run that is installing the same release");
            waiting = true;
        }
        interrupt::check()?;
        thread::sleep(POLL);
    }
}

fn find_python() -> Result<&'static OsStr> {
    let (major, minor) = MINIMUM_PYTHON;
    let test = format!("import sys; sys.exit(sys.version_info < ({major}, {minor}))");
    PROGRAMS
        .into_iter()
        .map(OsStr::new)
        .find(|program| succeeds(program, &test))
        .with_context(|| {
            format!(
                "Python {major}.{minor} or newer is needed to run Synapse; none of {} is one \
                 (name yours with --python)",
                PROGRAMS.join(", ")
            )
        })
}

fn require_venv(python: &OsStr) -> Result<()> {
    ensure!(runs(python), "{} does not run", python.display());
    ensure!(
        succeeds(python, "import ensurepip, venv"),
        "`{0} -m venv` needs the ensurepip package, which this Python lacks; on Debian and Ubuntu \
         `apt install python3-venv` brings it (or name another Python with --python)",
        python.display()
    );
    Ok(())
}

fn runs(python: &OsStr) -> bool {
    succeeds(python, "")
}

fn succeeds(python: &OsStr, code: &str) -> bool {
    Command::new(python)
        .args(["-c", code])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn step(command: &mut Command) -> Result<()> {
    let status = Process::background(command)?.wait()?;
    if !status.success() {
        bail!("{command:?} failed ({status})");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{extra_requirements, parse_version};

    #[test]
    fn a_version_is_not_a_path_or_an_option() {
        for good in ["1.163.2", "1.120.0rc1"] {
            assert!(parse_version(good).is_ok(), "{good}");
        }
        for bad in ["", "../x", "-r", "1.0 --pre", "latest", "1/2"] {
            assert!(parse_version(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_older_releases_need_more() {
        assert!(extra_requirements("1.99.0").is_some());
        assert!(extra_requirements("1.163.1").is_some());
        assert!(extra_requirements("1.163.2").is_none());
        assert!(extra_requirements("1.170.0rc1").is_none());
    }
}
