//! `chatadm synapse user shadow-ban`: accounts that speak to nobody.

use chatadm::synapse::UserId;

use super::select::SelectArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    guards::GuardArgs,
};

/// Shadow-bans accounts.
///
/// What they send is accepted and reaches nobody, and they are not told. Use it for tests and abuse only.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user shadow-ban ada
  chatadm synapse user shadow-ban --match '@spam[0-9]+:' --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    select: SelectArgs,

    /// Old form of `chatadm synapse user shadow-unban`
    #[arg(short = 'u', long, hide = true)]
    unban: bool,

    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    guards: GuardArgs,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    if args.unban {
        let Args {
            select,
            dry_run,
            guards,
            bulk,
            ..
        } = args;
        return super::shadow_unban::run(
            context,
            super::shadow_unban::Args {
                select,
                dry_run,
                guards,
                bulk,
            },
        )
        .await;
    }
    let synapse = context.synapse()?;
    let ids = args.select.ids(context, synapse).await?;
    args.guards.check(synapse, &ids).await?;

    let action =
        Action::synapse("shadow-ban", "user", "shadow_ban_user").dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = synapse.client.user(id);
        async move { user.shadow_ban().await }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}
