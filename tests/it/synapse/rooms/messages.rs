//! Events in order, in context, by time.

use chatadm::{
    Error, Timestamp,
    synapse::{Direction, types::ClientEvent},
};
use serde_json::json;
use wiremock::{Mock, ResponseTemplate, matchers::path};

use super::{EVENT, below_room, event, room};
use crate::support::api::Site;

#[tokio::test]
async fn messages_are_read_in_a_direction_up_to_a_place_through_a_filter() {
    let page = below_room("list_room_messages", "/messages")
        .query("from", "t1-2_3")
        .query("to", "t9-9_9")
        .query("limit", "5")
        .query("dir", "b")
        .query("filter", r#"{"types":["m.room.message"]}"#)
        .check(async |site| {
            let list = site.synapse.room(room()).messages();
            let list = list.direction(Direction::B).to("t9-9_9").page_size(5);
            let list = list.filter(&json!({"types": ["m.room.message"]}));
            list.start_at("t1-2_3".into()).send().await
        })
        .await;
    assert_eq!(page.items.len(), 1);
    assert!(page.next.is_some() && page.previous.is_some());
}

#[tokio::test]
async fn an_event_that_no_client_gets_is_a_decoding_failure() {
    let site = Site::start().await;
    let event = json!({
        "type": "m.room.message", "content": {}, "sender": "@a:h", "origin_server_ts": 1, "depth": 1,
        "auth_events": [], "prev_events": [], "hashes": {"sha256": "x"}, "signatures": {},
    });
    Mock::given(path("/prefix/_synapse/admin/v1/rooms/!r:h/messages"))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({"chunk": [event], "start": "t1"})),
        )
        .mount(&site.server)
        .await;
    let room = site
        .synapse
        .room("!r:h".parse::<chatadm::synapse::RoomId>().unwrap());
    let error = room.messages().send().await.unwrap_err();
    assert!(matches!(error, Error::Decode { .. }), "{error:?}");
    assert_eq!(error.operation(), Some("list_room_messages"));
}

#[tokio::test]
async fn the_context_is_as_wide_as_asked() {
    let context = below_room("get_event_context", &format!("/context/{EVENT}"))
        .query("limit", "4")
        .query("filter", r#"{"lazy_load_members":true}"#)
        .check(async |site| {
            let context = site.synapse.room(room()).context(event()).limit(4);
            let context = context.filter(&json!({"lazy_load_members": true}));
            context.send().await
        })
        .await;
    let around: [&[ClientEvent]; 2] = [&context.events_before, &context.events_after];
    assert_eq!(around.map(<[_]>::len), [1, 1]);
    below_room("get_event_context", &format!("/context/{EVENT}"))
        .check(async |site| site.synapse.room(room()).context(event()).send().await)
        .await;
}

#[tokio::test]
async fn a_moment_leads_to_an_event() {
    let verb = || {
        below_room("timestamp_to_event", "/timestamp_to_event")
            .query("ts", "1700000000123")
            .query("dir", "b")
            .answer(&json!({"event_id": "$1", "origin_server_ts": 1_700_000_000_000_i64}))
    };
    let moment = Timestamp::from_millis(1_700_000_000_123);
    let found = verb()
        .check(async |site| {
            let room = site.synapse.room(room());
            room.timestamp_to_event(moment, Direction::B).await
        })
        .await;
    assert_eq!(
        found.origin_server_ts,
        Timestamp::from_seconds(1_700_000_000)
    );
    let found = verb()
        .not_an_error(404)
        .check(async |site| {
            let room = site.synapse.room(room());
            room.timestamp_to_event_opt(moment, Direction::B).await
        })
        .await;
    assert_eq!(found.unwrap().event_id.as_str(), "$1");
}

#[tokio::test]
async fn the_hierarchy_is_as_deep_as_asked() {
    let page = below_room("get_room_hierarchy", "/hierarchy")
        .query("from", "page two")
        .query("limit", "20")
        .query("max_depth", "0")
        .check(async |site| {
            let list = site.synapse.room(room()).hierarchy().max_depth(0);
            list.page_size(20).start_at("page two".into()).send().await
        })
        .await;
    assert_eq!((page.items.len(), page.previous), (1, None));
}
