//! `chatadm synapse user shadow-ban`: accounts that speak to nobody.

use chatadm::synapse::User;

use super::select::ChangeArgs;
use crate::{bulk::Action, context::Context, exit::Failure};

/// Shadow-bans accounts.
///
/// What they send is accepted and reaches nobody, and they are not told. Use it for tests and abuse only.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user shadow-ban ada
  chatadm synapse user shadow-ban --match '@spam[0-9]+:' --dry-run")]
pub(crate) struct Args {
    /// Old form of `chatadm synapse user shadow-unban`
    #[arg(short = 'u', long, hide = true)]
    unban: bool,

    #[command(flatten)]
    change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    set(context, &args.change, !args.unban).await
}

/// Begins or ends the ban.
pub(super) async fn set(context: &Context, change: &ChangeArgs, ban: bool) -> Result<(), Failure> {
    let action = if ban {
        Action::synapse("shadow-ban", "user", "shadow_ban_user")
    } else {
        Action::synapse("shadow-unban", "user", "unshadow_ban_user")
    };
    let verb = async |user: User<'_>| {
        if ban {
            user.shadow_ban().await
        } else {
            user.unshadow_ban().await
        }
    };
    change.run(context, action, verb).await
}
