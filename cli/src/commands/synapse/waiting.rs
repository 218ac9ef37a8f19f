//! `--wait`: how long to wait for work that the server does in the background.

use std::time::Duration;

use crate::moment;

/// Whether to wait, and how long.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub(crate) struct WaitArgs {
    /// Wait until it is over, `10m` at most unless told
    #[arg(
        long,
        value_name = "TIME",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "10m",
        value_parser = moment::duration,
    )]
    pub(crate) wait: Option<Duration>,
}
