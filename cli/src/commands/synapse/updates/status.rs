//! `chatadm synapse updates status`: what runs in the background.

use super::STATUS;
use crate::{commands::synapse::waiting::WaitArgs, context::Context, exit::Failure};

/// Tells whether updates are enabled, and which is running, by the name of its database.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse updates status
  chatadm synapse updates status --wait=1h")]
pub(crate) struct Args {
    #[command(flatten)]
    wait: WaitArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let updates = context.synapse()?.client.background_updates();
    let status = match args.wait.wait {
        Some(limit) => updates.wait_idle(limit).await?,
        None => updates.status().await?,
    };
    context
        .printer
        .record(&STATUS, serde_json::to_value(status)?)
}
