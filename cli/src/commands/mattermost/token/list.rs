//! `chatadm mattermost token list`: tokens of a user, or of all.

use std::collections::BTreeSet;

use super::TOKENS;
use crate::{
    commands::mattermost::listing::{ListArgs, documents},
    context::Context,
    exit::Failure,
};

/// What tokens can be sorted by.
const FIELDS: [&str; 5] = ["id", "user_id", "description", "is_active", "expires_at"];

/// Lists tokens, without their secrets: those of a user, or of all users.
///
/// Active and disabled ones are listed unless told. The server keeps no order, so more than a page of them
/// can miss one that is made or deleted meanwhile.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost token list ada
  chatadm mattermost token list --all-users --inactive --all -o csv")]
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

    #[command(flatten)]
    list: ListArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.list.sort(&FIELDS)?;
    let mattermost = context.mattermost()?;
    let is_narrowed = args.active || args.inactive;
    let size = args.list.size(&context.printer, is_narrowed);
    let from = args.list.cursor();
    let pages = if let Some(text) = &args.user {
        let user = mattermost.user(text).await?;
        let request = mattermost.client.user(user.id).access_tokens().list();
        request.page_size(size).start_at(from).pages()
    } else {
        let request = mattermost.client.access_tokens().list();
        request.page_size(size).start_at(from).pages()
    };
    let mut seen = BTreeSet::new();
    args.list
        .show(context, &TOKENS, size, pages, async |mut tokens| {
            tokens.retain(|token| {
                let is_wanted = !is_narrowed || token.is_active == args.active;
                is_wanted && seen.insert(token.id.clone())
            });
            documents(&tokens)
        })
        .await
}
