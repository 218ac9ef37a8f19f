//! `chatadm config unset`: one setting, taken away.

use super::set;
use crate::{context::Context, exit::Failure};

/// Takes one setting away, so that it is what it is without a profile.
///
/// A token is forgotten and stays valid on the server; `chatadm auth logout` ends it there too.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm config unset timeout
  chatadm config unset profiles.work.protected_users")]
pub(crate) struct Args {
    /// The setting: `timeout` of the profile that is meant, `profiles.NAME.timeout`, or `current.API`
    key: String,
}

#[expect(clippy::unused_async, reason = "all commands are run alike")]
pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    set::change(context, &args.key, &[])
}
