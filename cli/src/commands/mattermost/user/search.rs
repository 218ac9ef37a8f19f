//! `chatadm mattermost user search`: users by a part of their name or address.

use std::collections::BTreeSet;

use super::{USERS, document, team};
use crate::{context::Context, exit::Failure, listing::SortArgs};

/// How many users the server finds for a term, at most.
const MOST: u32 = 1000;

/// Finds users by a part of their name or address.
///
/// The server looks at the beginnings of user names, nicknames, first and last names, and, where it may,
/// addresses. Of what finds nobody, an id is looked up, and a name or an address too, in case they are those of a
/// deactivated user. A user whom several terms find is shown once.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user search ada
  chatadm mattermost user search spam --allow-inactive -o ids
  chatadm mattermost user search ada --team core --channel town-square")]
pub(crate) struct Args {
    /// What to look for
    #[arg(required = true, value_name = "TERM")]
    terms: Vec<String>,

    /// Look among members of this team (a name or an id)
    #[arg(long, value_name = "TEAM", conflicts_with = "no_team")]
    team: Option<String>,

    /// Look among members of this channel (an id, or with `--team` a name)
    #[arg(long, value_name = "CHANNEL", conflicts_with = "no_team")]
    channel: Option<String>,

    /// Look among users who are in no team
    #[arg(long)]
    no_team: bool,

    /// Find users who have this role only
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,

    /// Find deactivated users too
    #[arg(long)]
    allow_inactive: bool,

    /// Find as many users for each term as the server tells of, which is 1000
    #[arg(long, conflicts_with = "limit")]
    all: bool,

    /// Find so many users for each term at most (100 unless told)
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=MOST.into()))]
    limit: Option<u32>,

    #[command(flatten)]
    order: SortArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    if args.terms.iter().any(String::is_empty) {
        return Err(Failure::Usage(
            "a term cannot be empty; `user list` lists all users".to_owned(),
        ));
    }
    let mattermost = context.mattermost()?;
    let team = match &args.team {
        Some(name) => Some(team::find(mattermost, name).await?),
        None => None,
    };
    let channel = match &args.channel {
        Some(name) => Some(team::find_channel(mattermost, team.as_ref(), name).await?),
        None => None,
    };
    let is_wide = team.is_none() && channel.is_none() && args.role.is_none() && !args.no_team;
    let mut seen = BTreeSet::new();
    let mut users = Vec::new();
    for term in &args.terms {
        let mut request = mattermost.client.users().search(term);
        if let Some(limit) = args.limit.or(args.all.then_some(MOST)) {
            request = request.limit(limit);
        }
        if let Some(team) = &team {
            request = request.in_team(team);
        }
        if let Some(channel) = &channel {
            request = request.in_channel(channel);
        }
        if args.no_team {
            request = request.without_team(true);
        }
        if let Some(role) = &args.role {
            request = request.role(role);
        }
        if args.allow_inactive {
            request = request.deactivated(true);
        }
        let mut found = request.send().await?;
        if found.is_empty() && is_wide {
            // The exact look-up of mmctl, which knows deactivated users too.
            match mattermost.user(term).await {
                Err(Failure::NotFound(_)) => {}
                Err(Failure::Api(error)) if error.is_bad_request() => {}
                user => found.push(user?),
            }
        }
        if found.is_empty() {
            context.printer.note(&format!("`{term}` finds nobody"));
        }
        for user in found {
            if seen.insert(user.id.clone()) {
                users.push(document(&user)?);
            }
        }
    }
    args.order.show(context, &USERS, users)
}
