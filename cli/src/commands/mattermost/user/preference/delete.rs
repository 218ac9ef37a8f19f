//! `chatadm mattermost user preference delete`: a preference that the server chooses again.

use chatadm::{Method, mattermost::UserId};

use super::{ChangeArgs, NameArgs, PATH};
use crate::{context::Context, exit::Failure};

/// Removes a preference of users; what the server chooses by itself is in effect again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user preference delete ada --category display_settings --name use_military_time")]
pub(crate) struct Args {
    #[command(flatten)]
    name: NameArgs,

    #[command(flatten)]
    change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let of = |user: &UserId| args.name.of(user, "");
    let path = format!("{PATH}/delete");
    let change = &args.change;
    change
        .run(
            context,
            "remove the preference of",
            (Method::POST, &path),
            of,
        )
        .await
}
