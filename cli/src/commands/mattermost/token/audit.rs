//! `chatadm mattermost token audit`: tokens that are worth a look, with what is known of their use.

use std::collections::BTreeMap;

use chatadm::{
    Timestamp,
    mattermost::{UserId, types::Session},
};
use serde_json::json;

use crate::{context::Context, exit::Failure, listing::WholeArgs, moment::When, printer::Shape};

const AUDIT: Shape = Shape {
    id: "id",
    columns: &[
        "id",
        "username",
        "description",
        "is_active",
        "first_used_at",
        "last_used_at",
        "findings",
    ],
};

/// What a session remembers of the token that opened it.
const ORIGIN: &str = "user_access_token_id";

/// Lists the tokens of all users, with when they were used and what is wrong with them.
///
/// The server does not tell when a token was made. What is known is the session that a token opens with its
/// first use: `--older-than` keeps tokens that were first used before, and `--unused-for` those that were not
/// used since, those that never were among them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost token audit --older-than 1y
  chatadm mattermost token audit --unused-for 90d -o ids | chatadm mattermost token disable --from-file -")]
pub(crate) struct Args {
    /// Keep tokens that were first used before
    #[arg(long, value_name = "WHEN")]
    older_than: Option<When>,

    /// Keep tokens that were not used for so long, or never
    #[arg(long, value_name = "TIME")]
    unused_for: Option<When>,

    /// Keep tokens of which there is something to find
    #[arg(long)]
    findings: bool,

    /// How many tokens to ask the server for at once, 200 at most
    #[arg(long, visible_alias = "per-page", value_name = "N", default_value_t = 200, hide_default_value = true,
        value_parser = clap::value_parser!(u32).range(1..))]
    page_size: u32,

    #[command(flatten)]
    whole: WholeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let client = &context.mattermost()?.client;
    let now = context.printer.now();
    let moment = |when: Option<When>| {
        when.map(|when| when.past(now))
            .transpose()
            .map_err(Failure::Usage)
    };
    let (older, unused) = (moment(args.older_than)?, moment(args.unused_for)?);
    let mut people = BTreeMap::new();
    let mut found = Vec::new();
    let mut tokens = client
        .access_tokens()
        .list()
        .page_size(args.page_size)
        .stream();
    while let Some(token) = tokens.try_next().await? {
        if !people.contains_key(&token.user_id) {
            people.insert(
                token.user_id.clone(),
                Owner::read(context, &token.user_id).await?,
            );
        }
        let Some(owner) = people.get(&token.user_id) else {
            continue;
        };
        let (first, latest) = owner.uses(token.id.as_str());
        let is_meant = older.is_none_or(|older| first.is_some_and(|first| first < older))
            && unused.is_none_or(|unused| latest.is_none_or(|latest| latest < unused));
        let expiry = token.expires_at.map_or(0, Timestamp::as_millis);
        let is_over = expiry > 0 && expiry <= now.timestamp().as_millisecond();
        let findings: Vec<&str> = [
            (expiry == 0, "never expires"),
            (is_over, "expired"),
            (latest.is_none(), "no use known"),
            (owner.is_gone, "the user is deactivated"),
        ]
        .into_iter()
        .filter_map(|(is_so, finding)| is_so.then_some(finding))
        .collect();
        if is_meant && !(args.findings && findings.is_empty()) {
            found.push(json!({
                "id": token.id, "user_id": token.user_id, "username": owner.username,
                "description": token.description, "is_active": token.is_active,
                "expires_at": token.expires_at, "first_used_at": first, "last_used_at": latest,
                "findings": findings,
            }));
        }
    }
    args.whole.show(context, &AUDIT, found)
}

/// Whose tokens they are.
struct Owner {
    username: Option<String>,
    is_gone: bool,
    sessions: Vec<Session>,
}

impl Owner {
    async fn read(context: &Context, id: &UserId) -> Result<Self, Failure> {
        let handle = context.mattermost()?.client.user(id);
        let user = handle.get_opt().await?;
        let sessions = handle.sessions().list().await?;
        let is_gone = user
            .as_ref()
            .is_none_or(|user| user.delete_at.as_millis() > 0);
        Ok(Self {
            username: user.map(|user| user.username),
            is_gone,
            sessions,
        })
    }

    /// When a token was used first and last, as far as its sessions tell.
    fn uses(&self, token: &str) -> (Option<Timestamp>, Option<Timestamp>) {
        let origin = |session: &Session| session.props.as_ref()?.extra.get(ORIGIN).cloned();
        let own = |session: &&Session| origin(session).is_some_and(|id| id == token);
        let sessions = || self.sessions.iter().filter(own);
        (
            sessions().map(|session| session.create_at).min(),
            sessions().map(|session| session.last_activity_at).max(),
        )
    }
}
