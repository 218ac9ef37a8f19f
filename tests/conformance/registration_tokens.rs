//! Tokens that new accounts are made with.

use serde_json::{Value, json};

use crate::talk::Talk;

scenarios!(
    a_token_is_made_read_changed_and_deleted,
    a_token_is_made_by_chance,
    a_token_is_as_long_as_it_was_told_to_be,
    a_token_that_exists_is_refused,
    a_token_that_nobody_knows,
    characters_that_a_token_cannot_have_are_refused,
    bounds_that_make_no_sense_are_refused,
    bodies_that_make_no_sense_are_refused,
    a_bound_is_lifted_by_null,
    a_token_without_uses_is_not_valid,
    the_list_tells_valid_tokens_from_others,
    a_list_of_neither_is_refused,
    a_token_named_new_is_out_of_reach,
);

/// Far away, and beyond what the placeholders take for a time.
const LATE: i64 = 4_102_444_800_000;

async fn create(talk: &mut Talk, body: Value) -> Value {
    talk.call("create_registration_token").body(body).await
}

async fn a_token_is_made_read_changed_and_deleted(talk: &mut Talk) {
    // Every character that is legal where it can hurt.
    let token = format!("~{}.-_~", talk.suffix);
    let body = json!({"token": token, "uses_allowed": 3, "expiry_time": LATE});
    create(talk, body).await;
    talk.call("get_registration_token").at(&token).await;
    for body in [
        json!({"uses_allowed": 5}),
        json!({"expiry_time": LATE + 1}),
        json!({"uses_allowed": 1, "expiry_time": LATE + 2}),
        json!({}),
    ] {
        talk.call("update_registration_token")
            .at(&token)
            .body(body)
            .await;
    }
    talk.call("get_registration_token").at(&token).await;
    talk.call("delete_registration_token").at(&token).await;
    talk.call("get_registration_token").at(&token).await;
    talk.call("delete_registration_token").at(&token).await;
}

async fn a_token_is_made_by_chance(talk: &mut Talk) {
    let answer = create(talk, json!({})).await;
    let token = answer["token"].as_str().unwrap().to_owned();
    assert_eq!(token.len(), 16, "{token}");
    talk.call("get_registration_token").at(&token).await;
    talk.call("delete_registration_token").at(&token).await;
}

async fn a_token_is_as_long_as_it_was_told_to_be(talk: &mut Talk) {
    for length in [1, 24, 64] {
        let call = talk
            .call("create_registration_token")
            .body(json!({"length": length}));
        let answer = call.step().await;
        let token = answer["token"].as_str().unwrap().to_owned();
        assert_eq!(token.len(), length, "{token}");
        let call = talk.call("delete_registration_token");
        // What was drawn by chance may be part of anything, so only the step is written down.
        call.at(&token).step().await;
    }
    for length in [
        json!(0),
        json!(65),
        json!(-1),
        json!("16"),
        json!(1.5),
        json!(null),
        json!(true),
    ] {
        create(talk, json!({"length": length})).await;
    }
}

async fn a_token_that_exists_is_refused(talk: &mut Talk) {
    let token = talk.localpart("token");
    create(talk, json!({"token": token})).await;
    create(talk, json!({"token": token, "uses_allowed": 1})).await;
    talk.call("delete_registration_token")
        .at(&token)
        .step()
        .await;
}

async fn a_token_that_nobody_knows(talk: &mut Talk) {
    let token = talk.localpart("unknown");
    talk.call("get_registration_token").at(&token).await;
    talk.call("update_registration_token")
        .at(&token)
        .body(json!({}))
        .await;
    talk.call("update_registration_token")
        .at(&token)
        .body(json!({"uses_allowed": 1}))
        .await;
    talk.call("delete_registration_token").at(&token).await;
}

async fn characters_that_a_token_cannot_have_are_refused(talk: &mut Talk) {
    for token in ["", "with space", "a/b", "a+b", "ærø", &"t".repeat(65)] {
        create(talk, json!({"token": token})).await;
    }
    for token in [json!(5), json!(null), json!(["a"])] {
        create(talk, json!({"token": token})).await;
    }
}

