//! How people and guests register by themselves, with a registration token and without a browser.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    Guard, Row, SERVER_NAME, World,
    accounts::{Account, local_id},
    parameters::object,
    refusal::{Answer, Refusal},
    user_changes::check_password,
};
use crate::{
    operation::{Operation, route},
    sandbox::exchange::{Call, Reply},
};

pub(super) const TABLE: &[Row] = &[("register", Guard::Anybody, register)];

pub(super) const ROUTES: &[Operation] = &[route("register", "POST", "/_matrix/client/v3/register")];

const STAGES: [&str; 2] = ["m.login.registration_token", "m.login.dummy"];

/// Registrations that are under way, by session: the token that was shown, if any.
#[derive(Debug, Default)]
pub(super) struct Registrations {
    sessions: BTreeMap<String, Option<String>>,
    guests: u64,
}

fn register(world: &mut World, call: &Call) -> Answer {
    let body = object(call)?;
    match call.query("kind") {
        Some("guest") => Ok(world.register_guest().into()),
        None | Some("user") => register_user(world, &body),
        Some(_) => Err(Refusal::unknown("Do not understand membership kind")),
    }
}

fn register_user(world: &mut World, body: &Map<String, Value>) -> Answer {
    let name = body.get("username").and_then(Value::as_str);
    if let Some(name) = name {
        world.check_new_name(&name.to_lowercase())?;
    }
    let auth = |field: &str| {
        let auth = body.get("auth")?;
        auth.get(field)?.as_str()
    };
    let known = |session: &&str| world.registrations.sessions.contains_key(*session);
    let session = if let Some(session) = auth("session").filter(known) {
        session.to_owned()
    } else {
        let session = world.random.letters(24);
        world.registrations.sessions.insert(session.clone(), None);
        session
    };
    if auth("type") == Some(STAGES[0]) {
        let token = auth("token").unwrap_or_default();
        if !world.take_registration_token(token) {
            let code = "M_UNAUTHORIZED";
            let more = json!({"errcode": code, "error": "Invalid registration token"});
            return Ok(world.ask_on(&session, more));
        }
        let shown = world.registrations.sessions.get_mut(&session);
        if let Some(shown) = shown {
            *shown = Some(token.to_owned());
        }
    }
    let shown = world.registrations.sessions.get(&session);
    let Some(token) = shown
        .cloned()
        .flatten()
        .filter(|_| auth("type") == Some(STAGES[1]))
    else {
        return Ok(world.ask_on(&session, json!({})));
    };
    let password = check_password(body.get("password").unwrap_or(&Value::Null))?;
    let name = match name {
        Some(name) => name.to_lowercase(),
        None => world.random.lower(16),
    };
    world.registrations.sessions.remove(&session);
    world.complete_registration_token(&token);
    let user = local_id(&name);
    world.accounts.add(Account {
        name: user.clone(),
        displayname: Some(name),
        password: Some(password),
        created: world.clock.now() / 1000,
        ..Account::default()
    });
    let mut answer = json!({"user_id": user, "home_server": SERVER_NAME});
    if body.get("inhibit_login") != Some(&Value::Bool(true)) {
        world.log_in(&user, body, &mut answer);
    }
    Ok(answer.into())
}

impl World {
    /// Asks for what is still missing before somebody is registered.
    fn ask_on(&self, session: &str, more: Value) -> Reply {
        let mut body = json!({
            "session": session,
            "flows": [{"stages": STAGES}],
            "params": {},
        });
        if let Some(Some(_)) = self.registrations.sessions.get(session) {
            body["completed"] = json!([STAGES[0]]);
        }
        if let (Value::Object(fields), Value::Object(more)) = (&mut body, more) {
            fields.extend(more);
        }
        Reply::json(StatusCode::UNAUTHORIZED, &body)
    }

    fn register_guest(&mut self) -> Value {
        self.registrations.guests += 1;
        let name = self.registrations.guests.to_string();
        let user = local_id(&name);
        self.accounts.add(Account {
            name: user.clone(),
            displayname: Some(name),
            is_guest: true,
            created: self.clock.now() / 1000,
            ..Account::default()
        });
        let (token, device) = (
            format!("syt_guest_{}", self.random.letters(20)),
            "guest_device",
        );
        self.sessions.open(token.clone(), &user, Some(device));
        json!({
            "user_id": user,
            "home_server": SERVER_NAME,
            "device_id": device,
            "access_token": token,
        })
    }
}
