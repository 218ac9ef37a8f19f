//! Waiting for work that a server does in the background, and telling how far it is.

use std::{fmt::Display, time::Duration};

use crate::{moment, printer};

/// Whether to wait, and how long.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Waiting")]
pub(crate) struct WaitArgs {
    /// Wait until the work is over, which is how it is unless told
    #[arg(long, hide = true, overrides_with = "no_wait")]
    wait: bool,

    /// Start the work and do not wait for its end
    #[arg(long, overrides_with = "wait")]
    no_wait: bool,

    #[command(flatten)]
    limit: LimitArgs,
}

/// How long to wait.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Waiting")]
pub(crate) struct LimitArgs {
    /// Give up waiting after this long (`1h` unless told); the work goes on
    #[arg(long, value_name = "TIME", value_parser = moment::duration)]
    wait_timeout: Option<Duration>,
}

impl WaitArgs {
    /// How long to wait; `None` is not at all.
    pub(crate) fn limit(&self) -> Option<Duration> {
        (!self.no_wait).then(|| self.limit.limit())
    }
}

impl LimitArgs {
    pub(crate) fn limit(&self) -> Duration {
        self.wait_timeout.unwrap_or(Duration::from_secs(3600))
    }
}

/// Says on standard error how far a piece of work is, each state once.
#[derive(Debug, Clone)]
pub(crate) struct Teller {
    what: String,
    last: String,
    is_quiet: bool,
}

impl Teller {
    /// `what` names the work and holds the id under which it can be found again.
    pub(crate) fn new(what: impl Into<String>, is_quiet: bool) -> Self {
        Self {
            what: what.into(),
            last: String::new(),
            is_quiet,
        }
    }

    pub(crate) fn tell(&mut self, state: impl Display) {
        let state = state.to_string();
        if state != self.last && !self.is_quiet {
            printer::say_safely(&format!("{}: {state}", self.what));
        }
        self.last = state;
    }
}
