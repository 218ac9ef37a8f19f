//! `chatadm synapse user pushers`: where an account is told of new messages.

use crate::{context::Context, exit::Failure, listing::WholeArgs, printer::Shape};

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

    #[command(flatten)]
    whole: WholeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = synapse.user_id(&args.user).await?;
    let items = synapse.client.user(id).pushers().await?;
    args.whole.show(context, &PUSHERS, items)
}
