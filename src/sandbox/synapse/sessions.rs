//! Access tokens: who holds them, how they come about, and how they end.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    Guard, Row, SERVER_NAME, World,
    accounts::{Accounts, local_id},
    parameters::{check_user_id, is_local, local_user, object, optional_object},
    refusal::{Answer, Refusal},
};
use crate::{
    operation::{Operation, route},
    sandbox::{clock::Clock, exchange::Call},
};

pub(super) const TABLE: &[Row] = &[
    ("get_login_flows", Guard::Anybody, get_login_flows),
    ("login", Guard::Anybody, login),
    ("login_as_user", Guard::Admin, login_as_user),
    // A token that is expired, or of a locked account, can end itself; the handler looks.
    ("logout", Guard::Anybody, logout),
    ("logout_all", Guard::Anybody, logout_all),
    ("whoami", Guard::Guest, whoami),
];

pub(super) const ROUTES: &[Operation] = &[
    route("get_login_flows", "GET", "/_matrix/client/v3/login"),
    route("logout_all", "POST", "/_matrix/client/v3/logout/all"),
];

/// How long an access token lives that comes with a refresh token, in milliseconds.
const REFRESHABLE: i64 = 300_000;

/// Who asks.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) user: String,
    pub(super) device: Option<String>,
    pub(super) is_admin: bool,
    pub(super) is_guest: bool,
    /// The administrator who acts as the user.
    pub(super) puppeteer: Option<String>,
}

/// What a token stands for.
#[derive(Debug, Clone)]
struct Session {
    user: String,
    device: Option<String>,
    /// Milliseconds since 1970.
    valid_until: Option<i64>,
    puppeteer: Option<String>,
}

/// All tokens of the server.
#[derive(Debug, Default)]
pub(super) struct Sessions(BTreeMap<String, Session>);

impl Sessions {
    /// A token of a user, which never expires.
    pub(super) fn open(&mut self, token: String, user: &str, device: Option<&str>) {
        let session = Session {
            user: user.to_owned(),
            device: device.map(str::to_owned),
            valid_until: None,
            puppeteer: None,
        };
        self.0.insert(token, session);
    }

    /// Ends all sessions of a user, those that others hold too.
    pub(super) fn end_all(&mut self, user: &str) {
        self.0.retain(|_, session| session.user != user);
    }

    /// Ends all sessions of a user that have a device other than this.
    pub(super) fn end_of_device(&mut self, user: &str, device: &str) {
        self.0
            .retain(|_, session| session.user != user || session.device.as_deref() != Some(device));
    }

    pub(super) fn caller(
        &self,
        token: &str,
        accounts: &Accounts,
        clock: Clock,
    ) -> Result<Caller, Refusal> {
        let session = self.0.get(token).ok_or_else(Refusal::unknown_token)?;
        if session.valid_until.is_some_and(|until| until < clock.now()) {
            let (status, message) = (StatusCode::UNAUTHORIZED, "Access token has expired");
            let refusal = Refusal::new(status, "M_UNKNOWN_TOKEN", message);
            return Err(refusal.with("soft_logout", true));
        }
        let account = accounts
            .get(&session.user)
            .ok_or_else(Refusal::unknown_token)?;
        if account.is_locked {
            return Err(locked());
        }
        Ok(Caller {
            user: session.user.clone(),
            device: session.device.clone(),
            is_admin: account.is_admin,
            is_guest: account.is_guest,
            puppeteer: session.puppeteer.clone(),
        })
    }
}

fn locked() -> Refusal {
    let (status, message) = (StatusCode::UNAUTHORIZED, "User account has been locked");
    Refusal::new(status, "M_USER_LOCKED", message).with("soft_logout", true)
}

fn whoami(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let mut body = json!({"user_id": caller.user, "is_guest": caller.is_guest});
    if let Some(device) = caller.device {
        body["device_id"] = device.into();
    }
    Ok(body.into())
}

fn get_login_flows(_: &mut World, _: &Call) -> Answer {
    let kinds = ["m.login.password", "m.login.application_service"];
    let flows: Value = kinds.iter().map(|kind| json!({"type": kind})).collect();
    Ok(json!({"flows": flows}).into())
}

fn login(world: &mut World, call: &Call) -> Answer {
    let body = object(call)?;
    let kind = body
        .get("type")
        .ok_or_else(|| Refusal::unknown("Missing JSON keys."))?;
    match kind.as_str() {
        Some("m.login.password") => {}
        // There is no other way in that hands such tokens out.
        Some("m.login.token") => {
            return Err(match body.get("token").is_some_and(Value::is_string) {
                true => Refusal::forbidden("Invalid login token"),
                false => Refusal::invalid("Missing or invalid token"),
            });
        }
        _ => return Err(Refusal::invalid("Invalid login submission")),
    }
    let user = named(world, &body)?;
    let password = body.get("password").and_then(Value::as_str);
    let account = world.accounts.get(&user);
    let is_right = account.as_ref().is_some_and(|account| {
        let known = account.password.as_deref();
        !account.is_deactivated && known.is_some() && known == password
    });
    if !is_right {
        return Err(Refusal::forbidden("Invalid username or password"));
    }
    if account.is_some_and(|account| account.is_locked) {
        return Err(locked());
    }
    let mut answer = json!({"user_id": user, "home_server": SERVER_NAME});
    world.log_in(&user, &body, &mut answer);
    Ok(answer.into())
}

