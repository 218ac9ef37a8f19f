//! Reports of events and of users.

use serde_json::Value;

use crate::talk::Talk;

scenarios!(
    a_report_of_an_event_is_read_and_deleted,
    reports_of_events_are_listed_page_by_page,
    reports_of_events_are_filtered,
    reports_of_events_that_are_not_there,
    paging_of_reports_that_makes_no_sense_is_refused,
    a_report_of_a_user_is_read_and_deleted,
    reports_of_users_are_listed_page_by_page,
    reports_of_users_that_are_not_there,
);

const FIELDS: &[&str] = &["reason", "user_id", "target_user_id"];

/// The first of the reports in a list.
fn first(list: &Value, key: &str) -> i64 {
    list[key][0]["id"]
        .as_i64()
        .unwrap_or_else(|| panic!("no report in {list}"))
}

async fn a_report_of_an_event_is_read_and_deleted(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.session("bob").await);
    let room = talk.public_room(&alice).await;
    talk.join(&bob, &room).await;
    let event = talk.say(&alice, &room, "Something rude").await;
    talk.settle(&room).await;
    talk.report_event(&bob, &room, &event, "It is rude").await;
    let list = talk
        .call("list_event_reports")
        .query("room_id", &room)
        .await;
    let id = first(&list, "event_reports");
    talk.call("get_event_report").at(id).await;
    talk.call("delete_event_report").at(id).await;
    talk.call("get_event_report").at(id).await;
    talk.call("delete_event_report").at(id).await;
    talk.call("list_event_reports")
        .query("room_id", &room)
        .await;
}

/// Three reports, of which bob wrote the first and carol the others.
async fn three(talk: &mut Talk) -> (String, [String; 3]) {
    let (alice, bob) = (talk.session("alice").await, talk.session("bob").await);
    let carol = talk.session("carol").await;
    let room = talk.public_room(&alice).await;
    talk.join(&bob, &room).await;
    talk.join(&carol, &room).await;
    let by_alice = talk.say(&alice, &room, "Something rude").await;
    let by_bob = talk.say(&bob, &room, "Something ruder").await;
    talk.report_event(&bob, &room, &by_alice, "First").await;
    talk.report_event(&carol, &room, &by_alice, "Second").await;
    talk.report_event(&carol, &room, &by_bob, "Third").await;
    (room, [alice, bob, carol])
}

const REASONS: &[&str] = &["reason", "sender", "user_id", "score"];

async fn reports_of_events_are_listed_page_by_page(talk: &mut Talk) {
    let (room, _) = three(talk).await;
    for (from, limit) in [(0, 2), (2, 2), (0, 3), (3, 2), (0, 0)] {
        let call = talk.call("list_event_reports").query("room_id", &room);
        let call = call.query("from", from).query("limit", limit);
        call.only("/event_reports", REASONS).await;
    }
    for dir in ["f", "b"] {
        let call = talk.call("list_event_reports").query("room_id", &room);
        call.query("dir", dir).only("/event_reports", REASONS).await;
    }
}

async fn reports_of_events_are_filtered(talk: &mut Talk) {
    let (room, [alice, bob, carol]) = three(talk).await;
    for user in [&alice, &bob, &carol] {
        let call = talk.call("list_event_reports").query("user_id", user);
        call.only("/event_reports", REASONS).await;
        let call = talk
            .call("list_event_reports")
            .query("event_sender_user_id", user);
        call.only("/event_reports", REASONS).await;
    }
    let call = talk.call("list_event_reports").query("room_id", &room);
    let call = call
        .query("user_id", &carol)
        .query("event_sender_user_id", &bob);
    call.only("/event_reports", REASONS).await;
    let run = talk.suffix.clone();
    talk.call("list_event_reports")
        .query("room_id", format!("!nowhere-{run}"))
        .await;
}

async fn reports_of_events_that_are_not_there(talk: &mut Talk) {
    for id in ["999999999", "-1", "first", "1.5"] {
        talk.call("get_event_report").at(id).await;
        talk.call("delete_event_report").at(id).await;
    }
}

async fn paging_of_reports_that_makes_no_sense_is_refused(talk: &mut Talk) {
    for operation in ["list_event_reports", "list_user_reports"] {
        for (name, value) in [
            ("limit", "-1"),
            ("limit", "many"),
            ("from", "-1"),
            ("from", "start"),
            ("dir", "up"),
        ] {
            talk.call(operation).query(name, value).await;
        }
    }
}

async fn a_report_of_a_user_is_read_and_deleted(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.session("bob").await);
    talk.report_user(&alice, &bob, "Is rude").await;
    let list = talk
        .call("list_user_reports")
        .query("target_user_id", &bob)
        .await;
    let id = first(&list, "user_reports");
    talk.call("get_user_report").at(id).await;
    talk.call("delete_user_report").at(id).await;
    talk.call("get_user_report").at(id).await;
    talk.call("delete_user_report").at(id).await;
    talk.call("list_user_reports")
        .query("user_id", &alice)
        .await;
}

async fn reports_of_users_are_listed_page_by_page(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.session("bob").await);
    let carol = talk.session("carol").await;
    talk.report_user(&alice, &bob, "First").await;
    talk.report_user(&alice, &carol, "Second").await;
    talk.report_user(&carol, &bob, "Third").await;
    for (from, limit) in [(0, 1), (1, 1), (2, 1), (0, 2)] {
        let call = talk.call("list_user_reports").query("user_id", &alice);
        let call = call.query("from", from).query("limit", limit);
        call.only("/user_reports", FIELDS).await;
    }
    for dir in ["f", "b"] {
        let call = talk.call("list_user_reports").query("target_user_id", &bob);
        call.query("dir", dir).only("/user_reports", FIELDS).await;
    }
    let call = talk.call("list_user_reports").query("target_user_id", &bob);
    call.query("user_id", &carol)
        .only("/user_reports", FIELDS)
        .await;
}

async fn reports_of_users_that_are_not_there(talk: &mut Talk) {
    for id in ["999999999", "-1", "first", "1.5"] {
        talk.call("get_user_report").at(id).await;
        talk.call("delete_user_report").at(id).await;
    }
}
