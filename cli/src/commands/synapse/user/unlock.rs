//! `chatadm synapse user unlock`: accounts that may come in again.

use chatadm::synapse::UserId;
use serde_json::json;

use super::select::SelectArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    guards::GuardArgs,
};

/// Unlocks accounts.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user unlock ada
  chatadm synapse user unlock --match '@spam[0-9]+:' --dry-run")]
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

    let action = Action::synapse("unlock", "user", "create_or_modify_user")
        .body(json!({"locked": false}))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = synapse.client.user(id);
        async move { user.unlock().await }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}
