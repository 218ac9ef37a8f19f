//! `chatadm mattermost token list`: tokens of a user, or of all.

use super::TOKENS;
use crate::{context::Context, exit::Failure};

/// Lists tokens, without their secrets: those of a user, or of all users.
///
/// Active and disabled ones are listed unless told. All of the list is read, unless `--limit` is given.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost token list ada
  chatadm mattermost token list --all-users --inactive -o csv")]
pub(crate) struct Args {
    /// A name, an e-mail address or an id of a user
    #[arg(required_unless_present = "all_users")]
    user: Option<String>,

    /// The tokens of all users
    #[arg(long, conflicts_with = "user")]
    all_users: bool,

    /// Active tokens only
    #[arg(long, conflicts_with = "inactive")]
    active: bool,

    /// Disabled tokens only
    #[arg(long)]
    inactive: bool,

    /// List all tokens, which is how it is unless told
    #[arg(long, conflicts_with = "limit")]
    all: bool,

    /// List so many tokens at most
    #[arg(short, long, value_name = "N")]
    limit: Option<usize>,

    /// How many tokens to ask the server for at once
    #[arg(long, visible_alias = "per-page", value_name = "N", default_value_t = 200, hide_default_value = true,
        value_parser = clap::value_parser!(u32).range(1..))]
    page_size: u32,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let client = &context.mattermost()?.client;
    let mut tokens = match &args.user {
        Some(text) => {
            let user = context.mattermost()?.user(text).await?;
            client
                .user(user.id)
                .access_tokens()
                .list()
                .page_size(args.page_size)
                .stream()
        }
        None => client
            .access_tokens()
            .list()
            .page_size(args.page_size)
            .stream(),
    };
    let mut list = context.printer.list(&TOKENS);
    while let Some(token) = tokens.try_next().await? {
        if list.count() >= args.limit.unwrap_or(usize::MAX) {
            context
                .printer
                .note(&format!("{} tokens; there are more", list.count()));
            break;
        }
        if (args.active && !token.is_active) || (args.inactive && token.is_active) {
            continue;
        }
        list.push(serde_json::to_value(token)?)?;
    }
    list.finish()
}
