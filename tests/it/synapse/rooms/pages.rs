//! Lists that go on, and where they end.

use chatadm::synapse::{Direction, RoomId};
use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{path, query_param, query_param_is_missing},
};

use crate::support::api::Site;

fn room() -> RoomId {
    "!r:h".parse().unwrap()
}

/// Serves each of these pages once: where it starts, and what it holds.
async fn serve(site: &Site, list: &str, pages: &[(Option<&str>, Value)]) {
    for (from, body) in pages {
        let mock = Mock::given(path(format!("/prefix/_synapse/admin/v1/rooms{list}")));
        let mock = match from {
            Some(from) => mock.and(query_param("from", *from)),
            None => mock.and(query_param_is_missing("from")),
        };
        mock.respond_with(ResponseTemplate::new(200).set_body_json(body))
            .expect(1)
            .mount(&site.server)
            .await;
    }
}

fn listed(id: &str) -> Value {
    json!({
        "room_id": id, "name": null, "canonical_alias": null, "joined_members": 0,
        "joined_local_members": 0, "version": "11", "creator": "@a:h", "encryption": null,
        "federatable": true, "public": false, "join_rules": null, "guest_access": null,
        "history_visibility": null, "state_events": 0, "room_type": null,
    })
}

#[tokio::test]
async fn rooms_are_read_by_offset_until_there_is_no_next_batch() {
    let site = Site::start().await;
    let first = json!({
        "rooms": [listed("!a:h"), listed("!b:h")], "offset": 0, "total_rooms": 3, "next_batch": 2,
    });
    let second = json!({"rooms": [listed("!c:h")], "offset": 2, "total_rooms": 3, "prev_batch": 0});
    serve(&site, "", &[(None, first), (Some("2"), second)]).await;
    let mut pages = site.synapse.rooms().list().page_size(2).pages();
    let first = pages.try_next().await.unwrap().unwrap();
    assert_eq!((first.previous, first.total), (None, Some(3)));
    let second = pages.try_next().await.unwrap().unwrap();
    assert_eq!(second.items[0].room_id.as_str(), "!c:h");
    assert_eq!(second.previous, Some("0".into()));
    assert_eq!(pages.try_next().await.unwrap(), None);
}

fn said(id: &str) -> Value {
    json!({
        "type": "m.room.message", "content": {}, "event_id": id, "room_id": "!r:h", "sender": "@a:h",
        "user_id": "@a:h", "origin_server_ts": 1000,
    })
}

#[tokio::test]
async fn an_empty_page_of_messages_is_not_the_end() {
    let site = Site::start().await;
    let pages = [
        (
            None,
            json!({"chunk": [said("$1")], "start": "s1", "end": "s2"}),
        ),
        (Some("s2"), json!({"chunk": [], "start": "s2", "end": "s3"})),
        (Some("s3"), json!({"chunk": [said("$2")], "start": "s3"})),
    ];
    serve(&site, "/!r:h/messages", &pages).await;
    let list = site.synapse.room(room()).messages().stream();
    let events = list.try_collect::<Vec<_>>().await.unwrap();
    let ids: Vec<&str> = events.iter().map(|event| event.event_id.as_str()).collect();
    assert_eq!(ids, ["$1", "$2"]);
}

#[tokio::test]
async fn where_a_page_of_messages_starts_leads_back() {
    let site = Site::start().await;
    serve(
        &site,
        "/!r:h/messages",
        &[
            (
                Some("s2"),
                json!({"chunk": [said("$2")], "start": "s2", "end": "s3"}),
            ),
            (
                Some("earlier"),
                json!({"chunk": [said("$1")], "start": "earlier"}),
            ),
        ],
    )
    .await;
    let room = site.synapse.room(room());
    let page = room.messages().start_at("s2".into()).send().await.unwrap();
    assert_eq!(page.previous, Some("s2".into()));
    let back = room.messages().direction(Direction::B);
    let page = back.start_at("earlier".into()).send().await.unwrap();
    assert_eq!((page.items.len(), page.next), (1, None));
}

#[tokio::test]
async fn a_hierarchy_keeps_its_depth_on_every_page() {
    let site = Site::start().await;
    let below = |id: &str| {
        json!({
            "room_id": id, "num_joined_members": 1, "world_readable": false, "guest_can_join": false,
            "children_state": [],
        })
    };
    let pages = [
        (None, json!({"rooms": [below("!r:h")], "next_batch": "n1"})),
        (Some("n1"), json!({"rooms": [below("!s:h")]})),
    ];
    serve(&site, "/!r:h/hierarchy", &pages).await;
    let list = site.synapse.room(room()).hierarchy().max_depth(2);
    assert_eq!(
        list.stream().try_collect::<Vec<_>>().await.unwrap().len(),
        2
    );
    for request in site.server.received_requests().await.unwrap() {
        assert!(request.url.query().unwrap().contains("max_depth=2"));
    }
}
