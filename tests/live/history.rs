//! Events: read one by one, in order, in context, and purged.

use std::collections::BTreeSet;

use chatadm::{
    Timestamp,
    synapse::{Direction, EventId, HistoryPurgeStatus, RoomId, raw::builder, types},
};
use reqwest::Method;
use serde_json::json;

use crate::support::{Site, answer, eventually, from_now, now, refusal};

fn event_id(message: &types::RoomMessage) -> &EventId {
    match message {
        types::RoomMessage::ClientEvent(event) => &event.event_id,
        types::RoomMessage::FederationEvent(event) => event.event_id.as_ref().expect("an event id"),
    }
}

/// The ids of all events of a room that the call lists, page by page.
async fn read<'a>(call: impl Fn() -> builder::ListRoomMessages<'a>) -> (Vec<EventId>, usize) {
    let mut ids = Vec::new();
    let mut pages = 0;
    let mut from = None;
    loop {
        let request = match &from {
            None => call(),
            Some(from) => call().from(String::clone(from)),
        };
        let page = answer(request.send()).await;
        pages += 1;
        ids.extend(page.chunk.iter().map(|message| event_id(message).clone()));
        let Some(end) = page.end else {
            break (ids, pages);
        };
        assert_ne!(from.as_ref(), Some(&end));
        from = Some(end);
    }
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn all_messages_of_a_room_are_read_in_both_directions() {
    let site = Site::open();
    let room: RoomId = site.manifest.id("/rooms/busy");
    let expected: Vec<EventId> = site
        .manifest
        .texts("/events/busy")
        .into_iter()
        .map(|id| id.parse().unwrap())
        .collect();
    let filter = r#"{"types": ["m.room.message"]}"#;
    let list = || {
        site.raw()
            .list_room_messages()
            .room_id(&room)
            .limit(20)
            .filter(filter)
    };
    let (forwards, pages) = read(|| list().dir(Direction::F)).await;
    assert_eq!(forwards, expected);
    assert!(pages > 3, "{pages}");
    let (mut backwards, _) = read(|| list().dir(Direction::B)).await;
    backwards.reverse();
    assert_eq!(backwards, expected);

    let raw = site
        .raw()
        .list_room_messages()
        .room_id(&room)
        .dir(Direction::B)
        .limit(3)
        .raw("true");
    let page = answer(raw.send()).await;
    assert!(
        page.chunk
            .iter()
            .all(|message| matches!(message, types::RoomMessage::FederationEvent(_)))
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn an_event_is_fetched_by_ids_with_slashes_and_pluses() {
    let site = Site::open();
    for (pointer, mark) in [
        ("/events/version3", ""),
        ("/events/version3_slash", "/"),
        ("/events/version3_plus", "+"),
    ] {
        let id: EventId = site.manifest.id(pointer);
        assert!(id.as_str().contains(mark), "{id}");
        let event = answer(site.raw().fetch_event().event_id(&id).send())
            .await
            .event;
        assert_eq!(event.type_, "m.room.message");
        let room = site.manifest.id::<RoomId>("/rooms/version3");
        assert_eq!(event.room_id.as_ref(), Some(&room));
        let context = site.raw().get_event_context().room_id(&room).event_id(&id);
        assert_eq!(answer(context.send()).await.event.event_id, id);
    }
    let unknown = site.raw().fetch_event().event_id("$unknown");
    assert_eq!(refusal(unknown.send()).await, "404 M_NOT_FOUND");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_context_of_an_event_is_what_was_said_around_it() {
    let site = Site::open();
    let room: RoomId = site.manifest.id("/rooms/busy");
    let busy = site.manifest.texts("/events/busy");
    let call = site
        .raw()
        .get_event_context()
        .room_id(&room)
        .event_id(busy[30])
        .limit(4);
    let context = answer(call.send()).await;
    let ids = |events: &[types::ClientEvent]| -> Vec<String> {
        events
            .iter()
            .map(|event| event.event_id.to_string())
            .collect()
    };
    assert_eq!(context.event.event_id.as_str(), busy[30]);
    assert_eq!(ids(&context.events_before), [busy[29], busy[28]]);
    assert_eq!(ids(&context.events_after), [busy[31], busy[32]]);
    assert!(
        context
            .state
            .iter()
            .any(|event| event.type_ == "m.room.create")
    );

    let elsewhere: RoomId = site.manifest.id("/rooms/main");
    let call = site
        .raw()
        .get_event_context()
        .room_id(&elsewhere)
        .event_id(busy[30]);
    assert_eq!(refusal(call.send()).await, "404 M_UNKNOWN");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_time_leads_to_the_nearest_event() {
    let site = Site::open();
    let room: RoomId = site.manifest.id("/rooms/busy");
    let find = |ts: Timestamp, dir| {
        site.raw()
            .timestamp_to_event()
            .room_id(&room)
            .ts(ts)
            .dir(dir)
            .send()
    };
    let last = answer(find(now(), Direction::B)).await;
    let newest = site.manifest.texts("/events/busy");
    assert_eq!(&last.event_id.as_str(), newest.last().unwrap());
    let first = answer(find(Timestamp::from_millis(0), Direction::F)).await;
    assert!(first.origin_server_ts <= last.origin_server_ts);
    let event = answer(site.raw().fetch_event().event_id(&first.event_id).send())
        .await
        .event;
    assert_eq!(event.type_, "m.room.create");
    assert_eq!(
        refusal(find(from_now(60_000), Direction::F)).await,
        "404 M_NOT_FOUND"
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_hierarchy_of_a_space_goes_as_deep_as_asked() {
    let site = Site::open();
    let space = site.manifest.text("/rooms/space");
    let call = || site.raw().get_room_hierarchy().room_id(space).limit(2);
    let mut rooms = Vec::new();
    let mut page = answer(call().send()).await;
    while let Some(next) = page.next_batch {
        rooms.extend(page.rooms);
        page = answer(call().from(next).send()).await;
    }
    rooms.extend(page.rooms);
    let (first, rest) = rooms.split_first().unwrap();
    assert_eq!(
        (first.room_id.as_str(), first.room_type.as_deref()),
        (space, Some("m.space"))
    );
    assert!(
        first
            .children_state
            .iter()
            .all(|child| child.type_ == "m.space.child")
    );
    let found: BTreeSet<_> = rest.iter().map(|room| room.room_id.to_string()).collect();
    assert_eq!(found, site.manifest.set("/rooms/space_children"));

    let children: BTreeSet<_> = first
        .children_state
        .iter()
        .map(|child| child.state_key.clone())
        .collect();
    let shallow = answer(call().limit(50).max_depth(1).send()).await.rooms;
    assert_eq!(
        shallow[1..]
            .iter()
            .map(|room| room.room_id.to_string())
            .collect::<BTreeSet<_>>(),
        children
    );
    assert!(
        children.len() < found.len(),
        "a child has children of its own"
    );
}

/// Waits until the purge is over and well.
async fn wait(site: &Site, purge_id: &str) {
    let job = eventually("the purge", async || {
        let job = answer(
            site.raw()
                .get_purge_history_status()
                .purge_id(purge_id)
                .send(),
        )
        .await;
        (job.status != HistoryPurgeStatus::Active).then_some(job)
    })
    .await;
    assert_eq!(
        (job.status, job.error),
        (HistoryPurgeStatus::Complete, None)
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn purged_messages_are_gone_and_later_ones_stay() {
    let site = Site::open();
    let session = site.account("historian").await;
    for by_path in [false, true] {
        let room = session.public_room().await;
        let mut old = Vec::new();
        for number in 0..4 {
            old.push(
                session
                    .say(&room, &format!("to be forgotten {number}"))
                    .await,
            );
        }
        let kept = session.say(&room, "to be kept").await;
        let started = if by_path {
            let call = site
                .raw()
                .purge_history_up_to_event()
                .room_id(&room)
                .event_id(&kept);
            answer(call.body_map(|body| body.delete_local_events(true)).send()).await
        } else {
            let call = site.raw().purge_history().room_id(&room);
            answer(
                call.body_map(|body| {
                    body.delete_local_events(true)
                        .purge_up_to_event_id(kept.clone())
                })
                .send(),
            )
            .await
        };
        wait(&site, &started.purge_id).await;
        for id in &old {
            assert_eq!(
                refusal(site.raw().fetch_event().event_id(id).send()).await,
                "404 M_NOT_FOUND"
            );
        }
        assert!(
            site.raw()
                .fetch_event()
                .event_id(&kept)
                .send()
                .await
                .is_ok()
        );
        let (left, _) = read(|| {
            site.raw()
                .list_room_messages()
                .room_id(&room)
                .dir(Direction::B)
        })
        .await;
        assert!(left.contains(&kept) && old.iter().all(|id| !left.contains(id)));
    }
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn history_is_purged_up_to_a_time_and_refused_without_a_limit() {
    let site = Site::open();
    let session = site.account("chronicler").await;
    let room = session.public_room().await;
    let old = session.say(&room, "before").await;
    let event = answer(site.raw().fetch_event().event_id(&old).send())
        .await
        .event;
    let until = Timestamp::from_millis(event.origin_server_ts.as_millis() + 1);
    eventually("the clock to move on", async || {
        (now() > until).then_some(())
    })
    .await;
    let kept = session.say(&room, "after").await;
    let call = site.raw().purge_history().room_id(&room);
    let call = call.body_map(|body| body.delete_local_events(true).purge_up_to_ts(until));
    wait(&site, &answer(call.send()).await.purge_id).await;
    assert!(
        site.raw()
            .fetch_event()
            .event_id(&kept)
            .send()
            .await
            .is_ok()
    );

    assert_eq!(
        refusal(site.raw().purge_history().room_id(&room).send()).await,
        "400 M_BAD_JSON"
    );
    let unknown = site.raw().get_purge_history_status().purge_id("unknown");
    assert_eq!(refusal(unknown.send()).await, "404 M_NOT_FOUND");
    wait(&site, site.manifest.text("/tasks/purge")).await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_single_redaction_empties_the_message_for_readers() {
    let site = Site::open();
    let session = site.account("corrector").await;
    let room = session.public_room().await;
    let id = session.say(&room, "a slip").await;
    let path = ["rooms", room.as_str(), "redact", id.as_str(), "once"];
    let redaction = session
        .call(Method::PUT, &path, &json!({"reason": "typo"}))
        .await;
    let redaction: EventId = redaction["event_id"].as_str().unwrap().parse().unwrap();
    let context = answer(
        site.raw()
            .get_event_context()
            .room_id(&room)
            .event_id(&id)
            .send(),
    )
    .await;
    assert!(context.event.content.is_empty());
    let event = answer(site.raw().fetch_event().event_id(&redaction).send())
        .await
        .event;
    assert_eq!(
        (&*event.type_, &event.content["reason"]),
        ("m.room.redaction", &json!("typo"))
    );
}
