//! `chatadm synapse user ratelimit reset`: the configured limits again.

use chatadm::synapse::UserId;

use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    commands::synapse::user::select::SelectArgs,
    context::Context,
    exit::Failure,
};

/// Takes the limits of accounts back to the configured ones.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user ratelimit reset ada
  chatadm synapse user ratelimit reset --match '@test-' --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let ids = args.select.ids(context, synapse).await?;
    let action = Action::synapse(
        "reset the limit of",
        "user",
        "delete_user_ratelimit_override",
    )
    .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = synapse.client.user(id);
        async move { user.delete_ratelimit().await }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}
