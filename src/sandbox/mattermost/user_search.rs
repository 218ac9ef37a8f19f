//! Users found by what they are called, and by lists of ids and names.

use serde_json::{Map, Value, json};

use super::{
    Guard, Row, World,
    accounts::Account,
    parameters::{field, fields, list, object, text},
    refusal::{Answer, Refusal},
    rights::Right,
    sessions::Caller,
    user_filter::{Filter, Place, check_roles},
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    ("search_users", Guard::User, search_users),
    ("autocomplete_users", Guard::User, autocomplete_users),
    ("get_users_by_ids", Guard::User, get_users_by_ids),
    (
        "get_users_by_usernames",
        Guard::User,
        get_users_by_usernames,
    ),
    ("get_user_by_auth_data", Guard::User, get_user_by_auth_data),
];

/// How many are found unless told, and at most.
const USUAL: usize = 100;
const MAX: usize = 1000;

/// What has to begin a name of an account, word by word.
struct Term {
    words: Vec<String>,
    emails_too: bool,
}

impl Term {
    fn new(world: &World, caller: &Caller, text: &str) -> Self {
        let words = text
            .split_whitespace()
            .map(|word| word.trim_start_matches('@'));
        Self {
            words: words.map(str::to_lowercase).collect(),
            emails_too: caller.is_admin() || world.shows_emails(),
        }
    }

    fn is_in(&self, account: &Account) -> bool {
        let names = [
            &account.username,
            &account.nickname,
            &account.first_name,
            &account.last_name,
        ];
        self.words.iter().all(|word| {
            let mut names = names.iter();
            names.any(|name| name.to_lowercase().starts_with(word.as_str()))
                || self.emails_too && account.email.starts_with(word.as_str())
        })
    }
}

impl World {
    /// The first so many accounts that fit and are called so.
    fn find(&self, filter: &Filter, term: &Term, limit: usize) -> Vec<Account> {
        let all = self.accounts.all();
        let found = all.filter(|account| term.is_in(account) && self.fits(account, filter));
        found
            .take(limit)
            .map(std::borrow::Cow::into_owned)
            .collect()
    }
}

fn place(body: &Map<String, Value>) -> Result<Place, Refusal> {
    let text = |name: &str| field(body, name).to_owned();
    let team = text("team_id");
    let place = match (text("not_in_channel_id"), text("in_channel_id")) {
        (outside, _) if !outside.is_empty() => {
            if team.is_empty() {
                return Err(Refusal::body("team_id"));
            }
            Place::NotInChannel(team, outside)
        }
        (_, inside) if !inside.is_empty() => Place::InChannel(inside),
        _ if !text("not_in_team_id").is_empty() => Place::NotInTeam(text("not_in_team_id")),
        _ if body.get("without_team") == Some(&Value::Bool(true)) => Place::Outside,
        _ if team.is_empty() => Place::Anywhere,
        _ => Place::InTeam(team),
    };
    Ok(place)
}

fn search_users(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let body = object(call);
    let term = field(&body, "term");
    if term.is_empty() {
        return Err(Refusal::body("term"));
    }
    let place = place(&body)?;
    let limit = match body.get("limit").and_then(Value::as_i64).unwrap_or(0) {
        0 => USUAL,
        limit => usize::try_from(limit)
            .ok()
            .filter(|limit| *limit <= MAX)
            .ok_or_else(|| Refusal::body("limit"))?,
    };
    // Searching those without a team is for everybody, listing them is not.
    if !matches!(place, Place::Outside) {
        world.need_place(&caller, &place)?;
    }
    let mut roles = fields(&body, "roles");
    roles.extend(Some(field(&body, "role").to_owned()).filter(|role| !role.is_empty()));
    check_roles("roles", &roles)?;
    let are_inactive_wanted = body.get("allow_inactive") == Some(&Value::Bool(true));
    let filter = Filter {
        place,
        is_active: (!are_inactive_wanted).then_some(true),
        roles,
        team_roles: fields(&body, "team_roles"),
        channel_roles: fields(&body, "channel_roles"),
        has_no_bots: false,
    };
    let term = Term::new(world, &caller, term);
    let found = world.find(&filter, &term, limit);
    Ok(world.items(&found, &caller).into())
}

fn autocomplete_users(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let (team, channel) = (text(call, "in_team"), text(call, "in_channel"));
    let limit = match text(call, "limit") {
        None => USUAL,
        Some(limit) => limit.parse().unwrap_or(0).min(MAX),
    };
    let wanted = Term::new(world, &caller, call.query("name").unwrap_or_default());
    let find = |world: &World, place: Place| -> Result<Value, Refusal> {
        world.need_place(&caller, &place)?;
        let filter = Filter {
            place,
            is_active: Some(true),
            ..Filter::default()
        };
        Ok(world.items(&world.find(&filter, &wanted, limit), &caller))
    };
    let found = match (team, channel) {
        (None, Some(_)) => {
            let id = "api.user.autocomplete_users.missing_team_id.app_error";
            let message = "Team id parameter is required to autocomplete by channel.";
            let status = http::StatusCode::INTERNAL_SERVER_ERROR;
            return Err(Refusal::new(status, id, message));
        }
        (Some(team), Some(channel)) => {
            let (team, channel) = (team.to_owned(), channel.to_owned());
            let inside = find(world, Place::InChannel(channel.clone()))?;
            let outside = find(world, Place::NotInChannel(team, channel))?;
            json!({"users": inside, "out_of_channel": outside})
        }
        (Some(team), None) => json!({"users": find(world, Place::InTeam(team.to_owned()))?}),
        (None, None) => json!({"users": find(world, Place::Anywhere)?}),
    };
    Ok(found.into())
}

fn get_users_by_ids(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let ids = list(call, "user_ids")?;
    let since = match text(call, "since") {
        None => 0,
        Some(since) => since.parse::<i64>().map_err(|_| Refusal::body("since"))?,
    };
    let found = ids.iter().filter_map(|id| world.accounts.get(id));
    let mut found: Vec<_> = found.filter(|account| account.update_at > since).collect();
    found.sort_by(|left, right| left.username.cmp(&right.username));
    found.dedup_by(|left, right| left.id == right.id);
    let found = found.iter().map(|account| &**account);
    Ok(world.items(found, &caller).into())
}

fn get_users_by_usernames(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let mut names = list(call, "usernames")?;
    names.sort();
    names.dedup();
    let found = names.iter().filter_map(|name| world.accounts.by_name(name));
    let found: Vec<_> = found.collect();
    let found = found.iter().map(|account| &**account);
    Ok(world.items(found, &caller).into())
}

fn get_user_by_auth_data(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    caller.need(Right::ManageSystem)?;
    let value = text(call, "value").ok_or_else(|| Refusal::url("value"))?;
    let mut accounts = world.accounts.changed();
    let account = accounts.find(|account| account.auth_data == value);
    let account = account.ok_or_else(Refusal::no_user)?;
    Ok(world.item(account, &caller).into())
}
