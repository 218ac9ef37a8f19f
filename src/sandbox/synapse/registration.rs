//! Registration with a shared secret: the nonces that were handed out, and the proof that somebody knows
//! the secret.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit as _, Mac as _};
use http::StatusCode;
use serde_json::{Map, Value, json};
use sha1::Sha1;

use super::{
    Guard, Row, SERVER_NAME, World,
    accounts::{Account, local_id},
    parameters::{object, truth},
    refusal::{Answer, Refusal},
    user_changes::{check_password, user_type},
};
use crate::sandbox::{exchange::Call, hex::hex};

pub(super) const TABLE: &[Row] = &[
    (
        "get_registration_nonce",
        Guard::Anybody,
        get_registration_nonce,
    ),
    (
        "register_user_with_shared_secret",
        Guard::Anybody,
        register_user_with_shared_secret,
    ),
];

/// How long a nonce can be used, in milliseconds.
const LIFETIME: i64 = 60_000;
const LONGEST_NAME: usize = 512;

/// The nonces that were not used yet, with the moment at which they were handed out.
#[derive(Debug, Default)]
pub(super) struct Nonces(BTreeMap<String, i64>);

fn get_registration_nonce(world: &mut World, _: &Call) -> Answer {
    let nonce = world.random.hex(128);
    world.nonces.0.insert(nonce.clone(), world.clock.now());
    Ok(json!({"nonce": nonce}).into())
}

fn register_user_with_shared_secret(world: &mut World, call: &Call) -> Answer {
    let body = object(call)?;
    let field = |name: &str| {
        let missing = || Refusal::bad_json(format!("{name} must be specified"));
        body.get(name).ok_or_else(missing)
    };
    let oldest = world.clock.now() - LIFETIME;
    world.nonces.0.retain(|_, handed_out| *handed_out >= oldest);
    let nonce = field("nonce")?.as_str().unwrap_or_default();
    // Whatever comes of it, a nonce is good for one attempt.
    let spent = world.nonces.0.remove(nonce);
    spent.ok_or_else(|| Refusal::unknown("unrecognised nonce"))?;
    let username = field("username")?.as_str();
    let is_name = |name: &&str| name.chars().count() <= LONGEST_NAME && !name.contains('\0');
    let username = username.filter(is_name);
    let username = username.ok_or_else(|| Refusal::unknown("Invalid username"))?;
    let password = check_password(field("password")?)?;
    if password.contains('\0') {
        return Err(Refusal::unknown("Invalid password"));
    }
    let is_admin = truth(body.get("admin"));
    let user_type = user_type(body.get("user_type"))?;
    let mac = field("mac")?.as_str().ok_or_else(Refusal::internal)?;
    let role = if is_admin { "admin" } else { "notadmin" };
    let mut parts = vec![nonce, username, &password, role];
    parts.extend(user_type.as_deref());
    if mac != proof(&world.shared_secret, &parts.join("\0"))? {
        let (status, message) = (StatusCode::FORBIDDEN, "HMAC incorrect");
        return Err(Refusal::new(status, "M_UNKNOWN", message));
    }
    let localpart = username.to_lowercase();
    world.check_new_name(&localpart)?;
    let user = world.register(&localpart, &password, &body);
    let account = world.account(&user)?;
    account.is_admin = is_admin;
    account.user_type = user_type;
    let mut answer = json!({"user_id": user, "home_server": SERVER_NAME});
    if !truth(body.get("inhibit_login")) {
        world.log_in(&user, &body, &mut answer);
    }
    Ok(answer.into())
}

impl World {
    fn register(&mut self, localpart: &str, password: &str, body: &Map<String, Value>) -> String {
        let user = local_id(localpart);
        let displayname = body.get("displayname").and_then(Value::as_str);
        self.accounts.add(Account {
            name: user.clone(),
            displayname: Some(displayname.unwrap_or(localpart).to_owned()),
            password: Some(password.to_owned()),
            created: self.clock.now() / 1000,
            ..Account::default()
        });
        user
    }
}

/// What only somebody who knows the secret can say of a text.
fn proof(secret: &str, text: &str) -> Result<String, Refusal> {
    let mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes());
    let mut mac = mac.map_err(|_| Refusal::internal())?;
    mac.update(text.as_bytes());
    let bytes = mac.finalize().into_bytes();
    Ok(hex(&bytes))
}
