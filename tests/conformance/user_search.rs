//! Accounts found by something else than a list: a text, an address, an id elsewhere, a free name.

use serde_json::json;

use crate::talk::Talk;

scenarios!(
    a_text_finds_accounts_by_their_ids,
    a_search_without_a_text_is_refused,
    an_address_belongs_to_an_account,
    an_id_elsewhere_belongs_to_an_account,
    a_name_is_free_or_taken,
    a_name_that_none_may_have_is_refused,
);

async fn a_text_finds_accounts_by_their_ids(talk: &mut Talk) {
    for name in ["alice", "bob"] {
        talk.user(name).await;
    }
    let carol = talk.id("carol");
    talk.change(&carol, json!({"displayname": "Carol"})).await;
    let admin = talk.admin.clone();
    let run = talk.suffix.clone();
    let call = talk.call("search_users").at(&admin).query("term", &run);
    call.unordered("").await;
    talk.call("search_users")
        .at(&admin)
        .query("term", format!("alice-{run}"))
        .await;
    talk.call("search_users")
        .at(&admin)
        .query("term", format!("nobody-{run}"))
        .await;
}

async fn a_search_without_a_text_is_refused(talk: &mut Talk) {
    let admin = talk.admin.clone();
    talk.call("search_users").at(&admin).await;
    talk.call("search_users")
        .at("nonsense")
        .query("term", "a")
        .await;
    talk.call("search_users")
        .at("@alice:elsewhere.example")
        .query("term", "a")
        .await;
    let alice = talk.session("alice").await;
    talk.call("search_users")
        .at(&alice)
        .query("term", "a")
        .by(&alice)
        .await;
}

async fn an_address_belongs_to_an_account(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    let address = format!("Alice@{}.example.org", talk.suffix);
    let list = json!([
        {"medium": "email", "address": address},
        {"medium": "msisdn", "address": format!("447700900000-{}", talk.suffix)},
    ]);
    talk.change(&alice, json!({"threepids": list})).await;
    talk.call("get_user")
        .at(&alice)
        .unordered("/threepids")
        .await;
    let lower = address.to_lowercase();
    let phone = format!("447700900000-{}", talk.suffix);
    for (medium, address) in [
        ("email", &lower),
        ("email", &address),
        ("msisdn", &phone),
        ("msisdn", &lower),
        ("pigeon", &lower),
    ] {
        talk.call("find_user_by_threepid")
            .at(medium)
            .at(address)
            .await;
    }
}

async fn an_id_elsewhere_belongs_to_an_account(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    let id = talk.localpart("a/b c");
    let list = json!([{"auth_provider": "oidc", "external_id": id}]);
    talk.change(&alice, json!({"external_ids": list})).await;
    talk.call("find_user_by_external_id")
        .at("oidc")
        .at(&id)
        .await;
    talk.call("find_user_by_external_id")
        .at("saml")
        .at(&id)
        .await;
    let unknown = talk.localpart("unknown");
    talk.call("find_user_by_external_id")
        .at("oidc")
        .at(unknown)
        .await;
}

async fn a_name_is_free_or_taken(talk: &mut Talk) {
    talk.user("alice").await;
    for name in ["bob", "alice"] {
        let name = talk.localpart(name);
        talk.call("check_username_available")
            .query("username", name)
            .await;
    }
    let gone = talk.user("gone").await;
    talk.call("deactivate_user")
        .at(&gone)
        .body(json!({}))
        .step()
        .await;
    let gone = talk.localpart("gone");
    talk.call("check_username_available")
        .query("username", gone)
        .await;
}

async fn a_name_that_none_may_have_is_refused(talk: &mut Talk) {
    talk.call("check_username_available").await;
    for name in ["Upper", "spa ce", "ærø", "1234567890", "", "a:b", "_under"] {
        talk.call("check_username_available")
            .query("username", name)
            .await;
    }
    let long = "l".repeat(255);
    talk.call("check_username_available")
        .query("username", long)
        .await;
}
