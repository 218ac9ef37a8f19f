//! Events in order, in context, by time; and the rooms below a space.

use std::collections::BTreeSet;

use chatadm::{
    Timestamp,
    synapse::{Direction, EventId, RoomId, types::ClientEvent},
};
use serde_json::json;

use super::nowhere;
use crate::support::{Site, from_now, now};

fn ids(events: &[ClientEvent]) -> Vec<&str> {
    events.iter().map(|event| event.event_id.as_str()).collect()
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn messages_are_streamed_in_both_directions() {
    let site = Site::open();
    let room = site.client.room(site.manifest.id::<RoomId>("/rooms/busy"));
    let expected = site.manifest.texts("/events/busy");
    let list = || {
        let filter = json!({"types": ["m.room.message"]});
        room.messages().filter(&filter).page_size(20)
    };
    let forwards = list().stream().try_collect::<Vec<_>>().await.unwrap();
    assert_eq!(ids(&forwards), expected);
    let backwards = list().direction(Direction::B).stream();
    let mut backwards = backwards.try_collect::<Vec<_>>().await.unwrap();
    backwards.reverse();
    assert_eq!(ids(&backwards), expected);

    let unknown = site.client.room(nowhere());
    let nothing = unknown.messages().send().await.unwrap();
    assert_eq!((nothing.items.len(), nothing.next), (0, None));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn where_a_page_starts_leads_back_and_a_list_stops_where_told() {
    let site = Site::open();
    let room = site.client.room(site.manifest.id::<RoomId>("/rooms/busy"));
    let busy = site.manifest.texts("/events/busy");
    let filter = json!({"types": ["m.room.message"]});
    let list = || room.messages().filter(&filter).page_size(10);

    let context = room.context(busy[30].parse::<EventId>().unwrap()).limit(4);
    let context = context.send().await.unwrap();
    assert_eq!(context.event.event_id.as_str(), busy[30]);
    assert_eq!(ids(&context.events_before), [busy[29], busy[28]]);
    assert_eq!(ids(&context.events_after), [busy[31], busy[32]]);

    let after = list().start_at(context.end.as_str().into());
    let after = after.send().await.unwrap();
    assert_eq!(ids(&after.items), busy[33..43]);
    let before = list().direction(Direction::B);
    let before = before.start_at(after.previous.unwrap()).send().await;
    let expected: Vec<&str> = busy[23..33].iter().rev().copied().collect();
    assert_eq!(ids(&before.unwrap().items), expected);

    let between = list().start_at(context.start.as_str().into());
    let between = between.to(context.end).stream().try_collect::<Vec<_>>();
    assert_eq!(ids(&between.await.unwrap()), busy[28..33]);

    let elsewhere = site.client.room(site.manifest.id::<RoomId>("/rooms/main"));
    let error = elsewhere.context(busy[30].parse::<EventId>().unwrap());
    assert!(error.send().await.unwrap_err().is_not_found());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_moment_leads_to_the_event_on_either_side() {
    let site = Site::open();
    let room = site.client.room(site.manifest.id::<RoomId>("/rooms/busy"));
    let last = room.timestamp_to_event(now(), Direction::B).await.unwrap();
    let newest = *site.manifest.texts("/events/busy").last().unwrap();
    assert_eq!(last.event_id.as_str(), newest);
    let start = Timestamp::from_millis(0);
    let first = room.timestamp_to_event(start, Direction::F).await.unwrap();
    let created = site.client.rooms().fetch_event(first.event_id).await;
    assert_eq!(created.unwrap().type_, "m.room.create");
    // To the millisecond, in both directions.
    let moment = last.origin_server_ts;
    let at = room.timestamp_to_event(moment, Direction::F).await.unwrap();
    assert_eq!(at.origin_server_ts, moment);

    let later = from_now(60_000);
    let none = room.timestamp_to_event_opt(later, Direction::F).await;
    assert_eq!(none.unwrap(), None);
    let error = room.timestamp_to_event(later, Direction::F).await;
    assert!(error.unwrap_err().is_not_found());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn an_event_is_fetched_by_an_odd_id() {
    let site = Site::open();
    for pointer in ["/events/version3_slash", "/events/version3_plus"] {
        let id: EventId = site.manifest.id(pointer);
        let event = site.client.rooms().fetch_event(&id).await.unwrap();
        assert_eq!(event.type_, "m.room.message");
        let room = site.client.room(event.room_id.unwrap());
        let context = room.context(&id).send().await.unwrap();
        assert_eq!(context.event.event_id, id);
    }
    let unknown = "$unknown".parse::<EventId>().unwrap();
    let none = site.client.rooms().fetch_event_opt(&unknown).await.unwrap();
    assert_eq!(none, None);
    let error = site.client.rooms().fetch_event(unknown).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_hierarchy_of_a_space_is_read_over_several_pages() {
    let site = Site::open();
    let space = site.client.room(site.manifest.id::<RoomId>("/rooms/space"));
    let mut pages = space.hierarchy().page_size(2).pages();
    let (mut rooms, mut count) = (Vec::new(), 0);
    while let Some(page) = pages.try_next().await.unwrap() {
        rooms.extend(page.items);
        count += 1;
    }
    assert!(count > 1, "{count}");
    assert_eq!(&rooms[0].room_id, space.id());
    let below: BTreeSet<_> = rooms[1..]
        .iter()
        .map(|room| room.room_id.to_string())
        .collect();
    assert_eq!(below.len(), rooms.len() - 1, "each comes once");
    assert_eq!(below, site.manifest.set("/rooms/space_children"));

    let itself = space.hierarchy().max_depth(0).send().await.unwrap();
    assert_eq!((itself.items.len(), itself.next), (1, None));
    let shallow = space.hierarchy().max_depth(1).page_size(1).stream();
    let shallow = shallow.try_collect::<Vec<_>>().await.unwrap();
    assert!((2..rooms.len()).contains(&shallow.len()));

    let error = site.client.room(nowhere()).hierarchy().send().await;
    assert!(error.unwrap_err().is_server_error());
}
