//! Statistics of media and rooms.

use serde_json::json;

use crate::talk::Talk;

scenarios!(
    uploads_are_counted_for_each_account,
    statistics_are_in_the_order_that_was_asked_for,
    statistics_of_a_span_of_time,
    statistics_page_by_page,
    statistics_that_make_no_sense_are_refused,
    the_largest_rooms_are_known_to_one_database_only,
);

async fn three(talk: &mut Talk) -> String {
    for (name, files, size) in [("alice", 1, 500), ("bob", 3, 100), ("carol", 2, 100)] {
        let user = talk.session(name).await;
        let named = ["Zoe", "Anna", "Mia"][files - 1];
        talk.change(&user, json!({"displayname": named})).await;
        for _ in 0..files {
            talk.upload(&user, "notes.txt", size).await;
        }
    }
    talk.suffix.clone()
}

async fn uploads_are_counted_for_each_account(talk: &mut Talk) {
    let run = three(talk).await;
    talk.call("get_user_media_statistics")
        .query("search_term", &run)
        .await;
    for term in [
        format!("bob-{run}"),
        format!("BOB-{run}"),
        format!("nobody-{run}"),
        String::new(),
    ] {
        talk.call("get_user_media_statistics")
            .query("search_term", term)
            .await;
    }
}

async fn statistics_are_in_the_order_that_was_asked_for(talk: &mut Talk) {
    let run = three(talk).await;
    for order in ["user_id", "displayname", "media_length", "media_count"] {
        for dir in ["f", "b"] {
            let call = talk
                .call("get_user_media_statistics")
                .query("search_term", &run);
            let call = call.query("order_by", order).query("dir", dir);
            call.only("/users", &["user_id"]).await;
        }
    }
}

async fn statistics_of_a_span_of_time(talk: &mut Talk) {
    let run = three(talk).await;
    for (name, value) in [
        ("from_ts", 0),
        ("from_ts", 4_102_444_800_000_i64),
        ("until_ts", 4_102_444_800_000),
        ("until_ts", 1),
    ] {
        let call = talk
            .call("get_user_media_statistics")
            .query("search_term", &run);
        call.query(name, value)
            .only("/users", &["user_id", "media_count"])
            .await;
    }
    let call = talk
        .call("get_user_media_statistics")
        .query("search_term", &run);
    call.query("from_ts", 5).query("until_ts", 4).await;
}

async fn statistics_page_by_page(talk: &mut Talk) {
    let run = three(talk).await;
    for (from, limit) in [(0, 2), (2, 2), (3, 2), (0, 3), (0, 0)] {
        let call = talk
            .call("get_user_media_statistics")
            .query("search_term", &run);
        let call = call.query("from", from).query("limit", limit);
        call.only("/users", &["user_id"]).await;
    }
}

async fn statistics_that_make_no_sense_are_refused(talk: &mut Talk) {
    for (name, value) in [
        ("limit", "-1"),
        ("limit", "many"),
        ("from", "-1"),
        ("from", "start"),
        ("order_by", "colour"),
        ("dir", "up"),
        ("from_ts", "-1"),
        ("from_ts", "today"),
        ("until_ts", "-1"),
        ("until_ts", "today"),
    ] {
        talk.call("get_user_media_statistics")
            .query(name, value)
            .await;
    }
}

async fn the_largest_rooms_are_known_to_one_database_only(talk: &mut Talk) {
    talk.call("get_largest_rooms_statistics").await;
}
