//! `chatadm synapse user deactivate`: accounts that nobody can use any more.

use chatadm::synapse::UserId;
use serde_json::json;

use super::select::SelectArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    guards::GuardArgs,
};

/// Deactivates accounts.
///
/// They are logged out everywhere, leave their rooms, and lose their password and addresses. The name stays
/// taken. `--erase` also hides what they wrote from people who join later, and removes their profile.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user deactivate spammer1 spammer2
  chatadm synapse user deactivate --match '@spam[0-9]+:' --dry-run
  chatadm synapse user deactivate --inactive-for 2y --exclude '@bot-.*' --report gone.jsonl
  chatadm synapse user deactivate --from-file users.csv --continue-on-error --yes")]
pub(crate) struct Args {
    /// Erase them as well, which cannot be taken back
    #[arg(short = 'e', long, visible_alias = "gdpr-erase")]
    pub(super) erase: bool,

    /// Erase without typing the ids back
    #[arg(long, requires = "erase")]
    pub(super) yes_erase: bool,

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

    let erase = args.erase;
    let mut action = Action::synapse("deactivate", "user", "deactivate_user")
        .body(json!({"erase": erase}))
        .dry_run(args.dry_run.dry_run);
    if erase {
        let consequence = "Erasing cannot be taken back";
        action = action
            .consequence(consequence)
            .irreversible("--yes-erase", args.yes_erase);
    }
    let verb = |id: UserId| synapse.client.user(id).deactivate().erase(erase).send();
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}
