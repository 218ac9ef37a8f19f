//! `chatadm synapse user whois`: from where an account connects.

use crate::{context::Context, exit::Failure, printer::Shape};

const CONNECTIONS: Shape = Shape {
    id: "ip",
    columns: &["ip", "last_seen", "user_agent"],
};

/// Shows the connections of an account: address, program, and when it was last seen.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = synapse.user_id(&args.user).await?;
    let mut list = context.printer.list(&CONNECTIONS);
    for connection in synapse.client.user(id).whois().await? {
        list.push(serde_json::to_value(connection)?)?;
    }
    list.finish()
}
