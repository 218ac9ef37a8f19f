//! `chatadm synapse user ratelimit get`: the limits of accounts.

use chatadm::synapse::UserId;

use super::{LIMITS, document};
use crate::{commands::synapse::user::select::NamedArgs, context::Context, exit::Failure, reading};

/// Shows the limits of accounts: `none` where the configured ones count, `unlimited` where there are none.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    named: NamedArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let ids = args.named.ids(synapse).await?;
    let ask = |id: UserId| {
        let user = synapse.client.user(id);
        async move { user.ratelimit().await }
    };
    let told = reading::each(context, &synapse.connection, "ask", ids.clone(), ask).await?;
    let mut limits: Vec<_> = ids
        .into_iter()
        .map(|id| {
            let mut limit = document(told.get(&id).copied().flatten());
            limit["user_id"] = id.as_str().into();
            limit
        })
        .collect();
    if limits.len() == 1 {
        return context.printer.record(&LIMITS, limits.remove(0));
    }
    let mut list = context.printer.list(&LIMITS);
    for limit in limits {
        list.push(limit)?;
    }
    list.finish()
}
