//! `chatadm synapse user devices list`: all sessions of an account.

use super::DEVICES;
use crate::{context::Context, exit::Failure};

/// Lists the devices of an account.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = synapse.user_id(&args.user).await?;
    let mut list = context.printer.list(&DEVICES);
    for device in synapse.client.user(id).devices().list().await? {
        list.push(serde_json::to_value(device)?)?;
    }
    list.finish()
}
