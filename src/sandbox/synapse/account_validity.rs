//! Accounts that end at a moment. The server does not give new ones an end, so only what is said here counts.

use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    parameters::object,
    refusal::{Answer, Refusal},
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[(
    "renew_account_validity",
    Guard::Admin,
    renew_account_validity,
)];

fn renew_account_validity(world: &mut World, call: &Call) -> Answer {
    let body = object(call)?;
    let user = body.get("user_id");
    let user =
        user.ok_or_else(|| Refusal::unknown("Missing property 'user_id' in the request body"))?;
    // Without a moment the server adds its own period, and it has none.
    let moment = body.get("expiration_ts").filter(|moment| !moment.is_null());
    let moment = moment.ok_or_else(Refusal::internal)?;
    // NB: neither is looked at: a user that is not there and a moment that is a text pass.
    let account = user.as_str().and_then(|user| world.accounts.get_mut(user));
    if let Some(account) = account {
        account.expires = moment.as_i64();
    }
    Ok(json!({"expiration_ts": Value::clone(moment)}).into())
}
