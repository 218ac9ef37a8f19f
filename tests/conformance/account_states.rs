//! Accounts that are closed, erased, opened again, locked, suspended.

use reqwest::Method;
use serde_json::json;

use crate::{
    people::{PASSWORD, login},
    talk::Talk,
};

scenarios!(
    a_deactivated_account_is_closed,
    an_erased_account_has_no_name,
    an_erasure_can_follow_a_deactivation,
    a_deactivation_leaves_rooms,
    a_deactivation_of_nobody_is_refused,
    an_account_is_deactivated_by_a_change,
    a_deactivated_account_opens_again_with_a_password,
    a_deactivated_account_opens_again_without_a_password,
    a_deactivation_while_making_is_ignored,
    a_locked_account_waits,
    a_suspended_account_looks_on,
    a_suspension_of_nobody_is_refused,
    a_shadow_ban_shows_to_administrators_only,
    a_shadow_ban_of_nobody_is_refused,
);

async fn a_deactivated_account_is_closed(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let address = format!("alice@{}.example.org", talk.suffix);
    let body = json!({
        "displayname": "Alice",
        "avatar_url": "mxc://remote.example/portrait",
        "threepids": [{"medium": "email", "address": address}],
        "external_ids": [{"auth_provider": "oidc", "external_id": talk.localpart("alice")}],
    });
    talk.change(&alice, body).await;
    talk.call("deactivate_user")
        .at(&alice)
        .body(json!({"erase": false}))
        .await;
    talk.call("get_user").at(&alice).await;
    talk.call("list_user_devices").at(&alice).await;
    talk.call("whoami").by(&alice).await;
    talk.call("login")
        .body(login(&alice, PASSWORD))
        .by_nobody()
        .await;
    talk.call("deactivate_user")
        .at(&alice)
        .body(json!({"erase": false}))
        .await;
}

async fn an_erased_account_has_no_name(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    let body = json!({"displayname": "Alice", "avatar_url": "mxc://remote.example/portrait"});
    talk.change(&alice, body).await;
    talk.call("deactivate_user")
        .at(&alice)
        .body(json!({"erase": true}))
        .await;
    talk.call("get_user").at(&alice).await;
    let run = talk.suffix.clone();
    talk.call("list_users_v3").query("name", run).await;
}

async fn an_erasure_can_follow_a_deactivation(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.call("deactivate_user").at(&alice).await;
    talk.call("get_user").at(&alice).await;
    talk.call("deactivate_user")
        .at(&alice)
        .body(json!({"erase": true}))
        .await;
    talk.call("get_user").at(&alice).await;
}

async fn a_deactivation_leaves_rooms(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.session("bob").await);
    let room = talk.public_room(&alice).await;
    talk.join(&bob, &room).await;
    talk.call("deactivate_user").at(&bob).body(json!({})).await;
    let gone = |answer: &serde_json::Value| answer["total"] == 0;
    talk.wait(|talk| talk.call("list_user_joined_rooms").at(&bob), gone)
        .await;
    talk.call("list_room_members").at(&room).await;
}

async fn a_deactivation_of_nobody_is_refused(talk: &mut Talk) {
    let nobody = talk.id("nobody");
    talk.call("deactivate_user")
        .at(&nobody)
        .body(json!({}))
        .await;
    talk.call("deactivate_user")
        .at("nonsense")
        .body(json!({}))
        .await;
    talk.call("deactivate_user")
        .at("@alice:elsewhere.example")
        .body(json!({}))
        .await;
    let alice = talk.user("alice").await;
    for text in [r#"{"erase": "yes"}"#, r#"{"erase": null}"#, "[]", "{"] {
        talk.call("deactivate_user").at(&alice).text(text).await;
    }
    talk.call("get_user").at(&alice).await;
}

async fn an_account_is_deactivated_by_a_change(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let body = json!({"deactivated": true});
    talk.call("create_or_modify_user")
        .at(&alice)
        .body(body)
        .await;
    talk.call("whoami").by(&alice).await;
}

