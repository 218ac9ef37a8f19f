//! `chatadm synapse user shadow-unban`: accounts that are heard again.

use chatadm::synapse::UserId;

use super::select::SelectArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    guards::GuardArgs,
};

/// Ends the shadow-ban of accounts.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user shadow-unban ada
  chatadm synapse user shadow-unban --match '@spam[0-9]+:' --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(super) select: SelectArgs,

    #[command(flatten)]
    pub(super) dry_run: DryRun,
    #[command(flatten)]
    pub(super) guards: GuardArgs,
    #[command(flatten)]
    pub(super) bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let ids = args.select.ids(context, synapse).await?;
    args.guards.check(synapse, &ids).await?;

    let action =
        Action::synapse("shadow-unban", "user", "unshadow_ban_user").dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = synapse.client.user(id);
        async move { user.unshadow_ban().await }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}
