//! Rooms: listed, described, joined, repaired.

use std::collections::BTreeSet;

use chatadm::synapse::{Direction, EventId, RoomAlias, RoomId, RoomOrder};
use reqwest::Method;
use serde_json::json;

use crate::support::{RUN, Site, answer, refusal, strings};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_list_holds_every_room_of_the_seed_over_several_pages() {
    let site = Site::open();
    let list = || {
        site.raw()
            .list_rooms()
            .order_by(RoomOrder::Name)
            .dir(Direction::F)
            .limit(10)
    };
    let mut listed = BTreeSet::new();
    let mut pages = 0;
    let mut from = 0;
    loop {
        let page = answer(list().from(from).send()).await;
        assert_eq!(page.offset, from);
        assert_eq!(page.prev_batch.is_some(), from > 0);
        listed.extend(page.rooms.into_iter().map(|room| room.room_id.to_string()));
        pages += 1;
        let Some(next) = page.next_batch else { break };
        from = next;
    }
    assert!(pages > 3, "{pages}");
    assert!(listed.is_superset(&site.manifest.set("/rooms/all")));
    assert!(!listed.contains(site.manifest.text("/rooms/deleted")));

    let public = answer(
        site.raw()
            .list_rooms()
            .public_rooms(true)
            .limit(1000)
            .send(),
    )
    .await;
    assert!(public.rooms.iter().all(|room| room.public));
    let public: BTreeSet<_> = public
        .rooms
        .into_iter()
        .map(|room| room.room_id.to_string())
        .collect();
    assert!(public.is_superset(&site.manifest.set("/rooms/public")));
    assert!(public.is_disjoint(&site.manifest.set("/rooms/private")));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_room_is_found_by_name_and_described() {
    let site = Site::open();
    let session = site.account("architect").await;
    let name = format!("Halle {} ü", *RUN);
    let room = session
        .create_room(json!({
            "preset": "public_chat",
            "name": name,
            "topic": "A topic",
            "room_version": "10",
            "room_alias_name": format!("hall-{}", *RUN),
        }))
        .await;
    let found = answer(site.raw().list_rooms().search_term(&*name).send()).await;
    assert_eq!(found.total_rooms, 1);
    let listed = &found.rooms[0];
    assert_eq!(
        (&listed.room_id, listed.name.as_deref()),
        (&room, Some(&*name))
    );

    let details = answer(site.raw().get_room().room_id(&room).send()).await;
    assert_eq!(details.name.as_deref(), Some(&*name));
    assert_eq!(details.topic.as_deref(), Some("A topic"));
    assert_eq!(details.version.as_deref(), Some("10"));
    assert_eq!(details.creator.as_ref(), Some(&session.user_id));
    assert_eq!(details.join_rules.as_deref(), Some("public"));
    assert_eq!(
        details.canonical_alias.as_ref().map(RoomAlias::as_str),
        Some(&*format!("#hall-{}:{}", *RUN, site.server_name))
    );
    assert_eq!(
        (details.joined_members, details.joined_local_members),
        (Some(1), Some(1))
    );
    assert_eq!(
        (details.forgotten, details.tombstoned, details.federatable),
        (false, Some(false), true)
    );
    assert_eq!(details.state_events, Some(listed.state_events));

    assert_eq!(
        refusal(
            site.raw()
                .get_room()
                .room_id("!unknown:example.test")
                .send()
        )
        .await,
        "404 M_NOT_FOUND"
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn rooms_of_every_version_are_described_whatever_their_ids_look_like() {
    let site = Site::open();
    for (version, id) in site.manifest.at("/rooms/versions").as_object().unwrap() {
        let room: RoomId = id.as_str().unwrap().parse().unwrap();
        assert_eq!(room.as_str().contains(':'), version != "12", "{room}");
        let details = answer(site.raw().get_room().room_id(&room).send()).await;
        assert_eq!(
            (details.version.as_deref(), &details.room_id),
            (Some(&**version), &room)
        );
    }
    let upgraded = answer(
        site.raw()
            .get_room()
            .room_id(site.manifest.text("/rooms/upgraded"))
            .send(),
    )
    .await;
    assert_eq!(upgraded.tombstoned, Some(true));
    assert_eq!(
        upgraded.replacement_room.as_set().map(RoomId::as_str),
        Some(site.manifest.text("/rooms/replacement"))
    );
    let space = answer(
        site.raw()
            .get_room()
            .room_id(site.manifest.text("/rooms/space"))
            .send(),
    )
    .await;
    assert_eq!(space.room_type.as_deref(), Some("m.space"));
    let encrypted = answer(
        site.raw()
            .get_room()
            .room_id(site.manifest.text("/rooms/encrypted"))
            .send(),
    )
    .await;
    assert!(encrypted.encryption.is_some());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn members_are_those_who_have_joined() {
    let site = Site::open();
    let room: RoomId = site.manifest.id("/rooms/mixed");
    let members = answer(site.raw().list_room_members().room_id(&room).send()).await;
    let memberships = site.manifest.at("/rooms/memberships").as_object().unwrap();
    let joined = memberships
        .iter()
        .filter(|(_, membership)| **membership == "join");
    let joined: BTreeSet<_> = joined.map(|(user, _)| user.clone()).collect();
    assert_eq!(usize::try_from(members.total).unwrap(), joined.len());
    assert_eq!(strings(&members.members), joined);
    let unknown = site
        .raw()
        .list_room_members()
        .room_id("!unknown:example.test");
    assert_eq!(refusal(unknown.send()).await, "404 M_NOT_FOUND");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn state_is_read_whole_or_by_type() {
    let site = Site::open();
    let session = site.account("state").await;
    let room = session.public_room().await;
    let path = ["rooms", room.as_str(), "state", "test.suite/type", "a key"];
    session
        .call(Method::PUT, &path, &json!({"answer": 42}))
        .await;
    let all = answer(site.raw().get_room_state().room_id(&room).send())
        .await
        .state;
    assert!(all.iter().any(|event| event.type_ == "m.room.create"));
    let ours = answer(
        site.raw()
            .get_room_state()
            .room_id(&room)
            .type_("test.suite/type")
            .send(),
    )
    .await;
    let [event] = &*ours.state else {
        panic!("{:?}", ours.state)
    };
    assert_eq!(
        (event.state_key.as_deref(), &event.content["answer"]),
        (Some("a key"), &json!(42))
    );
    assert_eq!(event.sender, session.user_id);
    let none = answer(
        site.raw()
            .get_room_state()
            .room_id(&room)
            .type_("test.none")
            .send(),
    )
    .await;
    assert!(none.state.is_empty());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_user_is_joined_by_id_and_by_alias() {
    let site = Site::open();
    let (host, guest) = (site.account("doorman").await, site.account("visitor").await);
    let name = format!("odd/alias+x=1%20?é-{}", *RUN);
    let aliased = host
        .create_room(json!({"preset": "public_chat", "room_alias_name": name}))
        .await;
    let plain = host.public_room().await;
    let alias = format!("#{name}:{}", site.server_name);
    for (identifier, room) in [(alias.as_str(), &aliased), (plain.as_str(), &plain)] {
        let call = site.raw().join_room().room_identifier(identifier);
        let joined = answer(call.body_map(|body| body.user_id(&guest.user_id)).send()).await;
        assert_eq!(&joined.room_id, room);
        let members = answer(site.raw().list_room_members().room_id(room).send()).await;
        assert!(strings(&members.members).contains(guest.user_id.as_str()));
    }
    let call = site
        .raw()
        .join_room()
        .room_identifier("#unknown:example.test");
    assert_eq!(
        refusal(call.body_map(|body| body.user_id(&guest.user_id)).send()).await,
        "404 M_NOT_FOUND"
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_member_is_made_administrator_of_a_room() {
    let site = Site::open();
    let (host, member) = (site.account("landlord").await, site.account("tenant").await);
    let alias = format!("tenancy-{}", *RUN);
    // From version 12 on creators have power that no event shows.
    let room = host
        .create_room(
            json!({"preset": "public_chat", "room_version": "11", "room_alias_name": alias}),
        )
        .await;
    member.join(&room).await;
    let power = async || {
        let call = site
            .raw()
            .get_room_state()
            .room_id(&room)
            .type_("m.room.power_levels");
        answer(call.send()).await.state[0].content["users"][member.user_id.as_str()].as_i64()
    };
    assert_eq!(power().await, None);
    let call = site
        .raw()
        .make_room_admin()
        .room_identifier(format!("#{alias}:{}", site.server_name));
    answer(
        call.body_map(|body| body.user_id(member.user_id.clone()))
            .send(),
    )
    .await;
    assert_eq!(power().await, Some(100));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn forward_extremities_are_counted_and_one_is_always_kept() {
    let site = Site::open();
    let session = site.account("extremist").await;
    let room = session.public_room().await;
    let last: EventId = session.say(&room, "the last word").await;
    let found = answer(
        site.raw()
            .get_forward_extremities()
            .room_identifier(room.as_str())
            .send(),
    )
    .await;
    assert_eq!(found.count, 1);
    assert_eq!(found.results[0].event_id, last);
    let call = site
        .raw()
        .delete_forward_extremities()
        .room_identifier(room.as_str());
    assert_eq!(answer(call.send()).await.deleted, 0);
    let found = answer(
        site.raw()
            .get_forward_extremities()
            .room_identifier(room.as_str())
            .send(),
    )
    .await;
    assert_eq!(found.results[0].event_id, last);
}
