//! What is set for one account and not for others: limits of its rate, and features that are tried out.

use serde_json::{Map, Value, json};

use super::{
    Guard, Row, World,
    parameters::{check_user_id, is_local, local_user, object, optional_object, python, truth},
    refusal::{Answer, Refusal},
    users::user_not_found,
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    (
        "delete_user_ratelimit_override",
        Guard::Admin,
        delete_user_ratelimit_override,
    ),
    (
        "get_user_experimental_features",
        Guard::Admin,
        get_user_experimental_features,
    ),
    (
        "get_user_ratelimit_override",
        Guard::Admin,
        get_user_ratelimit_override,
    ),
    (
        "set_user_experimental_features",
        Guard::Admin,
        set_user_experimental_features,
    ),
    (
        "set_user_ratelimit_override",
        Guard::Admin,
        set_user_ratelimit_override,
    ),
];

/// The features that can be switched for one account.
const FEATURES: [&str; 3] = ["msc3881", "msc3575", "msc4222"];

const LOOK_UP: &str = "Can only look up local users";
const LIMIT: &str = "Only local users can be ratelimited";

/// The account whose limits are meant; ids without a form count as those of another server.
fn limited(world: &World, call: &Call, remote: &str) -> Result<String, Refusal> {
    let user = call.segment("user_id");
    if !is_local(user) {
        return Err(Refusal::unknown(remote));
    }
    if world.accounts.contains(user) {
        Ok(user.to_owned())
    } else {
        Err(user_not_found())
    }
}

fn override_of(limit: Option<(i64, i64)>) -> Value {
    match limit {
        Some((rate, burst)) => json!({"messages_per_second": rate, "burst_count": burst}),
        None => json!({}),
    }
}

fn get_user_ratelimit_override(world: &mut World, call: &Call) -> Answer {
    let user = limited(world, call, LOOK_UP)?;
    let account = world.accounts.get(&user).ok_or_else(user_not_found)?;
    Ok(override_of(account.ratelimit).into())
}

fn set_user_ratelimit_override(world: &mut World, call: &Call) -> Answer {
    let user = limited(world, call, LIMIT)?;
    let body = optional_object(call)?;
    let number = |name: &str| match body.get(name) {
        None => Ok(0),
        Some(value) => value.as_i64().filter(|number| *number >= 0).ok_or_else(|| {
            let message = format!("{} parameter must be a positive int", python(value));
            Refusal::invalid(message)
        }),
    };
    let limit = (number("messages_per_second")?, number("burst_count")?);
    let account = world.account(&user)?;
    account.ratelimit = Some(limit);
    Ok(override_of(account.ratelimit).into())
}

fn delete_user_ratelimit_override(world: &mut World, call: &Call) -> Answer {
    let user = limited(world, call, LIMIT)?;
    world.account(&user)?.ratelimit = None;
    Ok(json!({}).into())
}

fn get_user_experimental_features(world: &mut World, call: &Call) -> Answer {
    let message = "User must be local to check what experimental features are enabled.";
    let user = local_user(call, message)?;
    let account = world.accounts.get(user);
    let features: Map<String, Value> = FEATURES
        .iter()
        .map(|feature| {
            let account = account.as_ref();
            let is_on = account.and_then(|account| account.features.get(*feature).copied());
            ((*feature).to_owned(), is_on.unwrap_or(false).into())
        })
        .collect();
    Ok(json!({"features": features}).into())
}

fn set_user_experimental_features(world: &mut World, call: &Call) -> Answer {
    let user = call.segment("user_id");
    check_user_id(user)?;
    let body = object(call)?;
    if !is_local(user) {
        let message = "User must be local to enable experimental features.";
        return Err(Refusal::unknown(message));
    }
    let features = body
        .get("features")
        .filter(|features| truth(Some(features)));
    let features = features.ok_or_else(|| Refusal::unknown("You must provide features to set."))?;
    let features = features.as_object().ok_or_else(Refusal::internal)?;
    if let Some(unknown) = features
        .keys()
        .find(|feature| !FEATURES.contains(&feature.as_str()))
    {
        return Err(Refusal::unknown(format!(
            "'{unknown}' is not recognised as a valid experimental feature."
        )));
    }
    let account = world.account(user)?;
    for (feature, is_on) in features {
        // NB: a text is taken, and switches nothing on.
        let is_on = !is_on.is_string() && truth(Some(is_on));
        account.features.insert(feature.clone(), is_on);
    }
    Ok(json!({}).into())
}
