//! `chatadm synapse user ratelimit get`: the limits of accounts.

use super::{LIMITS, document};
use crate::{context::Context, exit::Failure};

/// Shows the limits of accounts: `none` where the configured ones count, `unlimited` where there are none.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// User ids; without a server name (`alice`) they are those of this server
    #[arg(required = true, value_name = "USER")]
    users: Vec<String>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let mut limits = Vec::new();
    for id in synapse.user_ids(&args.users).await? {
        let mut limit = document(synapse.client.user(&id).ratelimit().await?);
        limit["user_id"] = id.as_str().into();
        limits.push(limit);
    }
    if limits.len() == 1 {
        return context.printer.record(&LIMITS, limits.remove(0));
    }
    let mut list = context.printer.list(&LIMITS);
    for limit in limits {
        list.push(limit)?;
    }
    list.finish()
}
