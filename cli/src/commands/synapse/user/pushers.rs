//! `chatadm synapse user pushers`: where an account is told of new messages.

use crate::{context::Context, exit::Failure, printer::Shape};

const PUSHERS: Shape = Shape {
    id: "pushkey",
    columns: &[
        "app_id",
        "kind",
        "device_display_name",
        "enabled",
        "pushkey",
    ],
};

/// Lists where an account is told of new messages.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = synapse.user_id(&args.user).await?;
    let mut list = context.printer.list(&PUSHERS);
    for pusher in synapse.client.user(id).pushers().await? {
        list.push(serde_json::to_value(pusher)?)?;
    }
    list.finish()
}
