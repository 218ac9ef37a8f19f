//! `chatadm mattermost roles member`: system admins that become ordinary users.

use crate::{
    commands::mattermost::user::roles::{self, WhoArgs},
    context::Context,
    exit::Failure,
    guards::mattermost::ADMIN,
};

/// Makes system admins ordinary users; their other roles stay.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost roles member bob
  chatadm mattermost roles member --role system_admin --inactive-for 90d --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    who: WhoArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    roles::remove(context, &args.who, ADMIN).await
}
