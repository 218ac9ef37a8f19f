//! Verbs on rooms, each with its effect read back.

use std::{collections::BTreeSet, time::Duration};

use chatadm::synapse::{Direction, EventId, MxcUri, RoomId, RoomOrder};
use reqwest::Method;
use serde_json::json;

use crate::support::{RUN, Session, Site, answer, strings};

mod admission;
mod history;
mod jobs;

/// How long the server gets for jobs.
const LIMIT: Duration = Duration::from_secs(60);

fn nowhere() -> RoomId {
    "!unknown:example.test".parse().unwrap()
}

/// Members of a room, as text.
async fn members(site: &Site, room: &RoomId) -> BTreeSet<String> {
    strings(&site.client.room(room).members().await.unwrap())
}

/// A room that everybody may join, with one guest in it.
async fn room_with_guest(host: &Session, guest: &Session) -> RoomId {
    let room = host.public_room().await;
    guest.join(&room).await;
    room
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_stream_of_rooms_is_every_room_of_the_seed_once() {
    let site = Site::open();
    let rooms = site.client.rooms().list().page_size(10).stream();
    let rooms = rooms.try_collect::<Vec<_>>().await.unwrap();
    let ids: BTreeSet<_> = rooms.iter().map(|room| room.room_id.to_string()).collect();
    assert!(ids.is_superset(&site.manifest.set("/rooms/all")));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn pages_of_rooms_lead_forth_and_back_and_filters_hold() {
    let site = Site::open();
    let list = || site.client.rooms().list().page_size(5);
    let first = list().send().await.unwrap();
    assert_eq!((first.items.len(), &first.previous), (5, &None));
    let next = list().start_at(first.next.unwrap()).send().await.unwrap();
    assert_eq!(next.previous, Some("0".into()));
    assert!(next.total.unwrap() > 10);

    let sizes = list().order_by(RoomOrder::JoinedMembers).page_size(1000);
    let sizes = sizes.direction(Direction::B).send().await.unwrap().items;
    assert!(sizes.iter().map(|room| room.joined_members).is_sorted());

    let public = list().public_rooms(true).page_size(1000).send().await;
    let public = public.unwrap().items;
    assert!(!public.is_empty() && public.iter().all(|room| room.public));
    let occupied = list().empty_rooms(false).send().await.unwrap().items;
    assert!(occupied.iter().all(|room| room.joined_members > 0));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_room_is_found_by_name_and_then_described() {
    let site = Site::open();
    let host = site.account("facade-host").await;
    let name = format!("Façade {}", *RUN);
    let room = host
        .create_room(json!({"preset": "public_chat", "name": name, "topic": "Of stone"}))
        .await;
    let found = site.client.rooms().list().search_term(&*name);
    let found = found.send().await.unwrap();
    assert_eq!((found.total, &found.items[0].room_id), (Some(1), &room));
    let details = site.client.room(&room).get().await.unwrap();
    assert_eq!(details.topic.as_deref(), Some("Of stone"));
    assert_eq!(details.creator, Some(host.user_id));
    let none = site.client.room(nowhere()).get_opt().await.unwrap();
    assert_eq!(none, None);
    let error = site.client.room(nowhere()).get().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn state_of_one_type_is_that_part_of_all_state() {
    let site = Site::open();
    let host = site.account("facade-state").await;
    let room = host.public_room().await;
    let path = ["rooms", room.as_str(), "state", "test.facade/type", "a key"];
    host.call(Method::PUT, &path, &json!({"answer": 42})).await;
    let state = site.client.room(&room).state();
    let all = state.clone().send().await.unwrap();
    assert!(all.iter().any(|event| event.type_ == "m.room.create"));
    let ours = state.event_type("test.facade/type").send().await.unwrap();
    let [event] = &*ours else { panic!("{ours:?}") };
    assert_eq!(event.content["answer"], 42);
    assert_eq!(event.state_key.as_deref(), Some("a key"));
    assert!(all.iter().any(|other| other.event_id == event.event_id));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn forward_extremities_are_the_last_events_and_one_stays() {
    let site = Site::open();
    let host = site.account("facade-tips").await;
    let room = host.public_room().await;
    let last: EventId = host.say(&room, "the last word").await;
    let room = site.client.room(&room);
    let tips = room.forward_extremities().await.unwrap();
    assert_eq!((tips.len(), &tips[0].event_id), (1, &last));
    assert_eq!(room.delete_forward_extremities().await.unwrap(), 0);
    let tips = room.forward_extremities().await.unwrap();
    assert_eq!(tips[0].event_id, last);

    let unknown = site.client.room(nowhere());
    assert!(unknown.forward_extremities().await.unwrap().is_empty());
    let error = unknown.delete_forward_extremities().await.unwrap_err();
    assert!(error.is_server_error(), "{error}");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn media_of_a_room_go_into_quarantine_but_for_those_that_are_safe() {
    let site = Site::open();
    let host = site.account("facade-media").await;
    let room = host.public_room().await;
    let mut uris = Vec::new();
    for name in ["bad", "safe"] {
        let bytes = format!("{name} of {}", host.user_id).into_bytes();
        let id = host.upload(name, bytes).await;
        let uri = MxcUri::new(&site.server_name, &id).unwrap();
        let content = json!({"msgtype": "m.file", "body": name, "url": uri});
        host.send(&room, "m.room.message", &content).await;
        uris.push((uri, id));
    }
    let media = site.client.room(&room).media().await.unwrap();
    assert_eq!(
        strings(&media.local),
        uris.iter().map(|(uri, _)| uri.to_string()).collect()
    );
    assert!(media.remote.is_empty());

    answer(site.raw().protect_media().media_id(&*uris[1].1).send()).await;
    assert_eq!(site.client.room(&room).quarantine_media().await.unwrap(), 1);
    for ((_, id), is_quarantined) in uris.iter().zip([true, false]) {
        let file = site
            .raw()
            .get_media()
            .server_name(&site.server_name)
            .media_id(&**id);
        let info = answer(file.send()).await.media_info;
        assert_eq!(info.quarantined_by.is_some(), is_quarantined, "{id}");
    }
    let unknown = site.client.room(nowhere());
    assert_eq!(unknown.quarantine_media().await.unwrap(), 0);
}
