//! What is known of bulk work: outcome by outcome, while it runs, and at its end.

use std::fmt;

use crate::{Error, Report};

/// What became of one key.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome<K, V> {
    /// The key.
    pub key: K,
    /// What the verb gave.
    pub result: Result<V, Error>,
}

/// How far bulk work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many keys there are, repeated ones included; `None` when they come from a stream.
    pub total: Option<usize>,
    /// How many were started.
    pub started: usize,
    /// How many ended well.
    pub succeeded: usize,
    /// How many failed.
    pub failed: usize,
    /// How many came again and were left out.
    pub repeated: usize,
}

impl Progress {
    pub(super) fn new(total: Option<usize>) -> Self {
        Self {
            total,
            started: 0,
            succeeded: 0,
            failed: 0,
            repeated: 0,
        }
    }

    /// How many keys have an outcome.
    pub fn done(&self) -> usize {
        self.succeeded + self.failed
    }

    /// How many are on their way.
    pub fn running(&self) -> usize {
        self.started.saturating_sub(self.done())
    }
}

/// Why bulk work stopped before all keys were started.
#[derive(Debug)]
#[non_exhaustive]
pub enum Stop {
    /// [`Bulk::stop`](super::Bulk::stop) was called.
    Asked,
    /// The server does not know the caller, or the caller may not do this; the same would be said for
    /// every other key.
    Refused,
    /// A key failed, and that was to be the end.
    Failed,
    /// The keys could not be read on.
    Source(Error),
}

impl fmt::Display for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => formatter.write_str("stopped on request"),
            Self::Refused => formatter.write_str("stopped because the server refuses the caller"),
            Self::Failed => formatter.write_str("stopped at a failure"),
            Self::Source(error) => write!(
                formatter,
                "stopped because the keys could not be read on: {}",
                Report(error)
            ),
        }
    }
}

/// How bulk work went.
///
/// `Display` says it in one line.
#[derive(Debug)]
#[non_exhaustive]
pub struct Summary<K, V> {
    /// What the verb gave for each key that ended well, in the order of their ends.
    pub succeeded: Vec<(K, V)>,
    /// Why each of the others failed, in the order of their ends.
    pub failed: Vec<(K, Error)>,
    /// Keys that were not started, as far as they are known: not those of a stream.
    pub not_started: Vec<K>,
    /// How many keys came again and were left out.
    pub repeated: usize,
    /// Why the work stopped early, if it did.
    pub stopped: Option<Stop>,
}

impl<K, V> Default for Summary<K, V> {
    fn default() -> Self {
        Self {
            succeeded: Vec::new(),
            failed: Vec::new(),
            not_started: Vec::new(),
            repeated: 0,
            stopped: None,
        }
    }
}

impl<K: Ord, V> Summary<K, V> {
    /// Whether every key was worked on and ended well.
    pub fn is_complete(&self) -> bool {
        self.failed.is_empty() && self.not_started.is_empty() && self.stopped.is_none()
    }

    pub(super) fn add(&mut self, outcome: Outcome<K, V>) {
        let Outcome { key, result } = outcome;
        match result {
            Ok(value) => self.succeeded.push((key, value)),
            Err(error) => self.failed.push((key, error)),
        }
    }

    pub(super) fn end(&mut self, progress: Progress, stopped: Option<Stop>, rest: Vec<K>) {
        self.repeated = progress.repeated;
        self.stopped = stopped;
        self.not_started = rest;
    }
}

impl<K, V> fmt::Display for Summary<K, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (succeeded, failed) = (self.succeeded.len(), self.failed.len());
        write!(formatter, "{succeeded} succeeded, {failed} failed")?;
        if !self.not_started.is_empty() {
            write!(formatter, ", {} not started", self.not_started.len())?;
        }
        match &self.stopped {
            Some(stop) => write!(formatter, "; {stop}"),
            None => Ok(()),
        }
    }
}
