//! `up` and `down`: a server that runs on between commands.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Signal, kill_process};
use serde::{Deserialize, Serialize};

use super::environment::Environment;
use super::process::{POLL, pid};
use super::server::{Lifetime, keep_log};
use super::{ServerArgs, bring_up, state_directory};

/// How long a server may take to stop by itself.
const GRACE: Duration = Duration::from_secs(5);

/// What `down`, and a second `up`, have to know.
#[derive(Debug, Deserialize, Serialize)]
struct Record {
    pid: u32,
    directory: PathBuf,
    synapse_version: String,
    environment: Environment,
}

/// Leaves a server running and prints the lines that a shell evaluates to reach it.
pub(crate) fn up(args: &ServerArgs) -> Result<ExitCode> {
    let record = match running()? {
        Some(record) => {
            eprintln!(
                "live: Synapse {} is already running as process {} (`down` stops it)",
                record.synapse_version, record.pid
            );
            record
        }
        None => start(args)?,
    };
    print!("{}", record.environment.exports());
    Ok(ExitCode::SUCCESS)
}

/// Stops the server that is running; none is no failure.
pub(crate) fn down() -> Result<ExitCode> {
    let path = record_path()?;
    let Some(record) = read(&path)? else {
        eprintln!("live: nothing is running");
        return Ok(ExitCode::SUCCESS);
    };
    stop(&record)?;
    forget(&path, &record)?;
    eprintln!("live: stopped");
    Ok(ExitCode::SUCCESS)
}

fn start(args: &ServerArgs) -> Result<Record> {
    let (server, environment) = bring_up(args, Lifetime::Detached)?;
    // Written before the server is let go, so that no failure leaves one running that nobody knows.
    let record = Record {
        pid: server.process_id(),
        directory: server.directory().to_owned(),
        synapse_version: args.synapse_version.clone(),
        environment,
    };
    write(&record_path()?, &record)?;
    server.leave_running();
    eprintln!(
        "live: process {}, files in {}",
        record.pid,
        record.directory.display()
    );
    eprintln!("live: evaluate these lines to use it; `cargo xtask live down` stops it");
    Ok(record)
}

/// The record of a server that is still there; what is left of one that is gone is cleaned up.
fn running() -> Result<Option<Record>> {
    let path = record_path()?;
    match read(&path)? {
        Some(record) if is_running(&record) => Ok(Some(record)),
        Some(record) => {
            forget(&path, &record)?;
            Ok(None)
        }
        None => Ok(None),
    }
}

fn stop(record: &Record) -> Result<()> {
    let Some(pid) = pid(record.pid) else {
        return Ok(());
    };
    for signal in [Signal::TERM, Signal::KILL] {
        let deadline = Instant::now() + GRACE;
        while is_running(record) {
            if Instant::now() >= deadline {
                break;
            }
            // An error means that it is gone, which the next look finds out.
            let _ = kill_process(pid, signal);
            thread::sleep(POLL);
        }
    }
    if is_running(record) {
        bail!("process {} does not end", record.pid);
    }
    Ok(())
}

/// Whether the recorded process is still the recorded server: process ids are used again.
///
/// A process that has ended but that nobody waited for has no command line, and counts as gone.
fn is_running(record: &Record) -> bool {
    let directory = record.directory.display().to_string();
    let command_line = match fs::read(format!("/proc/{}/cmdline", record.pid)) {
        Ok(bytes) => bytes,
        Err(_) if Path::new("/proc/self/cmdline").exists() => return false,
        // macOS has no such file system, but always has this program.
        Err(_) => Command::new("ps")
            .args(["-ww", "-o", "command=", "-p"])
            .arg(record.pid.to_string())
            .output()
            .map(|output| output.stdout)
            .unwrap_or_default(),
    };
    String::from_utf8_lossy(&command_line).contains(&directory)
}

fn forget(path: &Path, record: &Record) -> Result<()> {
    if record.directory.exists() {
        keep_log(&record.directory);
        fs::remove_dir_all(&record.directory)
            .with_context(|| format!("cannot remove {}", record.directory.display()))?;
    }
    fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))
}

fn record_path() -> Result<PathBuf> {
    Ok(state_directory()?.join("up.json"))
}

fn read(path: &Path) -> Result<Option<Record>> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .with_context(|| format!("{} is damaged; remove it", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

fn write(path: &Path, record: &Record) -> Result<()> {
    let text = serde_json::to_vec_pretty(record)?;
    // The tokens in it are worth little, but a file with tokens should not teach bad manners.
    OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| file.write_all(&text))
        .with_context(|| format!("cannot write {}", path.display()))
}