async fn a_deactivated_account_opens_again_with_a_password(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.call("deactivate_user")
        .at(&alice)
        .body(json!({"erase": true}))
        .step()
        .await;
    let body = json!({"deactivated": false, "password": "another password"});
    talk.call("create_or_modify_user")
        .at(&alice)
        .body(body)
        .await;
    talk.call("login")
        .body(login(&alice, "another password"))
        .by_nobody()
        .await;
    talk.call("login")
        .body(login(&alice, PASSWORD))
        .by_nobody()
        .await;
}

async fn a_deactivated_account_opens_again_without_a_password(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.call("deactivate_user")
        .at(&alice)
        .body(json!({}))
        .step()
        .await;
    let body = json!({"deactivated": false});
    talk.call("create_or_modify_user")
        .at(&alice)
        .body(body)
        .await;
    talk.call("login")
        .body(login(&alice, PASSWORD))
        .by_nobody()
        .await;
}

async fn a_deactivation_while_making_is_ignored(talk: &mut Talk) {
    let alice = talk.id("alice");
    let body = json!({"deactivated": true});
    talk.call("create_or_modify_user")
        .at(&alice)
        .body(body)
        .await;
}

async fn a_locked_account_waits(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let body = json!({"locked": true});
    talk.call("create_or_modify_user")
        .at(&alice)
        .body(body)
        .await;
    talk.call("whoami").by(&alice).await;
    talk.call("login")
        .body(login(&alice, PASSWORD))
        .by_nobody()
        .await;
    talk.call("create_or_modify_user")
        .at(&alice)
        .body(json!({"locked": false}))
        .step()
        .await;
    talk.call("whoami").by(&alice).await;
}

async fn a_suspended_account_looks_on(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    talk.call("suspend_user")
        .at(&alice)
        .body(json!({"suspend": true}))
        .await;
    talk.call("whoami").by(&alice).await;
    let run = talk.suffix.clone();
    talk.call("list_users_v2")
        .query("name", run)
        .only("/users", &["name", "suspended"])
        .await;
    let path = "/_matrix/client/v3/createRoom";
    talk.plain(Method::POST, path)
        .body(json!({}))
        .by(&alice)
        .await;
    talk.call("suspend_user")
        .at(&alice)
        .body(json!({"suspend": false}))
        .await;
}

async fn a_suspension_of_nobody_is_refused(talk: &mut Talk) {
    let nobody = talk.id("nobody");
    let body = json!({"suspend": true});
    talk.call("suspend_user")
        .at(&nobody)
        .body(body.clone())
        .await;
    talk.call("suspend_user")
        .at("nonsense")
        .body(body.clone())
        .await;
    talk.call("suspend_user")
        .at("@alice:elsewhere.example")
        .body(body)
        .await;
    let alice = talk.user("alice").await;
    for text in [
        "",
        "{}",
        "[]",
        r#"{"suspend": "yes"}"#,
        r#"{"suspend": null}"#,
        r#"{"suspend": 1}"#,
    ] {
        talk.call("suspend_user").at(&alice).text(text).await;
    }
}

async fn a_shadow_ban_shows_to_administrators_only(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let run = talk.suffix.clone();
    talk.call("shadow_ban_user").at(&alice).await;
    let call = talk.call("list_users_v2").query("name", &run);
    call.only("/users", &["name", "shadow_banned"]).await;
    talk.call("whoami").by(&alice).await;
    talk.call("shadow_ban_user").at(&alice).await;
    talk.call("unshadow_ban_user").at(&alice).await;
    talk.call("unshadow_ban_user").at(&alice).await;
    let call = talk.call("list_users_v2").query("name", &run);
    call.only("/users", &["name", "shadow_banned"]).await;
}

async fn a_shadow_ban_of_nobody_is_refused(talk: &mut Talk) {
    let nobody = talk.id("nobody");
    for id in [&*nobody, "nonsense", "@alice:elsewhere.example"] {
        talk.call("shadow_ban_user").at(id).await;
        talk.call("unshadow_ban_user").at(id).await;
    }
}
