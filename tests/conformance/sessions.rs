//! Logins: of an account, as an account, and what a new password does to them.

use serde_json::json;

use crate::{
    people::{PASSWORD, login, text},
    talk::Talk,
};

scenarios!(
    a_login_names_device_and_server,
    a_login_that_is_wrong_is_refused,
    an_administrator_logs_in_as_another,
    a_login_as_another_ends_when_it_was_told_to,
    nobody_logs_in_as_themselves,
    a_login_as_nobody_is_refused,
    a_login_as_another_makes_no_device,
    a_new_password_ends_all_sessions,
    a_new_password_may_spare_the_sessions,
    a_change_of_the_password_ends_all_sessions,
    a_new_password_for_nobody_is_refused,
    a_new_password_that_makes_no_sense_is_refused,
    what_a_server_speaks_is_for_everybody,
);

async fn a_login_names_device_and_server(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.call("login")
        .body(login(&alice, PASSWORD))
        .by_nobody()
        .await;
    let name = talk.localpart("alice");
    let mut body = login(&name, PASSWORD);
    body["device_id"] = "PHONE".into();
    body["initial_device_display_name"] = "My phone".into();
    let answer = talk.call("login").body(body).by_nobody().await;
    let token = text(&answer, "access_token");
    talk.call("whoami").by_token(&token).await;
    talk.call("get_user_device").at(&alice).at("PHONE").await;
}

async fn a_login_that_is_wrong_is_refused(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    let nobody = talk.id("nobody");
    talk.call("login")
        .body(login(&alice, "wrong"))
        .by_nobody()
        .await;
    talk.call("login")
        .body(login(&nobody, PASSWORD))
        .by_nobody()
        .await;
    for text in [
        "",
        "{}",
        "[]",
        r#"{"type": "m.login.magic"}"#,
        r#"{"type": "m.login.password"}"#,
    ] {
        talk.call("login").text(text).by_nobody().await;
    }
}

async fn an_administrator_logs_in_as_another(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    let answer = talk.call("login_as_user").at(&alice).body(json!({})).await;
    let token = text(&answer, "access_token");
    talk.call("whoami").by_token(&token).await;
    talk.call("list_users_v2").by_token(&token).await;
    talk.call("logout").body(json!({})).by_token(&token).await;
    talk.call("whoami").by_token(&token).await;
}

async fn a_login_as_another_ends_when_it_was_told_to(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    // Beyond what the placeholders take for a time, so that it shows.
    let late = json!({"valid_until_ms": 4_102_444_800_000_i64});
    let answer = talk.call("login_as_user").at(&alice).body(late).await;
    let token = text(&answer, "access_token");
    talk.call("whoami").by_token(&token).await;
    let early = json!({"valid_until_ms": 1});
    let answer = talk.call("login_as_user").at(&alice).body(early).await;
    let token = text(&answer, "access_token");
    talk.call("whoami").by_token(&token).await;
}

async fn nobody_logs_in_as_themselves(talk: &mut Talk) {
    let admin = talk.admin.clone();
    talk.call("login_as_user").at(&admin).body(json!({})).await;
}

async fn a_login_as_nobody_is_refused(talk: &mut Talk) {
    let nobody = talk.id("nobody");
    for id in [&*nobody, "nonsense", "@alice:elsewhere.example"] {
        talk.call("login_as_user").at(id).body(json!({})).await;
    }
    let alice = talk.user("alice").await;
    for text in [
        r#"{"valid_until_ms": "late"}"#,
        r#"{"valid_until_ms": 1.5}"#,
        "[]",
        "{",
    ] {
        talk.call("login_as_user").at(&alice).text(text).await;
    }
}

async fn a_login_as_another_makes_no_device(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.call("login_as_user").at(&alice).body(json!({})).await;
    talk.call("list_user_devices").at(&alice).await;
}

async fn a_new_password_ends_all_sessions(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let body = json!({"new_password": "another password"});
    talk.call("reset_user_password").at(&alice).body(body).await;
    talk.call("whoami").by(&alice).await;
    talk.call("list_user_devices").at(&alice).await;
    talk.call("login")
        .body(login(&alice, PASSWORD))
        .by_nobody()
        .await;
    talk.call("login")
        .body(login(&alice, "another password"))
        .by_nobody()
        .await;
}

async fn a_new_password_may_spare_the_sessions(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let body = json!({"new_password": "another password", "logout_devices": false});
    talk.call("reset_user_password").at(&alice).body(body).await;
    talk.call("whoami").by(&alice).await;
}

async fn a_change_of_the_password_ends_all_sessions(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.session("bob").await);
    talk.change(&alice, json!({"password": "another password"}))
        .await;
    talk.call("whoami").by(&alice).await;
    let body = json!({"password": "another password", "logout_devices": false});
    talk.change(&bob, body).await;
    talk.call("whoami").by(&bob).await;
}

async fn a_new_password_for_nobody_is_refused(talk: &mut Talk) {
    let nobody = talk.id("nobody");
    let body = json!({"new_password": "a password"});
    for id in [&*nobody, "nonsense", "@alice:elsewhere.example"] {
        talk.call("reset_user_password")
            .at(id)
            .body(body.clone())
            .await;
    }
}

async fn a_new_password_that_makes_no_sense_is_refused(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    for text in [
        "",
        "{}",
        "[]",
        r#"{"new_password": 5}"#,
        r#"{"new_password": null}"#,
    ] {
        talk.call("reset_user_password").at(&alice).text(text).await;
    }
    let long = json!({"new_password": "p".repeat(513)});
    talk.call("reset_user_password").at(&alice).body(long).await;
    talk.call("whoami").by(&alice).await;
}

async fn what_a_server_speaks_is_for_everybody(talk: &mut Talk) {
    let call = talk.call("get_client_versions").by_nobody();
    call.step().await;
    let call = talk.call("get_server_keys").by_nobody();
    call.step().await;
}
