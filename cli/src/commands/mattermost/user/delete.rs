//! `chatadm mattermost user delete`: accounts that nobody can use, or that are gone.

use chatadm::{Method, mattermost::User};

use super::{select, work::ChangeArgs};
use crate::{bulk::Action, context::Context, exit::Failure};

/// Deactivates users, or with `--permanent` deletes them for good.
///
/// What is deleted for good is the account and all that belongs to it, its posts among that. Make a backup
/// first. Servers allow it only with the setting `EnableAPIUserDeletion`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user delete ada
  chatadm mattermost user delete ada --permanent
  chatadm mattermost user delete --from-file gone.csv --permanent --dry-run")]
pub(crate) struct Args {
    /// Delete them for good, which cannot be taken back
    #[arg(long)]
    permanent: bool,

    /// Delete for good without typing the name, or how many they are
    #[arg(long, alias = "confirm")]
    yes_permanent: bool,

    #[command(flatten)]
    change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let users = args.change.users(context).await?;

    let permanent = args.permanent;
    let what = "delete them there too, or the next login or synchronization brings them back";
    select::warn_elsewhere(context, &users, what);
    let mut action = if permanent {
        let path = "/api/v4/users/{user_id}?permanent=true";
        let action =
            Action::mattermost("delete", "user", "delete_user").request(Method::DELETE, path);
        action
            .consequence("The account, its posts and its files are gone then, and only a backup of the database has them")
            .irreversible("--yes-permanent", args.yes_permanent)
    } else {
        Action::mattermost("deactivate", "user", "delete_user")
    };
    if args.yes_permanent && !permanent {
        action = action.irreversible("--yes-permanent", true);
    }
    let verb = async |user: User<'_>| {
        if permanent {
            user.delete_permanently().await
        } else {
            user.delete().await
        }
    };
    args.change
        .work
        .run_for(context, action, &users, verb)
        .await
}
