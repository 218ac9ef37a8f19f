//! `chatadm mattermost token search`: tokens by whom they belong to.

use std::collections::BTreeSet;

use super::TOKENS;
use crate::{context::Context, exit::Failure};

/// Finds tokens by the beginning of their user's name, by the id of the user, or by their own.
///
/// A token that several terms find is shown once.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost token search bridge
  chatadm mattermost token search ada bob -o ids")]
pub(crate) struct Args {
    /// What to look for
    #[arg(required = true, value_name = "TERM")]
    terms: Vec<String>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    if args.terms.iter().any(String::is_empty) {
        return Err(Failure::Usage(
            "a term cannot be empty; `token list --all-users` lists all tokens".to_owned(),
        ));
    }
    let client = &context.mattermost()?.client;
    let mut seen = BTreeSet::new();
    let mut list = context.printer.list(&TOKENS);
    for term in args.terms {
        for token in client.access_tokens().search(term).await? {
            if seen.insert(token.id.clone()) {
                list.push(serde_json::to_value(token)?)?;
            }
        }
    }
    list.finish()
}
