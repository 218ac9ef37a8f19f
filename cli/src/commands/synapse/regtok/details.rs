//! `chatadm synapse regtok details`: the limits of tokens.

use super::{OldTimeArgs, TOKENS};
use crate::{context::Context, exit::Failure};

/// Shows tokens: their limits, and how far they are used up.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse regtok details abc
  chatadm synapse regtok details abc def --time relative")]
pub(crate) struct Args {
    /// The tokens
    #[arg(required = true, value_name = "TOKEN", value_parser = super::token)]
    tokens: Vec<String>,

    #[command(flatten)]
    old: OldTimeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.old.apply(context);
    let client = &context.synapse()?.client;
    if let [token] = args.tokens.as_slice() {
        let token = client.registration_token(token).get().await?;
        return context
            .printer
            .record(&TOKENS, serde_json::to_value(token)?);
    }
    let mut list = context.printer.list(&TOKENS);
    for token in args.tokens {
        let token = client.registration_token(token).get().await?;
        list.push(serde_json::to_value(token)?)?;
    }
    list.finish()
}
