//! `chatadm synapse user devices list`: all sessions of an account.

use super::DEVICES;
use crate::{context::Context, exit::Failure, listing::WholeArgs};

/// Lists the devices of an account.
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
    let items = synapse.client.user(id).devices().list().await?;
    args.whole.show(context, &DEVICES, items)
}
