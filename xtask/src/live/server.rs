//! One running server: its process, its files and its address.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use tempfile::TempDir;

use super::http::Api;
use super::process::{self, Process};
use super::{config, interrupt, secret, state_directory};

/// A slow machine that also compiles needs half a minute; one that needs this long is stuck.
const START_LIMIT: Duration = Duration::from_secs(120);
/// Another program can take the chosen port before the server does.
const ATTEMPTS: usize = 3;
/// How many lines of the log explain a failure.
const TAIL: usize = 25;
/// Everything that the process prints beside its log.
const OUTPUT: &str = "output.txt";

/// Whether a server may outlive the program that started it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lifetime {
    /// It ends with the program.
    Tied,
    /// It can be left running.
    Detached,
}

/// A running server; dropping it stops the process and removes its files.
#[derive(Debug)]
pub(crate) struct Server {
    // Fields drop in this order: nothing may be removed under a running process.
    process: Process,
    command: Command,
    directory: Directory,
    base_url: String,
    shared_secret: String,
}

impl Server {
    /// Starts a server and waits until it answers.
    pub(crate) fn start(python: &Path, lifetime: Lifetime) -> Result<Self> {
        let mut attempt = 1;
        loop {
            let mut server = Self::launch(python, lifetime)?;
            match server.wait_until_healthy() {
                Ok(()) => return Ok(server),
                Err(error) if interrupt::requested() => return Err(error),
                Err(error) if attempt == ATTEMPTS || !server.log().contains("in use") => {
                    server.print_log_tail();
                    return Err(error);
                }
                Err(_) => attempt += 1,
            }
        }
    }

    /// Where the server answers, without a slash at the end.
    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// What registration with the shared secret takes.
    pub(crate) fn shared_secret(&self) -> &str {
        &self.shared_secret
    }

    /// Where the server's files are.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.0.path()
    }

    /// Shows the end of the log, for a failure that it may explain.
    pub(crate) fn print_log_tail(&self) {
        let log = self.log();
        let lines: Vec<&str> = log.lines().filter(|line| !is_routine(line)).collect();
        if !lines.is_empty() {
            eprintln!("live: the server's log, without routine, ends with:");
        }
        for line in &lines[lines.len().saturating_sub(TAIL)..] {
            eprintln!("  {line}");
        }
        if let Ok(state) = state_directory() {
            eprintln!(
                "live: all of it is kept in {}",
                state.join("last.log").display()
            );
        }
    }

    /// The process to look for once this value is gone.
    pub(crate) fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Kills the process in the middle of whatever it does, and starts it again on the same files.
    pub(crate) fn kill_and_restart(&mut self) -> Result<()> {
        self.process.kill()?;
        self.process = Process::background(&mut self.command)?;
        self.wait_until_healthy()
    }

    /// Leaves the process running and its files in place.
    pub(crate) fn leave_running(self) {
        self.process.leave_running();
        self.directory.leave();
    }

    fn launch(python: &Path, lifetime: Lifetime) -> Result<Self> {
        let directory = Directory::new()?;
        let path = directory.0.path().to_owned();
        let port = free_port()?;
        let shared_secret = secret::random()?;
        let homeserver = path.join("homeserver.yaml");
        write_json(
            &homeserver,
            &config::homeserver(&path, port, &shared_secret)?,
        )?;
        write_json(&path.join("logging.yaml"), &config::logging(&path))?;
        write(&path.join("signing.key"), &config::signing_key()?)?;
        write(&path.join("launch.py"), include_str!("launch.py"))?;

        let output = File::create(path.join(OUTPUT)).context("cannot create the output file")?;
        let mut command = Command::new(python);
        command
            .arg(path.join("launch.py"))
            .arg(if lifetime == Lifetime::Tied {
                "tied"
            } else {
                "detached"
            })
            .arg(std::process::id().to_string())
            .arg("-c")
            .arg(&homeserver)
            .current_dir(&path)
            .stdout(output.try_clone().context("cannot share the output file")?)
            .stderr(output);
        let process = match lifetime {
            Lifetime::Tied => Process::background(&mut command),
            Lifetime::Detached => Process::detachable(&mut command),
        }?;
        let base_url = format!("http://127.0.0.1:{port}");
        Ok(Self {
            process,
            command,
            directory,
            base_url,
            shared_secret,
        })
    }

    fn wait_until_healthy(&mut self) -> Result<()> {
        let api = Api::new(&self.base_url);
        let deadline = Instant::now() + START_LIMIT;
        while Instant::now() < deadline {
            if let Some(status) = self.process.try_wait()? {
                bail!("the server ended before it was ready ({status})");
            }
            interrupt::check()?;
            // Refused connections are what a server that is not ready looks like.
            if api
                .json("GET", "/health", None, None)
                .is_ok_and(|reply| reply.is_success())
            {
                return Ok(());
            }
            thread::sleep(process::POLL);
        }
        bail!("the server was not ready after {START_LIMIT:?}")
    }

    fn log(&self) -> String {
        read_logs(self.directory())
    }
}

/// The server's temporary directory; its log is kept when it goes.
#[derive(Debug)]
struct Directory(TempDir);

impl Directory {
    fn new() -> Result<Self> {
        let directory = tempfile::Builder::new().prefix("chatadm-live-").tempdir();
        Ok(Self(
            directory.context("cannot create a temporary directory")?,
        ))
    }

    fn leave(mut self) {
        self.0.disable_cleanup(true);
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        keep_log(self.0.path());
    }
}

/// Saves the log of a server whose directory is about to go.
pub(crate) fn keep_log(directory: &Path) {
    // Losing the log must not turn a success into a failure.
    if let Ok(state) = state_directory() {
        let _ = fs::write(state.join("last.log"), read_logs(directory));
    }
}

fn read_logs(directory: &Path) -> String {
    // What the process printed comes last: a crash ends there, and an ordinary run prints nothing.
    [config::LOG, OUTPUT]
        .iter()
        .filter_map(|name| fs::read(directory.join(name)).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect()
}

/// Whether a line only says that a request was answered well.
fn is_routine(line: &str) -> bool {
    line.contains(" INFO synapse.access.http.") && line.contains("B 20")
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free loopback port")?;
    Ok(listener
        .local_addr()
        .context("no free loopback port")?
        .port())
}

fn write_json(path: &Path, value: &Value) -> Result<()> {
    write(path, &format!("{value:#}\n"))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
