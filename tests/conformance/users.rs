//! Accounts: made, changed, read.

use serde_json::json;

use crate::{people::login, talk::Talk};

scenarios!(
    an_account_is_made_with_nothing_said,
    an_account_is_made_with_everything_said,
    a_change_leaves_alone_what_it_does_not_name,
    an_unknown_account_is_not_found,
    ids_that_are_none_are_refused,
    bodies_that_are_none_are_refused,
);

async fn an_account_is_made_with_nothing_said(talk: &mut Talk) {
    let alice = talk.id("alice");
    talk.call("create_or_modify_user")
        .at(&alice)
        .body(json!({}))
        .await;
    talk.call("get_user").at(&alice).await;
    talk.call("create_or_modify_user")
        .at(&alice)
        .body(json!({}))
        .await;
}

async fn an_account_is_made_with_everything_said(talk: &mut Talk) {
    let alice = talk.id("alice");
    let address = format!("alice@{}.example.org", talk.suffix);
    let body = json!({
        "password": "a password",
        "displayname": "Alice of Wonderland",
        "avatar_url": "mxc://remote.example/portrait",
        "threepids": [{"medium": "email", "address": address}],
        "external_ids": [{"auth_provider": "oidc", "external_id": talk.localpart("alice")}],
        "admin": true,
        "user_type": "bot",
        "locked": false,
    });
    talk.call("create_or_modify_user")
        .at(&alice)
        .body(body)
        .await;
    talk.call("get_user").at(&alice).await;
    talk.call("login")
        .body(login(&alice, "a password"))
        .by_nobody()
        .await;
    // The lists of other scenarios should not have one more administrator.
    talk.call("set_user_admin")
        .at(&alice)
        .body(json!({"admin": false}))
        .step()
        .await;
}

async fn a_change_leaves_alone_what_it_does_not_name(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    for body in [
        json!({"displayname": "Alice"}),
        json!({"avatar_url": "mxc://remote.example/portrait"}),
        json!({"user_type": "support"}),
        json!({"displayname": ""}),
        json!({"user_type": null}),
        json!({"avatar_url": ""}),
    ] {
        talk.call("create_or_modify_user")
            .at(&alice)
            .body(body)
            .await;
    }
    talk.call("get_user").at(&alice).await;
}

async fn an_unknown_account_is_not_found(talk: &mut Talk) {
    let nobody = talk.id("nobody");
    talk.call("get_user").at(&nobody).await;
    talk.call("get_user")
        .at("@somebody:elsewhere.example")
        .await;
}

async fn ids_that_are_none_are_refused(talk: &mut Talk) {
    for id in [
        "nonsense",
        "@nonsense",
        "nonsense:example.org",
        "@:example.org",
    ] {
        talk.call("get_user").at(id).await;
        talk.call("create_or_modify_user")
            .at(id)
            .body(json!({}))
            .await;
    }
    let upper = talk.id("Alice");
    talk.call("create_or_modify_user")
        .at(&upper)
        .body(json!({}))
        .await;
    let numeric = format!("@123456:{}", talk.server_name);
    talk.call("create_or_modify_user")
        .at(&numeric)
        .body(json!({}))
        .await;
    let foreign = "@alice:elsewhere.example";
    talk.call("create_or_modify_user")
        .at(foreign)
        .body(json!({}))
        .await;
}

async fn bodies_that_are_none_are_refused(talk: &mut Talk) {
    let alice = talk.id("alice");
    for text in ["", "{", "[]", "\"text\"", "null"] {
        talk.call("create_or_modify_user")
            .at(&alice)
            .text(text)
            .await;
    }
    for body in [
        json!({"admin": "yes"}),
        json!({"deactivated": 1}),
        json!({"locked": "no"}),
        json!({"approved": "no"}),
        json!({"password": 5}),
        json!({"user_type": "king"}),
        json!({"threepids": [{"medium": "email"}]}),
        json!({"external_ids": [{"auth_provider": "oidc"}]}),
        json!({"logout_devices": "yes"}),
    ] {
        talk.call("create_or_modify_user")
            .at(&alice)
            .body(body)
            .await;
    }
    talk.call("get_user").at(&alice).await;
}
