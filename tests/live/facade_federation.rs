//! Other servers, none of which exists, through the facade.

use std::{
    collections::BTreeSet,
    hash::{BuildHasher as _, RandomState},
};

use chatadm::synapse::{DestinationOrder, Direction, ServerName};
use reqwest::Method;
use serde_json::json;

use crate::support::{RUN, Site, eventually};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn destinations_and_shared_rooms_are_streamed() {
    let site = Site::open();
    let federation = site.client.federation();
    let list = federation
        .destinations()
        .order_by(DestinationOrder::Destination)
        .direction(Direction::B);
    let all: Vec<_> = list.page_size(2).stream().try_collect().await.unwrap();
    let names: Vec<String> = all.iter().map(|one| one.destination.to_string()).collect();
    assert!(names.iter().rev().is_sorted(), "{names:?}");
    let names: BTreeSet<String> = names.into_iter().collect();
    assert!(names.is_superset(&site.manifest.set("/federation/destinations")));

    let with_rooms: ServerName = site.manifest.id("/federation/with_rooms");
    let rooms = federation.destination(&with_rooms).rooms();
    let rooms = rooms.direction(Direction::B).page_size(1).stream();
    let rooms: Vec<_> = rooms.try_collect().await.unwrap();
    let rooms: Vec<String> = rooms.iter().map(|room| room.room_id.to_string()).collect();
    assert!(rooms.iter().rev().is_sorted(), "{rooms:?}");
    let rooms: BTreeSet<String> = rooms.into_iter().collect();
    assert_eq!(rooms, site.manifest.set("/federation/shared_rooms"));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_failing_destination_is_found_and_reset() {
    let site = Site::open();
    // An address of this machine where nobody answers, and which no earlier run has tried.
    let [.., b, c, d] = RandomState::new().hash_one(&*RUN).to_be_bytes();
    let name: ServerName = format!("127.{b}.{c}.{d}:1").parse().unwrap();
    let federation = site.client.federation();
    let destination = federation.destination(&name);
    assert_eq!(destination.get_opt().await.unwrap(), None);
    let error = destination.get().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    let error = destination.rooms().send().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");

    let query = json!({"device_keys": {format!("@nobody:{name}"): []}, "timeout": 1000});
    site.ordinary_user()
        .call(Method::POST, &["keys", "query"], &query)
        .await;
    let failing = eventually("the failure to be written down", async || {
        let list = federation.destinations().destination(name.as_str());
        let page = list.send().await.unwrap();
        let found = page.items.into_iter().next();
        found.filter(|found| found.failure_ts.is_some())
    })
    .await;
    assert_eq!(failing.destination, name);
    assert_eq!(
        destination.get().await.unwrap().failure_ts,
        failing.failure_ts
    );

    destination.reset_connection().await.unwrap();
    let fresh = destination.get().await.unwrap();
    assert_eq!((fresh.failure_ts, fresh.retry_interval), (None, 0));
    let error = destination.reset_connection().await.unwrap_err();
    assert!(error.is_bad_request(), "{error}");
}
