//! `chatadm synapse user shadow-unban`: accounts that are heard again.

use super::{select::ChangeArgs, shadow_ban};
use crate::{context::Context, exit::Failure};

/// Ends the shadow-ban of accounts.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user shadow-unban ada
  chatadm synapse user shadow-unban --shadow-banned --created-after 7d")]
pub(crate) struct Args {
    #[command(flatten)]
    change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    shadow_ban::set(context, &args.change, false).await
}
