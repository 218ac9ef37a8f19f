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
    addresses_are_replaced_as_a_whole,
    external_ids_are_replaced_as_a_whole,
    an_external_id_of_another_is_a_conflict,
    an_account_made_with_a_taken_external_id_exists_all_the_same,
    a_name_that_is_null_is_refused,
    rights_are_given_and_taken,
    nobody_takes_the_rights_from_themselves,
    rights_of_unknown_accounts,
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

async fn addresses_are_replaced_as_a_whole(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    let address = |name: &str| json!({"medium": "email", "address": name});
    let (one, two) = (
        format!("one@{}.example.org", talk.suffix),
        format!("two@{}.example.org", talk.suffix),
    );
    for list in [json!([address(&one)]), json!([address(&two)]), json!([])] {
        let body = json!({"threepids": list});
        talk.call("create_or_modify_user")
            .at(&alice)
            .body(body)
            .await;
    }
    talk.call("find_user_by_threepid")
        .at("email")
        .at(&one)
        .await;
}

async fn external_ids_are_replaced_as_a_whole(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    let id = |provider: &str, name: String| json!({"auth_provider": provider, "external_id": name});
    let (one, two) = (talk.localpart("one"), talk.localpart("two"));
    for list in [
        json!([id("oidc", one.clone())]),
        json!([id("saml", two.clone())]),
        json!([]),
    ] {
        let body = json!({"external_ids": list});
        talk.call("create_or_modify_user")
            .at(&alice)
            .body(body)
            .await;
    }
    talk.call("find_user_by_external_id")
        .at("oidc")
        .at(&one)
        .await;
}

async fn an_external_id_of_another_is_a_conflict(talk: &mut Talk) {
    let (alice, bob) = (talk.user("alice").await, talk.user("bob").await);
    let ids = json!([{"auth_provider": "oidc", "external_id": talk.localpart("taken")}]);
    talk.change(&alice, json!({"external_ids": ids})).await;
    let body = json!({"external_ids": ids});
    talk.call("create_or_modify_user").at(&bob).body(body).await;
    let taken = talk.localpart("taken");
    talk.call("find_user_by_external_id")
        .at("oidc")
        .at(taken)
        .await;
}

async fn an_account_made_with_a_taken_external_id_exists_all_the_same(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    let ids = json!([{"auth_provider": "oidc", "external_id": talk.localpart("taken")}]);
    talk.change(&alice, json!({"external_ids": ids})).await;
    let bob = talk.id("bob");
    let body = json!({"external_ids": ids, "displayname": "Bob"});
    talk.call("create_or_modify_user").at(&bob).body(body).await;
    talk.call("get_user").at(&bob).await;
}

async fn a_name_that_is_null_is_refused(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    for body in [
        json!({"displayname": null}),
        json!({"displayname": 7}),
        json!({"avatar_url": null}),
        json!({"admin": null}),
        json!({"password": null}),
        json!({"threepids": null}),
    ] {
        talk.call("create_or_modify_user")
            .at(&alice)
            .body(body)
            .await;
    }
}

async fn rights_are_given_and_taken(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.call("get_user_admin").at(&alice).await;
    talk.call("set_user_admin")
        .at(&alice)
        .body(json!({"admin": true}))
        .await;
    talk.call("get_user_admin").at(&alice).await;
    let body = json!({"admin": false});
    talk.call("create_or_modify_user")
        .at(&alice)
        .body(body)
        .await;
    talk.call("get_user_admin").at(&alice).await;
}

async fn nobody_takes_the_rights_from_themselves(talk: &mut Talk) {
    let admin = talk.admin.clone();
    talk.call("set_user_admin")
        .at(&admin)
        .body(json!({"admin": false}))
        .await;
    let body = json!({"admin": false});
    let alice = talk.session("alice").await;
    talk.change(&alice, json!({"admin": true})).await;
    talk.call("create_or_modify_user")
        .at(&alice)
        .body(body.clone())
        .by(&alice)
        .await;
    talk.call("set_user_admin")
        .at(&alice)
        .body(body.clone())
        .by(&alice)
        .await;
    talk.call("set_user_admin")
        .at(&alice)
        .body(body)
        .step()
        .await;
}

async fn rights_of_unknown_accounts(talk: &mut Talk) {
    let nobody = talk.id("nobody");
    talk.call("get_user_admin").at(&nobody).await;
    talk.call("set_user_admin")
        .at(&nobody)
        .body(json!({"admin": true}))
        .await;
    talk.call("get_user_admin").at("nonsense").await;
    talk.call("get_user_admin")
        .at("@alice:elsewhere.example")
        .await;
    for text in ["{}", "[]", "", r#"{"admin": "yes"}"#, r#"{"admin": null}"#] {
        let alice = talk.id("alice");
        talk.call("set_user_admin").at(&alice).text(text).await;
    }
}
