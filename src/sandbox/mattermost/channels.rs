//! Channels, as far as lists of users and what people do there know them. No operation of the document
//! makes one, so the routes that do are here.

use std::collections::BTreeMap;

use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    parameters::{Page, field, id, list, new_id, object},
    refusal::{Answer, Refusal},
    sessions::Caller,
};
use crate::{
    operation::{Operation, route},
    sandbox::exchange::{Call, Reply},
};

pub(super) const TABLE: &[Row] = &[
    (
        "get_channel_members_with_team_data_for_user",
        Guard::User,
        get_channel_members_with_team_data_for_user,
    ),
    ("get_known_users", Guard::User, get_known_users),
    (
        "get_users_by_group_channel_ids",
        Guard::User,
        get_users_by_group_channel_ids,
    ),
    ("create_channel", Guard::User, create_channel),
    ("create_group_channel", Guard::User, create_group_channel),
    ("add_channel_member", Guard::User, add_channel_member),
    ("get_channel_members", Guard::User, get_channel_members),
];

pub(super) const ROUTES: &[Operation] = &[
    route("create_channel", "POST", "/api/v4/channels"),
    route("create_group_channel", "POST", "/api/v4/channels/group"),
    route(
        "add_channel_member",
        "POST",
        "/api/v4/channels/{channel_id}/members",
    ),
    route(
        "get_channel_members",
        "GET",
        "/api/v4/users/{user_id}/teams/{team_id}/channels/members",
    ),
];

/// The channels of each team that all of its members are in.
pub(super) const USUAL_CHANNELS: [(&str, &str); 2] =
    [("town-square", "Town Square"), ("off-topic", "Off-Topic")];

/// One channel.
#[derive(Debug, Clone)]
pub(super) struct Channel {
    pub(super) id: String,
    /// Empty for those that belong to no team.
    pub(super) team: String,
    /// `O` for open ones, `P` for private ones, `G` for groups.
    kind: String,
    name: String,
    display_name: String,
    creator: String,
    create_at: i64,
    /// Whether each member manages the channel, and since when there is one, by user.
    pub(super) members: BTreeMap<String, (bool, i64)>,
}

/// All channels, by id.
#[derive(Debug, Default)]
pub(super) struct Channels(BTreeMap<String, Channel>);

impl Channels {
    pub(super) fn get(&self, id: &str) -> Option<&Channel> {
        self.0.get(id)
    }

    pub(super) fn leave_all(&mut self, user: &str) {
        for channel in self.0.values_mut() {
            channel.members.remove(user);
        }
    }

    pub(super) fn leave_team(&mut self, team: &str, user: &str) {
        for channel in self.0.values_mut().filter(|channel| channel.team == team) {
            channel.members.remove(user);
        }
    }

    pub(super) fn remove_of(&mut self, team: &str) {
        self.0.retain(|_, channel| channel.team != team);
    }

    /// Lets a member of a team into the channels that are for all of them.
    pub(super) fn join_usual(&mut self, team: &str, user: &str, now: i64) {
        for channel in self.0.values_mut().filter(|channel| channel.team == team) {
            if USUAL_CHANNELS.iter().any(|(name, _)| *name == channel.name) {
                channel.members.insert(user.to_owned(), (false, now));
            }
        }
    }

    /// Those that a user is in.
    fn of(&self, user: &str) -> impl Iterator<Item = &Channel> {
        let channels = self.0.values();
        channels.filter(move |channel| channel.members.contains_key(user))
    }
}

impl World {
    /// That the caller may read a channel.
    pub(super) fn need_channel(&self, caller: &Caller, channel: &str) -> Result<(), Refusal> {
        let known = self.channels.get(channel);
        let is_member = known.is_some_and(|channel| channel.members.contains_key(&caller.user));
        match is_member || caller.is_admin() {
            true => Ok(()),
            false => Err(Refusal::permissions()),
        }
    }

    /// That the caller may write in a channel, which has to be there.
    pub(super) fn need_post(&self, caller: &Caller, channel: &str) -> Result<(), Refusal> {
        match self.channels.get(channel) {
            Some(_) => self.need_channel(caller, channel),
            None => Err(Refusal::permissions()),
        }
    }

    /// A new channel with its first members, whom the creator comes first of.
    pub(super) fn add_channel(
        &mut self,
        team: &str,
        kind: &str,
        (name, display_name): (&str, &str),
        creator: &str,
    ) -> Channel {
        let channel = Channel {
            id: new_id(&mut self.random),
            team: team.to_owned(),
            kind: kind.to_owned(),
            name: name.to_owned(),
            display_name: display_name.to_owned(),
            creator: creator.to_owned(),
            create_at: self.clock.now(),
            members: BTreeMap::new(),
        };
        self.channels.0.insert(channel.id.clone(), channel.clone());
        if !creator.is_empty() {
            self.join_channel(&channel.id, creator, true);
        }
        channel
    }

    fn join_channel(&mut self, channel: &str, user: &str, is_admin: bool) {
        let now = self.clock.now();
        // Whoever is somewhere is an account of its own from then on.
        self.accounts.get_mut(user);
        if let Some(channel) = self.channels.0.get_mut(channel) {
            channel.members.insert(user.to_owned(), (is_admin, now));
        }
    }
}

