//! Verbs on rooms.

use chatadm::synapse::{Direction, EventId, RoomId, RoomOrder, UserId};
use serde_json::json;

use crate::support::{verb::Verb, verb::synapse};

mod admission;
mod deletion;
mod messages;
mod pages;
mod purge;
mod state;

/// A room whose id is easily mangled.
fn room() -> RoomId {
    "!a/b+c?:example.org".parse().unwrap()
}

const ROOM: &str = "!a%2Fb+c%3F:example.org";

fn event() -> EventId {
    "$e/v+t?".parse().unwrap()
}

const EVENT: &str = "$e%2Fv+t%3F";

fn alice() -> UserId {
    "@a/b:example.org".parse().unwrap()
}

/// What an operation sends to `/_synapse/admin/v1/rooms/{room_id}` and what is below it.
fn below_room(operation: &str, rest: &str) -> Verb {
    synapse(operation, &format!("/_synapse/admin/v1/rooms/{ROOM}{rest}"))
}

#[tokio::test]
async fn the_list_is_searched_filtered_and_sorted() {
    let page = synapse("list_rooms", "/_synapse/admin/v1/rooms")
        .query("search_term", "Lobby & Bar")
        .query("public_rooms", "true")
        .query("empty_rooms", "false")
        .query("order_by", "joined_members")
        .query("dir", "b")
        .query("limit", "100")
        .check(async |site| {
            let list = site.synapse.rooms().list().search_term("Lobby & Bar");
            let list = list.public_rooms(true).empty_rooms(false);
            let list = list.order_by(RoomOrder::JoinedMembers);
            list.direction(Direction::B).send().await
        })
        .await;
    assert_eq!((page.items.len(), page.total), (1, Some(7)));
}

#[tokio::test]
async fn an_event_is_fetched_without_naming_its_room() {
    let path = format!("/_synapse/admin/v1/fetch_event/{EVENT}");
    let fetched = synapse("fetch_event", &path)
        .check(async |site| site.synapse.rooms().fetch_event(event()).await)
        .await;
    assert!(fetched.event_id.is_some());
    let fetched = synapse("fetch_event", &path)
        .not_an_error(404)
        .check(async |site| site.synapse.rooms().fetch_event_opt(&event()).await)
        .await;
    assert!(fetched.is_some());
}

#[tokio::test]
async fn get_asks_for_one_room() {
    let details = below_room("get_room", "")
        .check(async |site| site.synapse.room(room()).get().await)
        .await;
    assert_eq!(details.state_events, Some(7));
}

#[tokio::test]
async fn get_opt_makes_nothing_of_not_found() {
    let details = below_room("get_room", "")
        .not_an_error(404)
        .check(async |site| site.synapse.room(room()).get_opt().await)
        .await;
    assert!(details.is_some());
}

#[tokio::test]
async fn members_are_ids_as_the_server_has_them() {
    let members = below_room("list_room_members", "/members")
        .answer(&json!({"members": ["@a:h", "@An Odd One/:h:1", "no id"], "total": 3}))
        .check(async |site| site.synapse.room(room()).members().await)
        .await;
    let members: Vec<&str> = members.iter().map(UserId::as_str).collect();
    assert_eq!(members, ["@a:h", "@An Odd One/:h:1", "no id"]);
}

#[tokio::test]
async fn media_are_those_of_this_server_and_of_others() {
    let media = synapse(
        "list_room_media",
        &format!("/_synapse/admin/v1/room/{ROOM}/media"),
    )
    .answer(&json!({"local": ["mxc://h/a"], "remote": []}))
    .check(async |site| site.synapse.room(room()).media().await)
    .await;
    assert_eq!((media.local.len(), media.remote.len()), (1, 0));
}

#[tokio::test]
async fn quarantine_media_tells_how_many_files_there_are() {
    let path = format!("/_synapse/admin/v1/room/{ROOM}/media/quarantine");
    let count = synapse("quarantine_room_media", &path)
        .check(async |site| site.synapse.room(room()).quarantine_media().await)
        .await;
    assert_eq!(count, 7);
}

#[tokio::test]
async fn forward_extremities_are_listed_and_dropped() {
    let tips = below_room("get_forward_extremities", "/forward_extremities")
        .check(async |site| site.synapse.room(room()).forward_extremities().await)
        .await;
    assert_eq!(tips.len(), 1);
    let dropped = below_room("delete_forward_extremities", "/forward_extremities")
        .check(async |site| site.synapse.room(room()).delete_forward_extremities().await)
        .await;
    assert_eq!(dropped, 7);
}
