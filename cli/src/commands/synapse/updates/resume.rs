//! `chatadm synapse updates resume`: the switch of all updates.

use crate::{bulk::DryRun, context::Context, exit::Failure};

/// Resumes updates.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse updates resume")]
pub(crate) struct Args {
    #[command(flatten)]
    dry_run: DryRun,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    super::switch(context, true, args.dry_run).await
}