fn shown(channel: &Channel) -> Value {
    json!({
        "id": channel.id,
        "create_at": channel.create_at,
        "update_at": channel.create_at,
        "delete_at": 0,
        "team_id": channel.team,
        "type": channel.kind,
        "display_name": channel.display_name,
        "name": channel.name,
        "header": "",
        "purpose": "",
        "last_post_at": 0,
        "total_msg_count": 0,
        "extra_update_at": 0,
        "creator_id": channel.creator,
        "scheme_id": null,
        "props": null,
        "group_constrained": null,
        "shared": null,
        "total_msg_count_root": 0,
        "policy_id": null,
    })
}

/// The membership of a user, who is in the channel.
fn member(channel: &Channel, user: &str) -> Value {
    let (is_admin, since) = channel.members.get(user).copied().unwrap_or_default();
    json!({
        "channel_id": channel.id,
        "user_id": user,
        "roles": if is_admin { "channel_user channel_admin" } else { "channel_user" },
        "last_viewed_at": 0,
        "msg_count": 0,
        "mention_count": 0,
        "mention_count_root": 0,
        "msg_count_root": 0,
        "notify_props": {
            "desktop": "default",
            "email": "default",
            "ignore_channel_mentions": "default",
            "mark_unread": "all",
            "push": "default",
        },
        "last_update_at": since,
        "scheme_guest": false,
        "scheme_user": true,
        "scheme_admin": is_admin,
        "explicit_roles": "",
    })
}

fn create_channel(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let body = object(call);
    let (team, name) = (field(&body, "team_id"), field(&body, "name"));
    world.need_team(&caller, team)?;
    if name.is_empty() || world.teams.get(team).is_none() {
        return Err(Refusal::body("channel"));
    }
    let names = (name, field(&body, "display_name"));
    let channel = world.add_channel(team, field(&body, "type"), names, &caller.user);
    Ok(Reply::json(StatusCode::CREATED, &shown(&channel)))
}

fn create_group_channel(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let mut users = list(call, "user_ids")?;
    if !users.contains(&caller.user) {
        users.push(caller.user);
    }
    let names = users.iter().filter_map(|user| world.accounts.get(user));
    let names: Vec<String> = names.map(|account| account.username.clone()).collect();
    if names.len() < users.len() || !(3..=8).contains(&names.len()) {
        return Err(Refusal::body("user_ids"));
    }
    let display_name = names.join(", ");
    let channel = world.add_channel("", "G", (&names.join("__"), &display_name), "");
    for user in users {
        world.join_channel(&channel.id, &user, false);
    }
    Ok(Reply::json(StatusCode::CREATED, &shown(&channel)))
}

fn add_channel_member(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let channel = id(call, "channel_id")?;
    world.need_post(&caller, channel)?;
    let body = object(call);
    let user = field(&body, "user_id");
    let team = world
        .channels
        .get(channel)
        .map(|channel| channel.team.clone());
    let team = team.and_then(|team| world.teams.get(&team).cloned());
    if team.is_some_and(|team| !team.members.contains_key(user)) {
        return Err(Refusal::body("user_id"));
    }
    world.join_channel(channel, user, false);
    let channel = world.channels.get(channel);
    let member = channel.map(|channel| member(channel, user));
    Ok(Reply::json(
        StatusCode::CREATED,
        &member.unwrap_or_default(),
    ))
}

fn get_channel_members(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    caller.need_user(&user)?;
    let team = id(call, "team_id")?;
    let channels = world.channels.of(&user);
    // Groups belong to all teams.
    let channels = channels.filter(|channel| channel.team == team || channel.team.is_empty());
    let members = channels.map(|channel| member(channel, &user));
    Ok(members.collect::<Value>().into())
}

fn get_channel_members_with_team_data_for_user(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = world.known(call, &caller)?;
    caller.need_user(&user)?;
    let members = world.channels.of(&user).map(|channel| {
        let mut row = member(channel, &user);
        let team = world.teams.get(&channel.team);
        row["team_display_name"] = team.map_or("", |team| &team.display_name).into();
        row["team_name"] = team.map_or("", |team| &team.name).into();
        row["team_update_at"] = team.map_or(0, |team| team.update_at).into();
        row["urgent_mention_count"] = 0.into();
        row
    });
    if call.query("page") == Some("-1") {
        let lines: Vec<String> = members.map(|row| row.to_string()).collect();
        let lines = lines.join("\n");
        let kind = HeaderValue::from_static("application/x-ndjson");
        return Ok(Reply::bytes(StatusCode::OK, kind, lines));
    }
    Ok(Page::of(call)
        .cut(members)
        .into_iter()
        .collect::<Value>()
        .into())
}

fn get_known_users(world: &mut World, call: &Call) -> Answer {
    let user = world.caller(call)?.user;
    let channels = world.channels.of(&user);
    let mut known: Vec<&str> = channels
        .flat_map(|channel| channel.members.keys().map(String::as_str))
        .filter(|other| *other != user)
        .collect();
    known.sort_unstable();
    known.dedup();
    Ok(json!(known).into())
}

fn get_users_by_group_channel_ids(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let ids = list(call, "channel_ids")?;
    let channels = ids.iter().filter_map(|id| world.channels.get(id));
    let channels = channels
        .filter(|channel| channel.kind == "G" && channel.members.contains_key(&caller.user));
    let found = channels.map(|channel| {
        let others = channel.members.keys().filter(|user| **user != caller.user);
        let mut others: Vec<_> = others.filter_map(|user| world.accounts.get(user)).collect();
        others.sort_by(|left, right| left.username.cmp(&right.username));
        let shown = world.items(others.iter().map(|account| &**account), &caller);
        (channel.id.clone(), shown)
    });
    Ok(found.collect::<Value>().into())
}
