//! `chatadm synapse room members`: who has joined a room.

use chatadm::synapse::UserId;
use regex::Regex;
use serde_json::json;

use super::{levels::Levels, select};
use crate::{
    commands::synapse::listing::WholeArgs,
    context::{Context, Synapse},
    exit::Failure,
    printer::Shape,
};

const MEMBERS: Shape = Shape {
    id: "user_id",
    columns: &["user_id"],
};
const POWERS: Shape = Shape {
    id: "user_id",
    columns: &["user_id", "power_level", "creator"],
};

/// Lists who has joined a room.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room members '#lobby:example.org' --local -o ids
  chatadm synapse room members '!abc:example.org' --power")]
pub(crate) struct Args {
    /// The id or an alias of a room
    room: String,

    #[command(flatten)]
    filter: MemberArgs,

    /// The power level of each too
    #[arg(long)]
    power: bool,

    #[command(flatten)]
    whole: WholeArgs,
}

/// What narrows the members of a room.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Which members")]
pub(super) struct MemberArgs {
    /// Keep users of this server
    #[arg(long, conflicts_with = "remote")]
    local: bool,

    /// Keep users of other servers
    #[arg(long)]
    remote: bool,

    /// Keep users whose full id matches this regular expression, from its beginning
    #[arg(long = "match", value_name = "REGEX")]
    matching: Option<Regex>,

    /// Leave out users whose full id matches this regular expression, from its beginning
    #[arg(long, value_name = "REGEX")]
    exclude: Option<Regex>,
}

impl MemberArgs {
    /// Whether nothing narrows the members.
    pub(super) fn is_empty(&self) -> bool {
        !self.local && !self.remote && self.matching.is_none() && self.exclude.is_none()
    }

    /// Keeps the members that are meant.
    pub(super) async fn keep(
        &self,
        synapse: &Synapse,
        mut members: Vec<UserId>,
    ) -> Result<Vec<UserId>, Failure> {
        let matches = |regex: &Regex, id: &UserId| {
            let found = regex.find(id.as_str());
            found.is_some_and(|found| found.start() == 0)
        };
        members.retain(|id| {
            self.matching
                .as_ref()
                .is_none_or(|regex| matches(regex, id))
                && !self
                    .exclude
                    .as_ref()
                    .is_some_and(|regex| matches(regex, id))
        });
        if self.local || self.remote {
            let own = own_server(synapse).await?;
            members.retain(|id| (server_of(id) == own) == self.local);
        }
        Ok(members)
    }
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = select::room_id(synapse, &args.room).await?;
    let room = synapse.client.room(id);
    let members = args.filter.keep(synapse, room.members().await?).await?;
    let levels = if args.power {
        Some(Levels::of(&room).await?)
    } else {
        None
    };

    let shape = if args.power { &POWERS } else { &MEMBERS };
    let show = |user: UserId| {
        let mut item = json!({"user_id": user});
        if let Some(levels) = &levels {
            item["power_level"] = levels.level_of(&user).into();
            item["creator"] = levels.is_creator(&user).into();
        }
        item
    };
    let members = members.into_iter().map(show).collect();
    args.whole.show(context, shape, members)
}

fn server_of(user: &UserId) -> &str {
    user.as_str()
        .split_once(':')
        .map_or("", |(_, server)| server)
}

async fn own_server(synapse: &Synapse) -> Result<String, Failure> {
    match &synapse.connection.profile.server_name {
        Some(name) => Ok(name.clone()),
        None => Ok(server_of(synapse.me().await?).to_owned()),
    }
}
