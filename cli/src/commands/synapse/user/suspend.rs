//! `chatadm synapse user suspend`: accounts that can read and do nothing else.

use chatadm::synapse::User;
use serde_json::json;

use super::select::ChangeArgs;
use crate::{bulk::Action, context::Context, exit::Failure};

/// Suspends accounts.
///
/// They can log in and read. What they send is refused until the suspension ends.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user suspend ada
  chatadm synapse user suspend --match '@spam[0-9]+:' --dry-run")]
pub(crate) struct Args {
    /// Old form of `chatadm synapse user unsuspend`
    #[arg(short = 'U', long, hide = true)]
    unsuspend: bool,

    #[command(flatten)]
    change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    set(context, &args.change, !args.unsuspend).await
}

/// Begins or ends the suspension.
pub(super) async fn set(
    context: &Context,
    change: &ChangeArgs,
    suspend: bool,
) -> Result<(), Failure> {
    let verb = if suspend { "suspend" } else { "unsuspend" };
    let action = Action::synapse(verb, "user", "suspend_user").body(json!({"suspend": suspend}));
    let verb = async |user: User<'_>| {
        if suspend {
            user.suspend().await
        } else {
            user.unsuspend().await
        }
    };
    change.run(context, action, verb).await
}
