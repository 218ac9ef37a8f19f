//! `chatadm mattermost limits`: how many users the server allows.

use crate::{context::Context, exit::Failure, printer::Shape};

const LIMITS: Shape = Shape {
    id: "max_users_limit",
    columns: &[
        "active_user_count",
        "max_users_limit",
        "max_users_hard_limit",
        "post_history_limit",
    ],
};

/// Shows the limits of the server on users and message history.
///
/// Servers up to 5 do not have them.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) async fn run(context: &Context, _: Args) -> Result<(), Failure> {
    let limits = context.mattermost()?.client.server_limits().await?;
    context
        .printer
        .record(&LIMITS, serde_json::to_value(limits)?)
}
