//! Tokens that let people register.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    Guard, Row, World,
    parameters::{boolean, object},
    refusal::{Answer, Refusal},
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    (
        "create_registration_token",
        Guard::Admin,
        create_registration_token,
    ),
    // The name of the route for new ones is a route of its own, which has one method.
    (
        "delete_registration_token",
        Guard::Anybody,
        delete_registration_token,
    ),
    (
        "get_registration_token",
        Guard::Anybody,
        get_registration_token,
    ),
    (
        "list_registration_tokens",
        Guard::Admin,
        list_registration_tokens,
    ),
    (
        "update_registration_token",
        Guard::Anybody,
        update_registration_token,
    ),
];

const LONGEST: usize = 64;
const LENGTH: usize = 16;

#[derive(Debug, Clone, Default)]
struct RegistrationToken {
    uses_allowed: Option<i64>,
    pending: i64,
    completed: i64,
    /// Milliseconds since 1970.
    expiry_time: Option<i64>,
}

impl RegistrationToken {
    fn is_valid(&self, now: i64) -> bool {
        let used = self.pending + self.completed;
        self.uses_allowed.is_none_or(|allowed| used < allowed)
            && self.expiry_time.is_none_or(|expiry| expiry > now)
    }

    fn details(&self, token: &str) -> Value {
        json!({
            "token": token,
            "uses_allowed": self.uses_allowed,
            "pending": self.pending,
            "completed": self.completed,
            "expiry_time": self.expiry_time,
        })
    }

    /// Takes over what a body says; what it does not mention stays.
    fn change(&mut self, body: &Map<String, Value>, now: i64) -> Result<(), Refusal> {
        if let Some(uses) = body.get("uses_allowed") {
            self.uses_allowed = uses.as_i64().filter(|uses| *uses >= 0);
            if self.uses_allowed.is_none() && !uses.is_null() {
                let message = "uses_allowed must be a non-negative integer or null";
                return Err(Refusal::invalid(message));
            }
        }
        if let Some(expiry) = body.get("expiry_time") {
            self.expiry_time = expiry.as_i64();
            if self.expiry_time.is_none() && !expiry.is_null() {
                let message = "expiry_time must be an integer or null";
                return Err(Refusal::invalid(message));
            }
            if self.expiry_time.is_some_and(|moment| moment < now) {
                return Err(Refusal::invalid("expiry_time must not be in the past"));
            }
        }
        Ok(())
    }
}

/// All registration tokens of the server, oldest first.
#[derive(Debug, Default)]
pub(super) struct RegistrationTokens(Vec<(String, RegistrationToken)>);

impl RegistrationTokens {
    fn get_mut(&mut self, name: &str) -> Option<&mut RegistrationToken> {
        let mut tokens = self.0.iter_mut();
        let found = tokens.find(|(known, _)| known == name);
        found.map(|(_, token)| token)
    }
}

fn list_registration_tokens(world: &mut World, call: &Call) -> Answer {
    let valid = boolean(call, "valid")?;
    let now = world.clock.now();
    let tokens = world.registration_tokens.0.iter();
    let tokens = tokens.filter(|(_, token)| valid.is_none_or(|valid| valid == token.is_valid(now)));
    let tokens: Value = tokens.map(|(name, token)| token.details(name)).collect();
    Ok(json!({"registration_tokens": tokens}).into())
}

fn create_registration_token(world: &mut World, call: &Call) -> Answer {
    let body = object(call)?;
    let given = match body.get("token") {
        None => None,
        Some(token) => Some(check_token(token)?),
    };
    let length = match body.get("length") {
        Some(length) if given.is_none() => check_length(length)?,
        _ => LENGTH,
    };
    let mut token = RegistrationToken::default();
    token.change(&body, world.clock.now())?;
    let name = given.unwrap_or_else(|| world.random.url_safe(length));
    let known = &mut world.registration_tokens;
    if known.get_mut(&name).is_some() {
        return Err(Refusal::invalid(format!("Token already exists: {name}")));
    }
    let details = token.details(&name);
    known.0.push((name, token));
    Ok(details.into())
}

fn check_token(token: &Value) -> Result<String, Refusal> {
    let token = token
        .as_str()
        .ok_or_else(|| Refusal::invalid("token must be a string"))?;
    if token.is_empty() || token.chars().count() > LONGEST {
        let message =
            format!("token must not be empty and must not be longer than {LONGEST} characters");
        return Err(Refusal::invalid(message));
    }
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "._~-".contains(letter);
    if !token.chars().all(is_allowed) {
        // NB: the server's words leave out two of the characters that it takes.
        let message = "token must consist only of characters matched by the regex [A-Za-z0-9-_]";
        return Err(Refusal::invalid(message));
    }
    Ok(token.to_owned())
}

fn check_length(length: &Value) -> Result<usize, Refusal> {
    let number = length
        .as_i64()
        .ok_or_else(|| Refusal::invalid("length must be an integer"))?;
    let length = usize::try_from(number).ok();
    length
        .filter(|length| (1..=LONGEST).contains(length))
        .ok_or_else(|| {
            let message =
                format!("length must be greater than zero and not greater than {LONGEST}");
            Refusal::invalid(message)
        })
}

/// The token that a path names, asked for by an administrator.
fn named<'a>(world: &mut World, call: &'a Call) -> Result<&'a str, Refusal> {
    let name = call.segment("token");
    if name == "new" {
        return Err(Refusal::unrecognized(StatusCode::METHOD_NOT_ALLOWED));
    }
    world.admit(Guard::Admin, call)?;
    Ok(name)
}

fn no_such(name: &str) -> Refusal {
    Refusal::not_found(format!("No such registration token: {name}"))
}

fn get_registration_token(world: &mut World, call: &Call) -> Answer {
    let name = named(world, call)?;
    let token = world.registration_tokens.get_mut(name);
    Ok(token.ok_or_else(|| no_such(name))?.details(name).into())
}

fn update_registration_token(world: &mut World, call: &Call) -> Answer {
    let name = named(world, call)?;
    let body = object(call)?;
    let now = world.clock.now();
    // What is wrong with the body is told first.
    RegistrationToken::default().change(&body, now)?;
    let token = world.registration_tokens.get_mut(name);
    let token = token.ok_or_else(|| no_such(name))?;
    token.change(&body, now)?;
    Ok(token.details(name).into())
}

fn delete_registration_token(world: &mut World, call: &Call) -> Answer {
    let name = named(world, call)?;
    let tokens = &mut world.registration_tokens.0;
    let position = tokens.iter().position(|(known, _)| known == name);
    tokens.remove(position.ok_or_else(|| no_such(name))?);
    Ok(json!({}).into())
}

impl World {
    /// Lets somebody begin to register with a token, if it allows one more.
    pub(super) fn take_registration_token(&mut self, name: &str) -> bool {
        let now = self.clock.now();
        let token = self.registration_tokens.get_mut(name);
        let Some(token) = token.filter(|token| token.is_valid(now)) else {
            return false;
        };
        token.pending += 1;
        true
    }

    /// Notes that whoever began to register with a token has done so.
    pub(super) fn complete_registration_token(&mut self, name: &str) {
        if let Some(token) = self.registration_tokens.get_mut(name) {
            token.pending -= 1;
            token.completed += 1;
        }
    }
}
