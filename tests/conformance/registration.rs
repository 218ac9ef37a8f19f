//! Accounts made by whoever knows the shared secret.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha1::Sha1;

use crate::{people::text, talk::Talk};

scenarios!(
    the_secret_makes_an_account,
    the_secret_makes_an_administrator_of_a_type,
    a_nonce_works_once,
    a_nonce_that_nobody_gave_is_refused,
    a_wrong_proof_is_refused,
    an_account_is_made_without_a_session,
    an_account_is_made_with_a_named_device,
    an_account_is_made_with_a_token_to_refresh,
    a_name_that_is_taken_is_refused,
    names_that_none_may_have_are_refused,
    registrations_that_make_no_sense_are_refused,
);

/// The proof that the sender knows the secret: HMAC-SHA1 over the fields with NUL between them.
fn mac(secret: &str, fields: &[&str]) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(fields.join("\0").as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

async fn nonce(talk: &mut Talk) -> String {
    let answer = talk.call("get_registration_nonce").by_nobody().await;
    text(&answer, "nonce")
}

/// A whole registration, with more said about it.
fn registration(talk: &Talk, nonce: &str, name: &str, admin: bool, more: &Value) -> Value {
    let mut fields = vec![
        nonce,
        name,
        "a password",
        if admin { "admin" } else { "notadmin" },
    ];
    if let Some(kind) = more["user_type"].as_str() {
        fields.push(kind);
    }
    let mac = mac(&talk.server.shared_secret, &fields);
    let mut body = json!({
        "nonce": nonce,
        "username": name,
        "password": "a password",
        "admin": admin,
        "mac": mac,
    });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

async fn register(talk: &mut Talk, name: &str, admin: bool, more: Value) -> Value {
    let nonce = nonce(talk).await;
    let name = talk.localpart(name);
    let body = registration(talk, &nonce, &name, admin, &more);
    talk.call("register_user_with_shared_secret")
        .body(body)
        .by_nobody()
        .await
}

async fn the_secret_makes_an_account(talk: &mut Talk) {
    let answer = register(talk, "alice", false, json!({})).await;
    let token = text(&answer, "access_token");
    talk.call("whoami").by_token(&token).await;
    let alice = talk.id("alice");
    talk.call("get_user_admin").at(&alice).await;
}

async fn the_secret_makes_an_administrator_of_a_type(talk: &mut Talk) {
    let more = json!({"user_type": "bot", "displayname": "Alice of Wonderland"});
    register(talk, "alice", true, more).await;
    let alice = talk.id("alice");
    let run = talk.suffix.clone();
    talk.call("list_users_v2")
        .query("name", run)
        .only("/users", &["name", "admin", "user_type", "displayname"])
        .await;
    talk.call("set_user_admin")
        .at(&alice)
        .body(json!({"admin": false}))
        .step()
        .await;
}

async fn a_nonce_works_once(talk: &mut Talk) {
    let nonce = nonce(talk).await;
    for name in ["alice", "bob"] {
        let name = talk.localpart(name);
        let body = registration(talk, &nonce, &name, false, &json!({}));
        talk.call("register_user_with_shared_secret")
            .body(body)
            .by_nobody()
            .await;
    }
}

async fn a_nonce_that_nobody_gave_is_refused(talk: &mut Talk) {
    let name = talk.localpart("alice");
    let body = registration(talk, "never-given", &name, false, &json!({}));
    talk.call("register_user_with_shared_secret")
        .body(body)
        .by_nobody()
        .await;
}

async fn a_wrong_proof_is_refused(talk: &mut Talk) {
    let nonce = nonce(talk).await;
    let name = talk.localpart("alice");
    let mut body = registration(talk, &nonce, &name, false, &json!({}));
    // The proof was made for an ordinary account.
    body["admin"] = true.into();
    talk.call("register_user_with_shared_secret")
        .body(body.clone())
        .by_nobody()
        .await;
    body["admin"] = false.into();
    talk.call("register_user_with_shared_secret")
        .body(body)
        .by_nobody()
        .await;
}

async fn an_account_is_made_without_a_session(talk: &mut Talk) {
    register(talk, "alice", false, json!({"inhibit_login": true})).await;
    let alice = talk.id("alice");
    talk.call("list_user_devices").at(&alice).await;
}

async fn an_account_is_made_with_a_named_device(talk: &mut Talk) {
    let more = json!({"device_id": "PHONE", "initial_device_display_name": "My phone"});
    register(talk, "alice", false, more).await;
    let alice = talk.id("alice");
    talk.call("list_user_devices").at(&alice).await;
}

async fn an_account_is_made_with_a_token_to_refresh(talk: &mut Talk) {
    register(talk, "alice", false, json!({"refresh_token": true})).await;
}

async fn a_name_that_is_taken_is_refused(talk: &mut Talk) {
    talk.user("alice").await;
    register(talk, "alice", false, json!({})).await;
}

async fn names_that_none_may_have_are_refused(talk: &mut Talk) {
    for name in ["Upper", "spa ce", "a:b"] {
        register(talk, name, false, json!({})).await;
    }
    let nonce = nonce(talk).await;
    let body = registration(talk, &nonce, "1234567890", false, &json!({}));
    talk.call("register_user_with_shared_secret")
        .body(body)
        .by_nobody()
        .await;
}

async fn registrations_that_make_no_sense_are_refused(talk: &mut Talk) {
    for text in ["", "[]", "{}", "{"] {
        talk.call("register_user_with_shared_secret")
            .text(text)
            .by_nobody()
            .await;
    }
    for (key, value) in [
        ("username", None),
        ("username", Some(json!([]))),
        ("password", None),
        ("password", Some(json!([]))),
        ("mac", None),
    ] {
        let nonce = nonce(talk).await;
        let name = talk.localpart("alice");
        let mut body = registration(talk, &nonce, &name, false, &json!({}));
        let object = body.as_object_mut().unwrap();
        object.remove(key);
        object.extend(value.map(|value| (key.to_owned(), value)));
        talk.call("register_user_with_shared_secret")
            .body(body)
            .by_nobody()
            .await;
    }
    register(talk, "alice", false, json!({"user_type": "king"})).await;
}
