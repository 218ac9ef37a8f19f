//! Teams, as far as lists of users know them: who is in which. No operation of the document makes one, so
//! the routes that do are here.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    channels::USUAL_CHANNELS,
    parameters::{field, id, new_id, object},
    refusal::{Answer, Refusal},
    sessions::Caller,
    status_ok,
};
use crate::{
    operation::{Operation, route},
    sandbox::exchange::{Call, Reply},
};

pub(super) const TABLE: &[Row] = &[
    ("create_team", Guard::User, create_team),
    ("delete_team", Guard::User, delete_team),
    ("add_team_member", Guard::User, add_team_member),
    ("remove_team_member", Guard::User, remove_team_member),
];

pub(super) const ROUTES: &[Operation] = &[
    route("create_team", "POST", "/api/v4/teams"),
    route("delete_team", "DELETE", "/api/v4/teams/{team_id}"),
    route("add_team_member", "POST", "/api/v4/teams/{team_id}/members"),
    route(
        "remove_team_member",
        "DELETE",
        "/api/v4/teams/{team_id}/members/{user_id}",
    ),
];

/// One team.
#[derive(Debug, Clone)]
pub(super) struct Team {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) display_name: String,
    /// `O` for those that anybody may join, `I` for the others.
    kind: String,
    email: String,
    invite_id: String,
    create_at: i64,
    pub(super) update_at: i64,
    /// Whether each member is an administrator of the team, by user.
    pub(super) members: BTreeMap<String, bool>,
}

/// The roles of a member.
pub(super) fn roles(is_admin: bool) -> &'static str {
    match is_admin {
        true => "team_user team_admin",
        false => "team_user",
    }
}

/// All teams, by id.
#[derive(Debug, Default)]
pub(super) struct Teams(BTreeMap<String, Team>);

impl Teams {
    pub(super) fn get(&self, id: &str) -> Option<&Team> {
        self.0.get(id)
    }

    pub(super) fn by_invitation(&self, invitation: &str) -> Option<String> {
        let mut teams = self.0.values();
        let found = teams.find(|team| team.invite_id == invitation);
        found.map(|team| team.id.clone())
    }

    pub(super) fn is_in_any(&self, user: &str) -> bool {
        self.0.values().any(|team| team.members.contains_key(user))
    }

    /// The memberships of a user, as sessions show them.
    pub(super) fn memberships(&self, user: &str) -> Value {
        let teams = self.0.values();
        let found = teams.filter_map(|team| {
            let is_admin = *team.members.get(user)?;
            Some(member(&team.id, user, is_admin))
        });
        found.collect()
    }

    pub(super) fn leave_all(&mut self, user: &str) {
        for team in self.0.values_mut() {
            team.members.remove(user);
        }
    }
}

fn member(team: &str, user: &str, is_admin: bool) -> Value {
    json!({
        "team_id": team,
        "user_id": user,
        "roles": roles(is_admin),
        "delete_at": 0,
        "scheme_guest": false,
        "scheme_user": true,
        "scheme_admin": is_admin,
        "explicit_roles": "",
    })
}

impl World {
    /// Adds a user to a team. Whoever is in one is an account of its own from then on.
    pub(super) fn join_team(&mut self, team: &str, user: &str, is_admin: bool) {
        let now = self.clock.now();
        if let Some(account) = self.accounts.get_mut(user) {
            account.update_at = now;
        }
        if let Some(team) = self.teams.0.get_mut(team) {
            team.members.insert(user.to_owned(), is_admin);
        }
        self.channels.join_usual(team, user, now);
    }

    /// That the caller may see a team.
    pub(super) fn need_team(&self, caller: &Caller, team: &str) -> Result<(), Refusal> {
        let known = self.teams.get(team);
        let is_member = known.is_some_and(|team| team.members.contains_key(&caller.user));
        match is_member || caller.is_admin() {
            true => Ok(()),
            false => Err(Refusal::permissions()),
        }
    }

    /// A new team with one member, who manages it.
    pub(super) fn add_team(
        &mut self,
        name: &str,
        display_name: &str,
        kind: &str,
        user: &str,
    ) -> Team {
        let now = self.clock.now();
        let email = self.accounts.get(user).map(|account| account.email.clone());
        let team = Team {
            id: new_id(&mut self.random),
            name: name.to_owned(),
            display_name: display_name.to_owned(),
            kind: kind.to_owned(),
            email: email.unwrap_or_default(),
            invite_id: new_id(&mut self.random),
            create_at: now,
            update_at: now,
            members: BTreeMap::new(),
        };
        self.teams.0.insert(team.id.clone(), team.clone());
        for (name, display_name) in USUAL_CHANNELS {
            self.add_channel(&team.id, "O", (name, display_name), "");
        }
        self.join_team(&team.id, user, true);
        team
    }
}

fn create_team(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let body = object(call);
    let name = field(&body, "name");
    let is_taken = world.teams.0.values().any(|team| team.name == name);
    if name.is_empty() || is_taken {
        return Err(Refusal::body("team"));
    }
    let kind = field(&body, "type");
    let team = world.add_team(name, field(&body, "display_name"), kind, &caller.user);
    let shown = json!({
        "id": team.id,
        "create_at": team.create_at,
        "update_at": team.update_at,
        "delete_at": 0,
        "display_name": team.display_name,
        "name": team.name,
        "description": "",
        "email": team.email,
        "type": team.kind,
        "company_name": "",
        "allowed_domains": "",
        "invite_id": team.invite_id,
        "allow_open_invite": false,
        "scheme_id": null,
        "group_constrained": null,
        "policy_id": null,
    });
    Ok(Reply::json(StatusCode::CREATED, &shown))
}

/// A team out of the path.
fn named(world: &World, call: &Call) -> Result<String, Refusal> {
    let team = id(call, "team_id")?;
    if let Some(team) = world.teams.get(team) {
        return Ok(team.id.clone());
    }
    let id = "app.team.get.find.app_error";
    let message = "Unable to find the existing team.";
    Err(Refusal::new(StatusCode::NOT_FOUND, id, message))
}

fn add_team_member(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let team = named(world, call)?;
    world.need_team(&caller, &team)?;
    let body = object(call);
    let user = field(&body, "user_id");
    if !world.accounts.contains(user) {
        return Err(Refusal::no_user());
    }
    world.join_team(&team, user, false);
    Ok(Reply::json(
        StatusCode::CREATED,
        &member(&team, user, false),
    ))
}

fn remove_team_member(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let team = named(world, call)?;
    let user = caller.named(call)?;
    world.need_team(&caller, &team)?;
    if let Some(team) = world.teams.0.get_mut(&team) {
        team.members.remove(&user);
    }
    world.channels.leave_team(&team, &user);
    Ok(status_ok())
}

/// Takes a team away, and its channels. A server would only hide it.
fn delete_team(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let team = named(world, call)?;
    let members = world.teams.get(&team).map(|team| team.members.clone());
    let is_theirs = members.is_some_and(|members| members.get(&caller.user) == Some(&true));
    if !is_theirs && !caller.is_admin() {
        return Err(Refusal::permissions());
    }
    world.teams.0.remove(&team);
    world.channels.remove_of(&team);
    Ok(status_ok())
}