/// The user that a login names, by id, by name or by address.
fn named(world: &World, body: &Map<String, Value>) -> Result<String, Refusal> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let identifier = body.get("identifier");
    let name = match identifier.and_then(|identifier| identifier["type"].as_str()) {
        Some("m.id.user") => text(identifier.and_then(|identifier| identifier.get("user")))
            .ok_or_else(|| Refusal::invalid("User identifier is missing 'user' key"))?,
        Some("m.id.thirdparty") => {
            let field = |name: &str| text(identifier.and_then(|identifier| identifier.get(name)));
            let (Some(medium), Some(address)) = (field("medium"), field("address")) else {
                return Err(Refusal::invalid("Invalid thirdparty identifier"));
            };
            let owner = world.accounts.changed().find(|account| {
                let mut threepids = account.threepids.iter();
                threepids.any(|known| known.medium == medium && known.address == address)
            });
            let wrong = || Refusal::forbidden("Invalid username or password");
            return owner.map(|owner| owner.name.clone()).ok_or_else(wrong);
        }
        Some(_) => return Err(Refusal::unknown("Unknown login identifier type")),
        None if identifier.is_some() => {
            return Err(Refusal::invalid("Invalid identifier"));
        }
        None => text(body.get("user")).ok_or_else(|| Refusal::invalid("Missing identifier"))?,
    };
    Ok(match name.starts_with('@') {
        true => name,
        false => local_id(&name.to_lowercase()),
    })
}

impl World {
    /// Opens a session as a body asks for it, and adds it to the answer.
    pub(super) fn log_in(&mut self, user: &str, body: &Map<String, Value>, answer: &mut Value) {
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let device = match text("device_id") {
            Some(device) => device.to_owned(),
            None => self.random.upper(10),
        };
        // The device's older token ends.
        self.sessions.end_of_device(user, &device);
        self.devices
            .open(user, &device, text("initial_device_display_name"));
        let token = self.token_of(user);
        let mut session = Session {
            user: user.to_owned(),
            device: Some(device.clone()),
            valid_until: None,
            puppeteer: None,
        };
        answer["access_token"] = token.clone().into();
        answer["device_id"] = device.into();
        if body.get("refresh_token") == Some(&Value::Bool(true)) {
            session.valid_until = Some(self.clock.now() + REFRESHABLE);
            answer["expires_in_ms"] = REFRESHABLE.into();
            answer["refresh_token"] = format!("syr_{}", self.random.letters(20)).into();
        }
        self.sessions.0.insert(token, session);
    }

    fn token_of(&mut self, user: &str) -> String {
        let name: String = user.bytes().map(|byte| format!("{byte:02x}")).collect();
        format!("syt_{name}_{}", self.random.letters(26))
    }
}

fn login_as_user(world: &mut World, call: &Call) -> Answer {
    let user = call.segment("user_id").to_owned();
    if !is_local(&user) {
        return Err(Refusal::unknown("Only local users can be logged in as"));
    }
    let body = optional_object(call)?;
    let valid_until = match body.get("valid_until_ms") {
        None | Some(Value::Null) => None,
        Some(moment) => Some(
            moment
                .as_i64()
                .ok_or_else(|| Refusal::unknown("'valid_until_ms' parameter must be an int"))?,
        ),
    };
    let admin = world.caller(call)?.user;
    if admin == user {
        return Err(Refusal::unknown("Cannot use admin API to login as self"));
    }
    if !world.accounts.contains(&user) {
        return Err(Refusal::not_found("User not found"));
    }
    let token = world.token_of(&user);
    let session = Session {
        user,
        device: None,
        valid_until,
        puppeteer: Some(admin),
    };
    world.sessions.0.insert(token.clone(), session);
    Ok(json!({"access_token": token}).into())
}

fn logout(world: &mut World, call: &Call) -> Answer {
    let token = call.bearer().ok_or_else(Refusal::missing_token)?;
    let ended = world.sessions.0.remove(token);
    let session = ended.ok_or_else(Refusal::unknown_token)?;
    if let Some(device) = session.device {
        world.remove_device(&session.user, &device);
    }
    Ok(json!({}).into())
}

fn logout_all(world: &mut World, call: &Call) -> Answer {
    let token = call.bearer().ok_or_else(Refusal::missing_token)?;
    let session = world.sessions.0.get(token);
    let user = session.ok_or_else(Refusal::unknown_token)?.user.clone();
    world.log_out_everywhere(&user);
    Ok(json!({}).into())
}

impl World {
    /// Ends all sessions of a user, and with them the devices.
    pub(super) fn log_out_everywhere(&mut self, user: &str) {
        self.sessions.end_all(user);
        self.devices.remove_all(user);
    }

    /// Takes a device away, and the sessions that it has.
    pub(super) fn remove_device(&mut self, user: &str, device: &str) {
        self.sessions.end_of_device(user, device);
        self.devices.remove(user, device);
    }

    /// The id of an account of this server out of the path, refused with these messages.
    pub(super) fn known_user(
        &self,
        call: &Call,
        remote: &str,
        unknown: &str,
    ) -> Result<String, Refusal> {
        let user = local_user(call, remote)?;
        match self.accounts.contains(user) {
            true => Ok(user.to_owned()),
            false => Err(Refusal::not_found(unknown)),
        }
    }

    /// An id that has to have the form of one.
    pub(super) fn check_user(&self, user: &str, remote: &str) -> Result<(), Refusal> {
        check_user_id(user)?;
        match is_local(user) {
            true => Ok(()),
            false => Err(Refusal::unknown(remote)),
        }
    }
}
