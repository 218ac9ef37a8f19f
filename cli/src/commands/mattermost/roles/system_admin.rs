//! `chatadm mattermost roles system-admin`: users that become system admins.

use crate::{
    commands::mattermost::user::roles::{self, WhoArgs},
    context::Context,
    exit::Failure,
    guards::mattermost::ADMIN,
};

/// Makes users system admins; their other roles stay.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost roles system-admin ada bob")]
pub(crate) struct Args {
    #[command(flatten)]
    who: WhoArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    roles::add(context, &args.who, ADMIN).await
}
