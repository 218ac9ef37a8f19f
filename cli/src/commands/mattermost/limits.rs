//! `chatadm mattermost limits`: how many users the server allows.

use crate::{context::Context, exit::Failure, printer::Shape};

/// The server writes these names in one word.
const LIMITS: Shape = Shape {
    id: "maxUsersLimit",
    columns: &[
        "activeUserCount",
        "maxUsersLimit",
        "maxUsersHardLimit",
        "postHistoryLimit",
    ],
};

/// Shows the limits of the server on users and message history.
///
/// Servers up to 5 do not have them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost limits --jq .activeUserCount")]
pub(crate) struct Args {}

pub(crate) async fn run(context: &Context, _: Args) -> Result<(), Failure> {
    let limits = context.mattermost()?.client.server_limits().await?;
    context
        .printer
        .record(&LIMITS, serde_json::to_value(limits)?)
}
