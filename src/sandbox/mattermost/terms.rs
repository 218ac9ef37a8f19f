//! Terms of service, and who has accepted them. No operation of the document writes any, so the route that
//! does is here.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    parameters::{field, new_id, object},
    refusal::{Answer, Refusal},
    rights::Right,
    status_ok,
};
use crate::{
    operation::{Operation, route},
    sandbox::exchange::Call,
};

pub(super) const TABLE: &[Row] = &[
    (
        "get_user_terms_of_service",
        Guard::User,
        get_user_terms_of_service,
    ),
    (
        "register_terms_of_service_action",
        Guard::User,
        register_terms_of_service_action,
    ),
    (
        "create_terms_of_service",
        Guard::User,
        create_terms_of_service,
    ),
];

pub(super) const ROUTES: &[Operation] = &[route(
    "create_terms_of_service",
    "POST",
    "/api/v4/terms_of_service",
)];

fn create_terms_of_service(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    caller.need(Right::ManageSystem)?;
    let body = object(call);
    let text = field(&body, "text");
    if text.is_empty() {
        return Err(Refusal::body("text"));
    }
    let id = new_id(&mut world.random);
    world.terms.push(id.clone());
    let now = world.clock.now();
    Ok(json!({"id": id, "create_at": now, "user_id": caller.user, "text": text}).into())
}

fn get_user_terms_of_service(world: &mut World, call: &Call) -> Answer {
    // NB: whoever the path names, the answer is about the caller.
    let caller = world.caller(call)?;
    caller.named(call)?;
    let account = world.account(&caller.user)?;
    let (terms, accepted) = account.terms.ok_or_else(|| {
        let id = "app.user_terms_of_service.get_by_user.no_rows.app_error";
        Refusal::new(StatusCode::NOT_FOUND, id, "No terms of service found.")
    })?;
    let answer = json!({
        "user_id": caller.user,
        "terms_of_service_id": terms,
        "create_at": accepted,
    });
    Ok(answer.into())
}

fn register_terms_of_service_action(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    caller.named(call)?;
    let body = object(call);
    let terms = field(&body, "termsOfServiceId");
    if terms.is_empty() {
        return Err(Refusal::body("termsOfServiceId"));
    }
    if !world.terms.iter().any(|known| known == terms) {
        let id = "app.terms_of_service.get.no_rows.app_error";
        let message = "No terms of service found.";
        return Err(Refusal::new(StatusCode::NOT_FOUND, id, message));
    }
    let is_accepted = body.get("accepted") == Some(&Value::Bool(true));
    let now = world.clock.now();
    let account = world.accounts.get_mut(&caller.user);
    account.ok_or_else(Refusal::no_user)?.terms = is_accepted.then(|| (terms.to_owned(), now));
    Ok(status_ok())
}
