//! The key of an account that vouches for its others, and how an administrator lets it be replaced. No
//! signature is checked.

use http::StatusCode;
use serde_json::json;

use super::{
    Guard, Row, World,
    parameters::object,
    refusal::{Answer, Refusal},
};
use crate::{
    operation::{Operation, route},
    sandbox::exchange::{Call, Reply},
};

pub(super) const TABLE: &[Row] = &[
    (
        "allow_cross_signing_replacement",
        Guard::Admin,
        allow_cross_signing_replacement,
    ),
    ("upload_signing_keys", Guard::User, upload_signing_keys),
];

pub(super) const ROUTES: &[Operation] = &[route(
    "upload_signing_keys",
    "POST",
    "/_matrix/client/v3/keys/device_signing/upload",
)];

/// For how long a key can be replaced without a password, in milliseconds.
const GRACE: i64 = 10 * 60 * 1000;

fn allow_cross_signing_replacement(world: &mut World, call: &Call) -> Answer {
    let until = world.clock.now() + GRACE;
    let account = world.accounts.get_mut(call.segment("user_id"));
    let account = account.filter(|account| account.master_key.is_some());
    let account =
        account.ok_or_else(|| Refusal::not_found("User has no master cross-signing key"))?;
    account.master_key_open_until = Some(until);
    Ok(json!({"updatable_without_uia_before_ms": until}).into())
}

fn upload_signing_keys(world: &mut World, call: &Call) -> Answer {
    let user = world.caller(call)?.user;
    let body = object(call)?;
    let now = world.clock.now();
    let session = world.random.letters(24);
    let account = world.account(&user)?;
    let Some(key) = body.get("master_key") else {
        return Ok(json!({}).into());
    };
    let is_open = account
        .master_key_open_until
        .is_some_and(|until| now < until);
    if !is_open
        && account
            .master_key
            .as_ref()
            .is_some_and(|known| known != key)
    {
        // No password is taken here, so whoever wants another key has to ask an administrator.
        let flows = json!([{"stages": ["m.login.password"]}]);
        let body = json!({"session": session, "flows": flows, "params": {}});
        return Ok(Reply::json(StatusCode::UNAUTHORIZED, &body));
    }
    account.master_key = Some(key.clone());
    Ok(json!({}).into())
}
