//! `chatadm synapse updates pause`: the switch of all updates.

use crate::{bulk::DryRun, context::Context, exit::Failure};

/// Pauses updates, until they are resumed or the server is restarted.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse updates pause")]
pub(crate) struct Args {
    #[command(flatten)]
    dry_run: DryRun,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    super::switch(context, false, args.dry_run).await
}
