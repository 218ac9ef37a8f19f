//! Who may administer, and what a path or a method that nobody knows is answered with.

use chatadm::Place;
use reqwest::Method;
use serde_json::json;

use crate::{said::By, talk::Talk};

scenarios!(
    a_call_without_a_token_is_refused,
    a_call_with_an_unknown_token_is_refused,
    a_call_of_an_ordinary_user_is_refused,
    each_operation_knows_who_has_no_token,
    each_operation_knows_whose_token_is_unknown,
    each_operation_knows_who_is_no_administrator,
    an_unknown_path_is_told_from_an_unknown_thing,
    a_wrong_method_is_refused,
    a_token_that_was_logged_out_is_unknown,
    an_administrator_who_is_none_any_more_is_refused,
    the_version_is_for_everybody,
);

/// Operations of each kind: reading and writing, of things that exist and of things that do not.
const READING: [&str; 7] = [
    "list_users_v2",
    "list_users_v3",
    "list_rooms",
    "list_event_reports",
    "list_user_reports",
    "list_registration_tokens",
    "list_federation_destinations",
];

async fn a_call_without_a_token_is_refused(talk: &mut Talk) {
    for operation in READING {
        talk.call(operation).by_nobody().await;
    }
    let nobody = talk.id("nobody");
    talk.call("get_user").at(&nobody).by_nobody().await;
    talk.call("deactivate_user")
        .at(&nobody)
        .body(json!({}))
        .by_nobody()
        .await;
    talk.call("whoami").by_nobody().await;
}

async fn a_call_with_an_unknown_token_is_refused(talk: &mut Talk) {
    for operation in READING {
        talk.call(operation).by_stranger().await;
    }
    let nobody = talk.id("nobody");
    talk.call("get_user").at(&nobody).by_stranger().await;
    talk.call("whoami").by_stranger().await;
}

async fn a_call_of_an_ordinary_user_is_refused(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    for operation in READING {
        talk.call(operation).by(&alice).await;
    }
    talk.call("get_user").at(&alice).by(&alice).await;
    talk.call("get_user").at("nonsense").by(&alice).await;
    let body = json!({"displayname": "Al"});
    talk.call("create_or_modify_user")
        .at(&alice)
        .body(body)
        .by(&alice)
        .await;
    talk.call("set_user_admin")
        .at(&alice)
        .body(json!({"admin": true}))
        .by(&alice)
        .await;
    talk.call("get_background_updates_status").by(&alice).await;
    talk.call("list_scheduled_tasks").by(&alice).await;
}

/// All operations, on things that are not there and with nothing in their bodies.
///
/// Some look at the request before they look at who sends it, and some are for everybody.
async fn each(talk: &mut Talk, by: By) {
    let nobody = talk.id("nobody");
    let nowhere = format!("!nowhere-{}:{}", talk.suffix, talk.server_name);
    for operation in chatadm::synapse::Client::OPERATIONS {
        // It would end the session that the others need.
        if operation.id == "logout" {
            continue;
        }
        let mut call = talk.call(operation.id).briefly();
        for parameter in operation.parameters {
            if parameter.place == Place::Path {
                call = call.at(match parameter.name {
                    "user_id" => &nobody,
                    "room_id" | "room_identifier" => &nowhere,
                    _ => "unknown",
                });
            }
        }
        if operation.body.is_some() {
            call = call.body(json!({}));
        }
        call.sent_by(by.clone()).await;
    }
}

async fn each_operation_knows_who_has_no_token(talk: &mut Talk) {
    each(talk, By::Nobody).await;
}

async fn each_operation_knows_whose_token_is_unknown(talk: &mut Talk) {
    each(talk, By::Stranger).await;
}

async fn each_operation_knows_who_is_no_administrator(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    each(talk, By::User(alice)).await;
}

async fn an_unknown_path_is_told_from_an_unknown_thing(talk: &mut Talk) {
    talk.plain(Method::GET, "/_synapse/admin/v1/nothing/here")
        .await;
    talk.plain(Method::GET, "/_synapse/admin/v1/nothing/here")
        .by_nobody()
        .await;
    talk.plain(Method::GET, "/_synapse/admin/v2/users/").await;
    let nobody = talk.id("nobody");
    talk.call("get_user").at(nobody).await;
}

async fn a_wrong_method_is_refused(talk: &mut Talk) {
    talk.plain(Method::POST, "/_synapse/admin/v2/users")
        .body(json!({}))
        .await;
    talk.plain(Method::DELETE, "/_synapse/admin/v1/rooms").await;
    talk.plain(Method::PUT, "/_synapse/admin/v1/server_version")
        .body(json!({}))
        .await;
}

async fn a_token_that_was_logged_out_is_unknown(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    talk.call("whoami").by(&alice).await;
    talk.call("logout").by(&alice).body(json!({})).await;
    talk.call("whoami").by(&alice).await;
    talk.call("logout").by(&alice).body(json!({})).await;
}

async fn an_administrator_who_is_none_any_more_is_refused(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    talk.call("set_user_admin")
        .at(&alice)
        .body(json!({"admin": true}))
        .await;
    talk.call("get_user_admin").at(&alice).by(&alice).await;
    talk.call("set_user_admin")
        .at(&alice)
        .body(json!({"admin": false}))
        .await;
    talk.call("get_user_admin").at(&alice).by(&alice).await;
}

async fn the_version_is_for_everybody(talk: &mut Talk) {
    talk.call("get_server_version").by_nobody().await;
    talk.call("get_server_version").by_stranger().await;
    talk.call("get_server_version").await;
}
