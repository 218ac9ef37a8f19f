//! Child processes that never outlive their owner.

use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use rustix::process::{Pid, Signal};

use super::interrupt;

/// How often a wait looks again: short beside a server start, long beside a system call.
pub(crate) const POLL: Duration = Duration::from_millis(25);
/// How long a child may take to leave by itself before it is killed.
const GRACE: Duration = Duration::from_secs(5);

/// A child process; dropping it ends the child and everything the child started in its group.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    /// Whether the child leads a process group of its own.
    group: bool,
}

impl Process {
    /// Starts a child in a process group of its own and without input.
    ///
    /// The group keeps a terminal's ctrl-C away from the child: it ends when its owner says so, and
    /// its own children (a test program below cargo) end with it.
    pub(crate) fn background(command: &mut Command) -> Result<Self> {
        command.stdin(Stdio::null()).process_group(0);
        Ok(Self {
            child: spawn(command)?,
            group: true,
        })
    }

    /// Starts a child that may use the terminal; it therefore has to stay in the terminal's group.
    pub(crate) fn interactive(command: &mut Command) -> Result<Self> {
        let group = !std::io::IsTerminal::is_terminal(&std::io::stdin());
        if group {
            command.process_group(0);
        }
        Ok(Self {
            child: spawn(command)?,
            group,
        })
    }

    /// Starts a child that is meant to be left running: it makes a session of its own.
    pub(crate) fn detachable(command: &mut Command) -> Result<Self> {
        command.stdin(Stdio::null());
        Ok(Self {
            child: spawn(command)?,
            group: false,
        })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// The exit status, once there is one.
    pub(crate) fn try_wait(&mut self) -> Result<Option<ExitStatus>> {
        self.child
            .try_wait()
            .context("cannot wait for a child process")
    }

    /// Waits for the end of the child, or for a signal, which ends it.
    pub(crate) fn wait(&mut self) -> Result<ExitStatus> {
        loop {
            if let Some(status) = self.try_wait()? {
                return Ok(status);
            }
            interrupt::check()?;
            thread::sleep(POLL);
        }
    }

    /// Kills the child and all that it started at once, without a chance to put anything in order.
    pub(crate) fn kill(&mut self) -> Result<()> {
        self.signal(Signal::KILL);
        let status = self.child.wait();
        status.context("cannot wait for a child process")?;
        Ok(())
    }

    /// Gives the child up: it runs on after its owner.
    pub(crate) fn leave_running(self) {
        // The standard library's own handle neither kills nor waits when it is dropped, so skipping
        // this type's drop is all there is to it.
        std::mem::forget(self);
    }

    fn signal(&self, signal: Signal) {
        let Some(pid) = pid(self.child.id()) else {
            return;
        };
        // An error means that nobody is left to be told.
        let _ = if self.group {
            rustix::process::kill_process_group(pid, signal)
        } else {
            rustix::process::kill_process(pid, signal)
        };
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        self.signal(Signal::TERM);
        let deadline = Instant::now() + GRACE;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            thread::sleep(POLL);
        }
        // Also after a clean end: the group may hold grandchildren that the child did not wait for.
        self.signal(Signal::KILL);
        let _ = self.child.wait();
    }
}

/// The exit status as this program's own, with a shell's convention for signals.
pub(crate) fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal));
    ExitCode::from(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

/// A process id in the form the system calls want.
pub(crate) fn pid(id: u32) -> Option<Pid> {
    i32::try_from(id).ok().and_then(Pid::from_raw)
}

fn spawn(command: &mut Command) -> Result<Child> {
    command
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().display()))
}
