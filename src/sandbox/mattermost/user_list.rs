//! Lists of users and their numbers.

use std::cmp::Reverse;

use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::{
    Guard, Row, VERSION, World,
    accounts::Account,
    parameters::{Page, is_set, separated, text},
    profile::is_email,
    refusal::{Answer, Refusal},
    rights::Right,
    user_filter::{Filter, Place, check_roles},
    view::tagged,
};
use crate::sandbox::exchange::{Call, Reply};

pub(super) const TABLE: &[Row] = &[
    ("get_users", Guard::User, get_users),
    ("get_total_users_stats", Guard::User, get_total_users_stats),
    (
        "get_total_users_stats_filtered",
        Guard::User,
        get_total_users_stats_filtered,
    ),
    (
        "get_users_with_invalid_emails",
        Guard::User,
        get_users_with_invalid_emails,
    ),
];

/// The first selector that a query has; the others are not looked at.
fn place(call: &Call) -> Result<Place, Refusal> {
    let text = |name: &str| text(call, name).map(str::to_owned);
    if is_set(call, "without_team") {
        return Ok(Place::Outside);
    }
    if let Some(channel) = text("not_in_channel") {
        let team = text("in_team").ok_or_else(|| Refusal::url("team_id"))?;
        return Ok(Place::NotInChannel(team, channel));
    }
    if let Some(team) = text("not_in_team") {
        return Ok(Place::NotInTeam(team));
    }
    if let Some(team) = text("in_team") {
        return Ok(Place::InTeam(team));
    }
    Ok(text("in_channel").map_or(Place::Anywhere, Place::InChannel))
}

fn filter(call: &Call) -> Result<Filter, Refusal> {
    let roles = |name: &str| -> Result<Vec<String>, Refusal> {
        let roles = separated(call.query(name));
        check_roles(name, &roles)?;
        Ok(roles)
    };
    let mut system = roles("roles")?;
    system.extend(text(call, "role").map(str::to_owned));
    Ok(Filter {
        roles: system,
        team_roles: roles("team_roles")?,
        channel_roles: roles("channel_roles")?,
        ..Filter::default()
    })
}

fn get_users(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let place = place(call)?;
    let sort = call.query("sort").unwrap_or_default();
    let is_known = match sort {
        "" => true,
        "create_at" | "last_activity_at" => matches!(place, Place::InTeam(_)),
        "status" => matches!(place, Place::InChannel(_)),
        _ => false,
    };
    if !is_known {
        return Err(Refusal::url("sort"));
    }
    let mut filter = filter(call)?;
    let (active, inactive) = (is_set(call, "active"), is_set(call, "inactive"));
    if active && inactive {
        return Ok(contradiction(world));
    }
    filter.is_active = (active || inactive).then_some(active);
    if text(call, "in_group").is_some() && matches!(place, Place::Anywhere) {
        let id = "api.ldap_groups.license_error";
        return Err(Refusal::not_implemented(
            id,
            "Groups are not part of this license.",
        ));
    }
    world.need_place(&caller, &place)?;
    // Nobody is restricted to groups.
    let is_nobody = is_set(call, "group_constrained") && !matches!(place, Place::Anywhere);
    let is_tagged = sort.is_empty() && matches!(place, Place::InTeam(_) | Place::NotInTeam(_));
    filter.place = place;
    let page = Page::of(call);
    let found = match sort {
        _ if is_nobody => Vec::new(),
        "" => world.slice(&filter, page.skip, page.size),
        sort => page.cut(sorted(world, &filter, sort)),
    };
    let mut shown = world.items(&found, &caller);
    if sort == "last_activity_at" {
        for (shown, account) in shown.as_array_mut().into_iter().flatten().zip(&found) {
            shown["last_activity_at"] = account.last_activity_at.into();
        }
    }
    if !is_tagged {
        return Ok(shown.into());
    }
    let latest = world.accounts.changed().map(|account| account.update_at);
    let etag = format!(
        "{VERSION}.{}.{}.{}.{}.",
        latest.max().unwrap_or(0),
        world.count(&filter),
        page.skip,
        page.size,
    );
    Ok(tagged(call, &etag, || shown.into()))
}

/// In another order than that of the names, for which all that fit are made.
fn sorted(world: &World, filter: &Filter, sort: &str) -> Vec<Account> {
    let mut found = world.slice(filter, 0, usize::MAX);
    match sort {
        "create_at" => found.sort_by_key(|account| Reverse(account.create_at)),
        "last_activity_at" => {
            found.retain(|account| account.last_activity_at != 0);
            found.sort_by_key(|account| Reverse(account.last_activity_at));
        }
        // Who is there comes first, and of these whoever has been seen is.
        _ => found.sort_by_key(|account| account.last_activity_at == 0),
    }
    found
}

/// NB: the list is sent already when the contradiction is found, and the refusal follows it.
fn contradiction(world: &mut World) -> Reply {
    let refused = Refusal::url("inactive").reply(&super::parameters::new_id(&mut world.random));
    let mut body = b"[]".to_vec();
    if let crate::sandbox::exchange::Content::Whole(bytes) = refused.body {
        body.extend(bytes);
    }
    let kind = HeaderValue::from_static("application/json");
    Reply::bytes(StatusCode::OK, kind, body)
}

fn total(count: usize) -> Answer {
    Ok(json!({"total_users_count": count}).into())
}

fn get_total_users_stats(world: &mut World, _: &Call) -> Answer {
    let filter = Filter {
        is_active: Some(true),
        ..Filter::default()
    };
    total(world.count(&filter))
}

fn get_total_users_stats_filtered(world: &mut World, call: &Call) -> Answer {
    world.caller(call)?.need(Right::ReadUserManagement)?;
    let place = match (text(call, "in_team"), text(call, "in_channel")) {
        (_, Some(channel)) => Place::InChannel(channel.to_owned()),
        (Some(team), None) => Place::InTeam(team.to_owned()),
        (None, None) => Place::Anywhere,
    };
    let filter = Filter {
        place,
        is_active: (!is_set(call, "include_deleted")).then_some(true),
        has_no_bots: !is_set(call, "include_bots"),
        ..filter(call)?
    };
    total(world.count(&filter))
}

fn get_users_with_invalid_emails(world: &mut World, call: &Call) -> Answer {
    if world
        .configuration
        .is_on("TeamSettings", "EnableOpenServer")
    {
        let id = "api.users.invalid_emails.enable_open_server.app_error";
        return Err(Refusal::bad(id, "The server is open for sign-up."));
    }
    let caller = world.caller(call)?;
    caller.need(Right::ReadUserManagement)?;
    // Those that a sandbox begins with have good addresses.
    let changed = world.accounts.changed();
    let mut found: Vec<&Account> = changed
        .filter(|account| account.bot.is_none() && !is_email(&account.email))
        .collect();
    found.sort_by(|left, right| left.username.cmp(&right.username));
    let page = Page::of(call).cut(found);
    let shown: Value = world.items(page, &caller);
    Ok(shown.into())
}
