//! `chatadm synapse user unsuspend`: accounts whose suspension ends.

use super::{select::ChangeArgs, suspend};
use crate::{context::Context, exit::Failure};

/// Ends the suspension of accounts.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user unsuspend ada
  chatadm synapse user unsuspend --from-file wrongly.txt")]
pub(crate) struct Args {
    #[command(flatten)]
    change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    suspend::set(context, &args.change, false).await
}
