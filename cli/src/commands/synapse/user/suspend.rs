//! `chatadm synapse user suspend`: accounts that can read and do nothing else.

use chatadm::synapse::UserId;
use serde_json::json;

use super::select::SelectArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    guards::GuardArgs,
};

/// Suspends accounts.
///
/// They can log in and read. What they send is refused until the suspension ends.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user suspend ada
  chatadm synapse user suspend --match '@spam[0-9]+:' --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    select: SelectArgs,

    /// Old form of `chatadm synapse user unsuspend`
    #[arg(short = 'U', long, hide = true)]
    unsuspend: bool,

    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    guards: GuardArgs,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    if args.unsuspend {
        let Args {
            select,
            dry_run,
            guards,
            bulk,
            ..
        } = args;
        return super::unsuspend::run(
            context,
            super::unsuspend::Args {
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

    let action = Action::synapse("suspend", "user", "suspend_user")
        .body(json!({"suspend": true}))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = synapse.client.user(id);
        async move { user.suspend().await }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}
