//! `chatadm synapse task wait`: the end of work in the background.

use super::TASKS;
use crate::{context::Context, exit::Failure, waiting::LimitArgs};

/// Waits until a task is over, and shows it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse task wait mjBSHDQMULdCNEQS --wait-timeout 10m")]
pub(crate) struct Args {
    /// The id of a task
    id: String,

    #[command(flatten)]
    limit: LimitArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let task = synapse
        .client
        .scheduled_tasks()
        .wait(args.id, args.limit.limit())
        .await?;
    context.printer.record(&TASKS, serde_json::to_value(task)?)
}
