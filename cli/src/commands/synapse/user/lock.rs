//! `chatadm synapse user lock`: accounts that are kept as they are and refused.

use chatadm::synapse::User;
use serde_json::json;

use super::select::ChangeArgs;
use crate::{bulk::Action, context::Context, exit::Failure};

/// Locks accounts.
///
/// Every request of theirs is refused, and nothing of them is lost.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user lock ada
  chatadm synapse user lock --match '@spam[0-9]+:' --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    set(context, &args.change, true).await
}

/// Locks or unlocks.
pub(super) async fn set(context: &Context, change: &ChangeArgs, lock: bool) -> Result<(), Failure> {
    let verb = if lock { "lock" } else { "unlock" };
    let action = Action::synapse(verb, "user", "create_or_modify_user")
        .body(json!({"locked": lock}))
        .reversible();
    let verb = async |user: User<'_>| {
        if lock {
            user.lock().await
        } else {
            user.unlock().await
        }
    };
    change.run(context, action, verb).await
}
