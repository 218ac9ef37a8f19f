//! Rooms of a sandbox, as a client of the library meets them.

use std::{collections::BTreeSet, time::Duration};

use chatadm::{
    Error,
    sandbox::Sandbox,
    synapse::{Client, Direction, UserId, types::Room},
};

const ADMIN: &str = "@admin:example.test";

async fn sandbox(rooms: u64, seed: u64) -> (Sandbox<Client>, Client) {
    let builder = Sandbox::synapse().users(9).rooms(rooms).seed(seed);
    let sandbox = builder.start().await.unwrap();
    let client = sandbox.client().unwrap();
    (sandbox, client)
}

async fn rooms(client: &Client) -> Vec<Room> {
    let list = client.rooms().list().page_size(7);
    list.stream().try_collect().await.unwrap()
}

fn told(rooms: &[Room]) -> String {
    format!("{rooms:?}")
}

#[tokio::test]
async fn rooms_come_from_the_seed() {
    let (_one, first) = sandbox(40, 3).await;
    let (_other, second) = sandbox(40, 3).await;
    let (_third, third) = sandbox(40, 4).await;
    let first = rooms(&first).await;
    assert_eq!(first.len(), 40);
    assert_eq!(told(&first), told(&rooms(&second).await));
    assert_ne!(told(&first), told(&rooms(&third).await));
    let ids: BTreeSet<&str> = first.iter().map(|room| room.room_id.as_str()).collect();
    assert_eq!(ids.len(), 40);
}

#[tokio::test]
async fn the_administrator_is_in_every_room_and_others_are_in_some() {
    let (_sandbox, client) = sandbox(30, 0).await;
    let mut guests = BTreeSet::new();
    for room in rooms(&client).await {
        let members = client.room(room.room_id).members().await.unwrap();
        assert!(members.iter().any(|member| member.as_str() == ADMIN));
        assert_eq!(room.joined_members, i64::try_from(members.len()).unwrap());
        guests.extend(members.iter().map(ToString::to_string));
    }
    assert!(guests.len() > 5, "{guests:?}");
}

#[tokio::test]
async fn what_was_said_is_the_same_in_both_directions() {
    let (_sandbox, client) = sandbox(6, 1).await;
    for room in rooms(&client).await {
        let room = client.room(room.room_id);
        let mut told = Vec::new();
        for direction in [Direction::F, Direction::B] {
            let messages = room.messages().direction(direction).page_size(3);
            let events: Vec<_> = messages.stream().try_collect().await.unwrap();
            told.push(
                events
                    .into_iter()
                    .map(|event| event.event_id.to_string())
                    .collect(),
            );
        }
        let [forwards, mut backwards]: [Vec<String>; 2] = told.try_into().unwrap();
        backwards.reverse();
        assert!(forwards.len() > 5);
        assert_eq!(forwards, backwards);
    }
}

#[tokio::test]
async fn a_deletion_takes_as_many_looks_as_were_asked_for() {
    let builder = Sandbox::synapse().users(9).rooms(2).job_steps(3);
    let sandbox = builder.start().await.unwrap();
    let client = sandbox.client().unwrap();
    let id = rooms(&client).await.swap_remove(0).room_id;
    let room = client.room(id.clone());
    let members = room.members().await.unwrap();
    let deletion = room.delete().block(true).send().await.unwrap();
    let done = deletion.wait(Duration::from_secs(600)).await.unwrap();
    assert_eq!(done.kicked_users, members);
    assert_eq!(sandbox.count("get_room_delete_status"), 4);
    assert!(room.get_opt().await.unwrap().is_none());
    assert!(room.is_blocked().await.unwrap());
    assert_eq!(rooms(&client).await.len(), 1);
    let user: UserId = "@user-1:example.test".parse().unwrap();
    let refused = room.join(user).send().await.unwrap_err();
    assert!(matches!(refused, Error::Api(_)), "{refused:?}");
}

#[tokio::test]
async fn a_thousand_rooms_are_listed() {
    let (sandbox, client) = sandbox(1000, 2).await;
    let rooms: Vec<Room> = client.rooms().list().stream().try_collect().await.unwrap();
    let ids: BTreeSet<&str> = rooms.iter().map(|room| room.room_id.as_str()).collect();
    assert_eq!((rooms.len(), ids.len()), (1000, 1000));
    assert_eq!(sandbox.count("list_rooms"), 10);
    let joined = client.user(ADMIN.parse::<UserId>().unwrap()).joined_rooms();
    assert_eq!(joined.await.unwrap().len(), 1000);
}
