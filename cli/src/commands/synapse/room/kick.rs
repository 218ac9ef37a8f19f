//! `chatadm synapse room kick`: members who have to leave a room.

use std::collections::BTreeSet;

use chatadm::{
    Method,
    synapse::{RoomId, UserId},
};
use serde_json::{Value, json};

use super::{levels::Levels, members::MemberArgs, own_power::OwnPowerArgs, select};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::{Context, Synapse},
    exit::Failure,
    selection::FileArgs,
};

/// The call of the client API. The admin API has none.
const PATH: &str = "/_matrix/client/v3/rooms/{room_id}/kick";

/// Makes users leave a room, local ones and others.
///
/// The account of the token does it with its own power, so it has to be a member with more of that than they
/// have; `--make-self-admin-first` sees to it where a local member has the power to. They can come back if
/// the room lets them in.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room kick '#lobby:example.org' spammer @eve:elsewhere.org --reason spam
  chatadm synapse room kick '!abc:example.org' --remote --make-self-admin-first --dry-run
  chatadm synapse room kick '!abc:example.org' --match '@spam[0-9]+:' --yes")]
pub(crate) struct Args {
    /// The id or an alias of a room
    room: String,

    /// User ids; without a server name (`alice`) they are those of this server
    #[arg(value_name = "USER")]
    users: Vec<String>,

    /// Why, which the room gets to see
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    #[command(flatten)]
    own_power: OwnPowerArgs,
    #[command(flatten)]
    file: FileArgs,
    #[command(flatten)]
    filter: MemberArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let room = select::room_id(synapse, &args.room).await?;
    let users = args.users(context, synapse, &room).await?;
    let request = synapse
        .client
        .request(Method::POST, PATH)
        .param("room_id", &room);
    let mut body = json!({});
    if let Some(reason) = &args.reason {
        body["reason"] = reason.as_str().into();
    }
    let mut action = Action::new("kick", "user", request.operation())
        .request(Method::POST, PATH)
        .key_in_body(room.as_str(), "user_id")
        .body(body.clone())
        .consequence(format!("They leave {room}"))
        .dry_run(args.dry_run.dry_run);
    if args.dry_run.dry_run {
        action = action.first(args.own_power.requests(synapse, &room).await?);
    } else {
        args.own_power.take(context, synapse, &room).await?;
        check(synapse, &room, &users).await?;
    }
    let verb = |user: UserId| {
        let mut body = body.clone();
        body["user_id"] = user.as_str().into();
        let request = request.clone().json(&body);
        async move { request.send::<Value>().await.map(|_| ()) }
    };
    bulk::run(
        context,
        &synapse.connection,
        &args.bulk,
        action,
        users,
        verb,
    )
    .await
}

impl Args {
    /// Who is meant. Of those who are named, the ones who are not there have nothing to leave.
    async fn users(
        &self,
        context: &Context,
        synapse: &Synapse,
        room: &RoomId,
    ) -> Result<Vec<UserId>, Failure> {
        let mut named = self.users.clone();
        named.extend(self.file.read(&["user_id", "name", "id", "mxid"])?);
        match (named.is_empty(), self.filter.is_empty()) {
            (true, true) => {
                let why =
                    "nobody is named; give user ids, `--from-file`, or a filter such as `--match`";
                return Err(Failure::Usage(why.to_owned()));
            }
            (false, false) => {
                let why = "give either the ids of users or filters, not both";
                return Err(Failure::Usage(why.to_owned()));
            }
            (true, false) => {
                let mut members = synapse.client.room(room).members().await?;
                let me = synapse.me().await?;
                members.retain(|member| member != me);
                return self.filter.keep(synapse, members).await;
            }
            (false, true) => {}
        }
        let mut users = synapse.user_ids(&named).await?;
        let there = present(synapse, room).await?;
        let absent: Vec<String> = users
            .iter()
            .filter(|user| !there.contains(user.as_str()))
            .map(ToString::to_string)
            .collect();
        users.retain(|user| there.contains(user.as_str()));
        if absent.is_empty() {
            return Ok(users);
        }
        let text = format!("not in {room}: {}", absent.join(", "));
        if users.is_empty() {
            return Err(Failure::NotFound(text));
        }
        context.printer.note(&text);
        Ok(users)
    }
}

/// Who has joined a room, was invited to it, or knocks.
async fn present(synapse: &Synapse, room: &RoomId) -> Result<BTreeSet<String>, Failure> {
    let room = synapse.client.room(room);
    let state = room.state().event_type("m.room.member").send().await?;
    let there = state.into_iter().filter(|event| {
        let membership = event.content.get("membership").and_then(Value::as_str);
        event.type_ == "m.room.member" && matches!(membership, Some("join" | "invite" | "knock"))
    });
    Ok(there.filter_map(|event| event.state_key).collect())
}

/// Refuses what the server would refuse half-way: the own power has to do for everybody.
async fn check(synapse: &Synapse, room: &RoomId, users: &[UserId]) -> Result<(), Failure> {
    let me = synapse.me().await?;
    let handle = synapse.client.room(room);
    let levels = Levels::of(&handle).await?;
    if !handle.members().await?.contains(me) || !levels.may_kick(me) {
        return Err(Failure::Conflict(format!(
            "{me} may not kick anybody from {room}; give `--make-self-admin-first`"
        )));
    }
    match users
        .iter()
        .find(|user| *user != me && !levels.is_above(me, user))
    {
        Some(user) => Err(Failure::Conflict(format!(
            "{user} has as much power in {room} as {me}, and cannot be kicked; leave them out"
        ))),
        None => Ok(()),
    }
}
