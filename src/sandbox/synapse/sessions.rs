//! Access tokens: who holds them, how they come about, and how they end.

use std::collections::BTreeMap;

use http::{StatusCode, header};
use serde_json::{Map, Value, json};

use super::{
    Guard, Row, SERVER_NAME, World,
    accounts::{Account, Accounts, local_id, localpart},
    parameters::{is_local, local_user, object, optional_object},
    refusal::{Answer, Refusal},
};
use crate::{
    operation::{Operation, route},
    sandbox::{clock::Clock, exchange::Call, hex::hex},
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

const LONGEST_DEVICE_ID: usize = 512;

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

    /// Ends all sessions of a user. A token with which an administrator acts as the user is the
    /// administrator's.
    pub(super) fn end_all(&mut self, user: &str) {
        self.0.retain(|_, session| {
            let holder = session.puppeteer.as_ref().unwrap_or(&session.user);
            holder != user
        });
    }

    /// Ends the sessions of a device.
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
        if account.expires.is_some_and(|expires| expires < clock.now()) {
            let (status, code) = (StatusCode::FORBIDDEN, "ORG_MATRIX_EXPIRED_ACCOUNT");
            return Err(Refusal::new(status, code, "User account has expired"));
        }
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
    let keys = || Refusal::unknown("Missing JSON keys.");
    match body.get("type").ok_or_else(keys)?.as_str() {
        Some("m.login.password") => {}
        // There is no other way in that hands such tokens out.
        Some("m.login.token") => {
            body.get("token").ok_or_else(keys)?;
            return Err(Refusal::forbidden("Invalid login token"));
        }
        Some(_) => return Err(Refusal::invalid("Invalid login submission")),
        None => return Err(Refusal::invalid("Bad parameter: type")),
    }
    let user = named(world, &body)?;
    let password = body.get("password").and_then(Value::as_str);
    let password = password.ok_or_else(|| Refusal::invalid("Bad parameter: password"))?;
    let account = user.as_ref().and_then(|user| world.accounts.get(user));
    let is_right = |account: &&std::borrow::Cow<'_, Account>| {
        // An empty password is none.
        let known = account
            .password
            .as_deref()
            .filter(|known| !known.is_empty());
        !account.is_deactivated && known == Some(password)
    };
    let Some(account) = account.as_ref().filter(is_right) else {
        return Err(Refusal::forbidden("Invalid username or password"));
    };
    if account.is_locked {
        return Err(locked());
    }
    let user = account.name.clone();
    let device = body.get("device_id").and_then(Value::as_str);
    if device.is_some_and(|device| device.chars().count() > LONGEST_DEVICE_ID) {
        let message = format!("device_id cannot be longer than {LONGEST_DEVICE_ID} characters.");
        return Err(Refusal::invalid(message));
    }
    let mut answer = json!({"user_id": user, "home_server": SERVER_NAME});
    world.log_in(&user, &body, &mut answer);
    let host = call.header(header::HOST).unwrap_or_default();
    answer["well_known"] = json!({"m.homeserver": {"base_url": format!("http://{host}/")}});
    Ok(answer.into())
}

/// The user that a login names by id, by name or by address; none if nobody has the address.
fn named(world: &World, body: &Map<String, Value>) -> Result<Option<String>, Refusal> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let by_name = |name: String| {
        Some(if name.starts_with('@') {
            name
        } else {
            local_id(&name.to_lowercase())
        })
    };
    let submission = || Refusal::invalid("Invalid login submission");
    let Some(identifier) = body.get("identifier") else {
        let name = body.get("user").and_then(text);
        return name.map(by_name).ok_or_else(submission);
    };
    let identifier = identifier.as_object().ok_or_else(Refusal::internal)?;
    let field = |name: &str| identifier.get(name).and_then(text);
    match field("type").ok_or_else(submission)?.as_str() {
        "m.id.user" => field("user")
            .map(by_name)
            .ok_or_else(|| Refusal::unknown("User identifier is missing 'user' key")),
        "m.id.thirdparty" => match (field("medium"), field("address")) {
            (Some(medium), Some(address)) => {
                Ok(world.accounts.owner_of(&medium, &address.to_lowercase()))
            }
            _ => Err(Refusal::unknown("Invalid thirdparty identifier")),
        },
        _ => Err(Refusal::unknown("Unknown login identifier type")),
    }
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
        let name = hex(localpart(user).as_bytes());
        let (first, last) = (self.random.letters(20), self.random.letters(6));
        format!("syt_{name}_{first}_{last}")
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
        if self.accounts.contains(user) {
            Ok(user.to_owned())
        } else {
            Err(Refusal::not_found(unknown))
        }
    }
}
