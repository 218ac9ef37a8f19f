//! Everything that somebody said, redacted by a job.

use serde_json::{Value, json};

use crate::{people::text, talk::Talk};

scenarios!(
    all_that_somebody_said_is_redacted,
    a_redaction_has_a_limit,
    a_redaction_by_the_administrator_has_another_sender,
    a_redaction_of_one_room_leaves_the_others,
    a_redaction_that_makes_no_sense_is_refused,
    a_redaction_that_nobody_began_is_not_found,
);

/// Two rooms in which bob said something.
async fn rooms(talk: &mut Talk) -> (String, [String; 2]) {
    let (alice, bob) = (talk.session("alice").await, talk.session("bob").await);
    let rooms = [
        talk.public_room(&alice).await,
        talk.public_room(&alice).await,
    ];
    for room in &rooms {
        talk.join(&bob, room).await;
        for words in ["One", "Two"] {
            talk.say(&bob, room, words).await;
        }
        talk.say(&alice, room, "Well said").await;
    }
    (bob, rooms)
}

/// Redacts, waits until it is done, and looks at what is left.
async fn redact(talk: &mut Talk, user: &str, body: Value, rooms: &[String]) {
    let begun = talk.call("redact_user_events").at(user).body(body).await;
    let id = text(&begun, "redact_id");
    let over = |job: &Value| matches!(job["status"].as_str(), Some("complete" | "failed"));
    talk.wait(|talk| talk.call("get_redact_status").at(&id), over)
        .await;
    for room in rooms {
        let call = talk
            .call("list_room_messages")
            .at(room)
            .query("dir", "b")
            .query("limit", 20);
        let call = call.query("filter", r#"{"types": ["m.room.message"]}"#);
        call.only("/chunk", &["content", "sender"]).await;
    }
}

async fn all_that_somebody_said_is_redacted(talk: &mut Talk) {
    let (bob, rooms) = rooms(talk).await;
    redact(talk, &bob, json!({"rooms": []}), &rooms).await;
}

async fn a_redaction_has_a_limit(talk: &mut Talk) {
    let (bob, rooms) = rooms(talk).await;
    redact(
        talk,
        &bob,
        json!({"rooms": [], "limit": 1, "reason": "Enough"}),
        &rooms,
    )
    .await;
}

async fn a_redaction_by_the_administrator_has_another_sender(talk: &mut Talk) {
    let (bob, rooms) = rooms(talk).await;
    let body = json!({"rooms": [rooms[0]], "use_admin": true});
    redact(talk, &bob, body, &rooms[..1]).await;
}

async fn a_redaction_of_one_room_leaves_the_others(talk: &mut Talk) {
    let (bob, rooms) = rooms(talk).await;
    redact(talk, &bob, json!({"rooms": [rooms[1]]}), &rooms).await;
}

async fn a_redaction_that_makes_no_sense_is_refused(talk: &mut Talk) {
    let bob = talk.session("bob").await;
    for text in [
        "",
        "[]",
        "{}",
        r#"{"rooms": null}"#,
        r#"{"rooms": [], "limit": 0}"#,
        r#"{"rooms": [], "limit": -1}"#,
        r#"{"rooms": [], "limit": "many"}"#,
    ] {
        talk.call("redact_user_events").at(&bob).text(text).await;
    }
    talk.call("redact_user_events")
        .at("nonsense")
        .body(json!({"rooms": []}))
        .await;
}

async fn a_redaction_that_nobody_began_is_not_found(talk: &mut Talk) {
    talk.call("get_redact_status").at("unknown").await;
}
