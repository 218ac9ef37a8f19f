//! `chatadm synapse user lock`: accounts that are kept as they are and refused.

use chatadm::synapse::UserId;
use serde_json::json;

use super::select::SelectArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    guards::GuardArgs,
};

/// Locks accounts.
///
/// Every request of theirs is refused, and nothing of them is lost.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user lock ada
  chatadm synapse user lock --match '@spam[0-9]+:' --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    select: SelectArgs,

    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    guards: GuardArgs,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let ids = args.select.ids(context, synapse).await?;
    args.guards.check(synapse, &ids).await?;

    let action = Action::synapse("lock", "user", "create_or_modify_user")
        .body(json!({"locked": true}))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = synapse.client.user(id);
        async move { user.lock().await }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}
