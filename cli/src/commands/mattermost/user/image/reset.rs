//! `chatadm mattermost user image reset`: pictures that the server draws.

use chatadm::mattermost::User;

use crate::commands::mattermost::user::work::WorkArgs;
use crate::{bulk::Action, context::Context, exit::Failure};

/// Removes the profile pictures of users; the server draws one for each.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user image reset ada")]
pub(crate) struct Args {
    #[command(flatten)]
    work: WorkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let users = args.work.users(context).await?;

    let action = Action::mattermost("remove the picture of", "user", "set_default_profile_image");
    let verb = async |user: User<'_>| user.reset_image().await;
    args.work.run_for(context, action, &users, verb).await
}