async fn bounds_that_make_no_sense_are_refused(talk: &mut Talk) {
    let token = talk.localpart("token");
    talk.call("create_registration_token")
        .body(json!({"token": token}))
        .step()
        .await;
    for body in [
        json!({"uses_allowed": -1}),
        json!({"uses_allowed": "3"}),
        json!({"uses_allowed": 1.5}),
        json!({"uses_allowed": true}),
        json!({"expiry_time": 1}),
        json!({"expiry_time": -1}),
        json!({"expiry_time": "late"}),
        json!({"expiry_time": 1.5}),
    ] {
        create(talk, body.clone()).await;
        talk.call("update_registration_token")
            .at(&token)
            .body(body)
            .await;
    }
    talk.call("delete_registration_token").at(&token).await;
}

async fn bodies_that_make_no_sense_are_refused(talk: &mut Talk) {
    let token = talk.localpart("token");
    talk.call("create_registration_token")
        .body(json!({"token": token}))
        .step()
        .await;
    for text in ["", "[]", "{", "null"] {
        talk.call("create_registration_token").text(text).await;
        talk.call("update_registration_token")
            .at(&token)
            .text(text)
            .await;
    }
    talk.call("delete_registration_token")
        .at(&token)
        .step()
        .await;
}

async fn a_bound_is_lifted_by_null(talk: &mut Talk) {
    let token = talk.localpart("token");
    let body = json!({"token": token, "uses_allowed": 3, "expiry_time": LATE});
    create(talk, body).await;
    for key in ["uses_allowed", "expiry_time"] {
        let body = json!({key: null});
        talk.call("update_registration_token")
            .at(&token)
            .body(body)
            .await;
    }
    talk.call("delete_registration_token")
        .at(&token)
        .step()
        .await;
    create(
        talk,
        json!({"token": token, "uses_allowed": null, "expiry_time": null}),
    )
    .await;
    talk.call("delete_registration_token")
        .at(&token)
        .step()
        .await;
}

async fn a_token_without_uses_is_not_valid(talk: &mut Talk) {
    let token = talk.localpart("token");
    create(talk, json!({"token": token, "uses_allowed": 0})).await;
    talk.call("get_registration_token").at(&token).await;
    talk.call("delete_registration_token")
        .at(&token)
        .step()
        .await;
}

/// The list has no filter but this one, so only its shape can be compared.
async fn the_list_tells_valid_tokens_from_others(talk: &mut Talk) {
    let (valid, spent) = (talk.localpart("valid"), talk.localpart("spent"));
    for (token, uses) in [(&valid, json!(null)), (&spent, json!(0))] {
        let body = json!({"token": token, "uses_allowed": uses});
        talk.call("create_registration_token")
            .body(body)
            .step()
            .await;
    }
    for (query, expected) in [
        (None, [true, true]),
        (Some("true"), [true, false]),
        (Some("false"), [false, true]),
    ] {
        let mut call = talk.call("list_registration_tokens");
        if let Some(query) = query {
            call = call.query("valid", query);
        }
        let listed = call
            .with("/registration_tokens", "token", &[&valid, &spent])
            .await;
        let listed = listed["registration_tokens"].as_array().unwrap();
        let found =
            [&valid, &spent].map(|name| listed.iter().any(|token| token["token"] == **name));
        assert_eq!(found, expected, "{query:?}");
    }
    for token in [valid, spent] {
        talk.call("delete_registration_token")
            .at(token)
            .step()
            .await;
    }
}

async fn a_list_of_neither_is_refused(talk: &mut Talk) {
    for valid in ["1", "yes", "", "True"] {
        talk.call("list_registration_tokens")
            .query("valid", valid)
            .await;
    }
}

async fn a_token_named_new_is_out_of_reach(talk: &mut Talk) {
    talk.call("get_registration_token").at("new").await;
    talk.call("update_registration_token")
        .at("new")
        .body(json!({}))
        .await;
    talk.call("delete_registration_token").at("new").await;
}
