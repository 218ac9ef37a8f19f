//! Runs the live tests and makes sure that they ran.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, IsTerminal as _, Write as _};
use std::process::{ExitCode, ExitStatus, Stdio};
use std::thread;

use anyhow::{Context as _, Result};

use super::{
    interrupt,
    process::{self, Process},
};
use crate::{child, workspace};

/// Test programs that want a real server.
#[derive(Debug)]
pub(crate) struct Suite {
    /// Whose test programs.
    pub(crate) packages: &'static [&'static str],
    /// The name that they have in their packages.
    pub(crate) program: &'static str,
    /// Whether its tests can run at the same time.
    pub(crate) parallel: bool,
    /// What tells it of the server, beside what it inherits.
    pub(crate) variables: Vec<(&'static str, String)>,
}

/// Runs suites one after another, and all of them whatever becomes of the first; answers with the exit
/// status of the first that fails, or with failure where fewer tests than this passed.
pub(crate) fn run(suites: &[Suite], minimum: usize, args: &[OsString]) -> Result<ExitCode> {
    let mut passed = 0;
    let mut failure = None;
    for suite in suites {
        let (status, count) = run_one(suite, args)?;
        passed += count;
        if !status.success() {
            failure.get_or_insert(status);
        }
        if interrupt::requested() {
            break;
        }
    }
    if let Some(status) = failure {
        return Ok(process::exit_code(status));
    }
    if passed < minimum {
        eprintln!(
            "live: {passed} tests passed, at least {minimum} were expected; \
             a suite that does not run proves nothing"
        );
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs a suite and tells how many of its tests passed.
fn run_one(suite: &Suite, args: &[OsString]) -> Result<(ExitStatus, usize)> {
    let mut command = child::command(cargo());
    command
        .current_dir(workspace::root())
        .arg("test")
        .args(suite.packages.iter().flat_map(|name| ["--package", *name]))
        .args(["--test", suite.program, "--no-fail-fast"])
        .args(["--", "--ignored"])
        .args((!suite.parallel).then_some("--test-threads=1"))
        .args(args)
        .envs(suite.variables.iter().map(|(name, value)| (name, value)))
        .stdout(Stdio::piped());
    if std::io::stdout().is_terminal() {
        command.arg("--color=always");
    }
    let mut process = Process::background(&mut command)?;
    let output = process
        .child()
        .stdout
        .take()
        .context("the suite has no output")?;
    // The reader ends with the suite's output, so the wait below may look at signals meanwhile.
    let reader = thread::spawn(move || {
        let mut passed = 0;
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let mut stdout = std::io::stdout().lock();
            // A reader of ours that went away must not hide the suite's result.
            let _ = stdout
                .write_all(&line)
                .and_then(|()| stdout.write_all(b"\n"));
            passed += passed_tests(&String::from_utf8_lossy(&line)).unwrap_or(0);
        }
        passed
    });
    let status = process.wait()?;
    Ok((status, reader.join().unwrap_or(0)))
}

/// The cargo that runs this program, so that both agree on the toolchain.
pub(crate) fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The count in a line such as `test result: ok. 12 passed; 0 failed; ...`, colours or not.
fn passed_tests(line: &str) -> Option<usize> {
    let (_, result) = line.split_once("test result: ")?;
    let (before, _) = result.split_once(" passed;")?;
    before.rsplit(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::passed_tests;

    #[test]
    fn the_count_is_found_with_and_without_colours() {
        let rest = "12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.0s";
        assert_eq!(passed_tests(&format!("test result: ok. {rest}")), Some(12));
        assert_eq!(
            passed_tests(&format!("test result: \x1b[32mok\x1b[m. {rest}")),
            Some(12)
        );
        assert_eq!(
            passed_tests(&format!("test result: FAILED. {rest}")),
            Some(12)
        );
        assert_eq!(passed_tests("test rooms ... ok"), None);
    }
}
