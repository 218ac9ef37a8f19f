//! `chatadm synapse regtok details`: the limits of tokens.

use super::TOKENS;
use crate::{context::Context, exit::Failure};

/// Shows tokens: their limits, and how far they are used up.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The tokens
    #[arg(required = true, value_name = "TOKEN", value_parser = super::token)]
    tokens: Vec<String>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
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
