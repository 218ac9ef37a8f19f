//! `chatadm mattermost user stats`: how many users there are.

use serde_json::json;

use super::team;
use crate::{context::Context, exit::Failure, printer::Shape};

const STATS: Shape = Shape {
    id: "total_users_count",
    columns: &["total_users_count"],
};

/// Counts users: all of the server, or those that the options leave.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user stats
  chatadm mattermost user stats --team core --deactivated
  chatadm mattermost user stats --role system_admin")]
pub(crate) struct Args {
    /// Count members of this team (a name or an id)
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,

    /// Count members of this channel (an id, or with `--team` a name)
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<String>,

    /// Count users who have this role, as `system_admin`; may be repeated
    #[arg(long, value_name = "ROLE", value_delimiter = ',')]
    role: Vec<String>,

    /// Count deactivated users too
    #[arg(long, visible_alias = "inactive")]
    deactivated: bool,

    /// Count bots too
    #[arg(long)]
    bots: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let users = mattermost.client.users();
    let is_all = args.team.is_none()
        && args.channel.is_none()
        && args.role.is_empty()
        && !args.deactivated
        && !args.bots;
    let count = if is_all {
        users.stats().await?
    } else {
        let mut request = users.stats_filtered();
        let mut team = None;
        if let Some(name) = &args.team {
            let id = team::find(mattermost, name).await?;
            request = request.in_team(&id);
            team = Some(id);
        }
        if let Some(name) = &args.channel {
            let id = team::find_channel(mattermost, team.as_ref(), name).await?;
            request = request.in_channel(id);
        }
        if !args.role.is_empty() {
            request = request.roles(&args.role);
        }
        if args.deactivated {
            request = request.deactivated(true);
        }
        if args.bots {
            request = request.bots(true);
        }
        request.send().await?
    };
    context
        .printer
        .record(&STATS, json!({"total_users_count": count}))
}
