//! `chatadm mattermost user preference set`: another value for a preference.

use chatadm::{Method, mattermost::UserId};

use super::{ChangeArgs, NameArgs, PATH};
use crate::{context::Context, exit::Failure};

/// Sets a preference of users.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user preference set ada --category display_settings --name use_military_time --value true")]
pub(crate) struct Args {
    #[command(flatten)]
    name: NameArgs,

    /// The value
    #[arg(short = 'v', long, value_name = "VALUE")]
    value: String,

    #[command(flatten)]
    change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let of = |user: &UserId| args.name.of(user, &args.value);
    let change = &args.change;
    change
        .run(context, "set the preference of", (Method::PUT, PATH), of)
        .await
}
