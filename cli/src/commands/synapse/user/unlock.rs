//! `chatadm synapse user unlock`: accounts that may come in again.

use super::{lock, select::ChangeArgs};
use crate::{context::Context, exit::Failure};

/// Unlocks accounts.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user unlock ada
  chatadm synapse user unlock --locked=only")]
pub(crate) struct Args {
    #[command(flatten)]
    change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    lock::set(context, &args.change, false).await
}
