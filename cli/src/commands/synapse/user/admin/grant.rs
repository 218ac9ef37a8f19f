//! `chatadm synapse user admin grant`: the right to administer.

use chatadm::synapse::UserId;
use serde_json::json;

use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    commands::synapse::user::select::SelectArgs,
    context::Context,
    exit::Failure,
    guards::GuardArgs,
};

/// Makes users server admins.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user admin grant ada
  chatadm synapse user admin grant --match '@spam[0-9]+:' --dry-run")]
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

    let action = Action::synapse("make admin", "user", "set_user_admin")
        .body(json!({"admin": true}))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = synapse.client.user(id);
        async move { user.set_admin(true).await }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}
