//! `chatadm mattermost token show`: tokens by their ids, without their secrets.

use super::{TOKENS, TokenArgs};
use crate::{context::Context, exit::Failure};

/// Shows tokens, without their secrets.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost token show cbxq74uwhfy9zktpkkfhwjp5ao")]
pub(crate) struct Args {
    #[command(flatten)]
    tokens: TokenArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let client = &context.mattermost()?.client;
    let mut found = Vec::new();
    for id in args.tokens.ids()? {
        let token = client.access_tokens().token(id).get().await?;
        found.push(serde_json::to_value(token)?);
    }
    if found.len() == 1
        && let Some(token) = found.pop()
    {
        return context.printer.record(&TOKENS, token);
    }
    let mut list = context.printer.list(&TOKENS);
    for token in found {
        list.push(token)?;
    }
    list.finish()
}
