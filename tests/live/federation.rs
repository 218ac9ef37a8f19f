//! Other servers, none of which exists.

use std::{
    collections::BTreeSet,
    hash::{BuildHasher as _, RandomState},
};

use chatadm::{
    Timestamp,
    synapse::{DestinationOrder, Direction, ServerName},
};
use reqwest::Method;
use serde_json::json;

use crate::support::{RUN, Site, answer, eventually, refusal};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_destinations_of_the_seed_are_listed_in_pages_and_read() {
    let site = Site::open();
    let list = || {
        let call = site
            .raw()
            .list_federation_destinations()
            .order_by(DestinationOrder::Destination);
        call.dir(Direction::F).limit(3)
    };
    let mut listed = BTreeSet::new();
    let mut from = 0;
    loop {
        let page = answer(list().from(from).send()).await;
        listed.extend(
            page.destinations
                .into_iter()
                .map(|entry| entry.destination.to_string()),
        );
        let Some(next) = page.next_token else { break };
        from = next.parse().unwrap();
    }
    let seeded = site.manifest.set("/federation/destinations");
    assert!(listed.is_superset(&seeded), "{listed:?}");
    for name in &seeded {
        let call = site
            .raw()
            .get_federation_destination()
            .destination(name.as_str());
        let destination = answer(call.send()).await;
        assert_eq!(destination.destination.as_str(), name);
        assert!(destination.failure_ts.is_some() && destination.retry_interval > 0);
    }
    let unknown = site
        .raw()
        .get_federation_destination()
        .destination("unknown.test");
    assert_eq!(refusal(unknown.send()).await, "404 M_NOT_FOUND");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn rooms_shared_with_a_destination_are_listed() {
    let site = Site::open();
    let destination = site.manifest.text("/federation/with_rooms");
    let list = || {
        site.raw()
            .list_federation_destination_rooms()
            .destination(destination)
    };
    let page = answer(list().send()).await;
    let rooms: BTreeSet<_> = page
        .rooms
        .iter()
        .map(|room| room.room_id.to_string())
        .collect();
    assert_eq!(rooms, site.manifest.set("/federation/shared_rooms"));
    let first = answer(list().limit(1).send()).await;
    assert_eq!(
        (first.rooms.len(), first.total, first.next_token.as_deref()),
        (1, 2, Some("1"))
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_failing_destination_gets_a_fresh_start() {
    let site = Site::open();
    // An address of this machine where nobody answers, and which no earlier run has tried.
    let [_, .., b, c, d] = RandomState::new().hash_one(&*RUN).to_be_bytes();
    let name: ServerName = format!("127.{b}.{c}.{d}:1").parse().unwrap();
    let stranger = format!("@nobody:{name}");
    let query = json!({"device_keys": {stranger: []}, "timeout": 1000});
    site.ordinary_user()
        .call(Method::POST, &["keys", "query"], &query)
        .await;

    let get = || {
        site.raw()
            .get_federation_destination()
            .destination(&name)
            .send()
    };
    let failing = eventually("the failure to be written down", async || {
        let page = site
            .raw()
            .list_federation_destinations()
            .destination(name.as_str())
            .send();
        let page = answer(page).await;
        page.destinations
            .into_iter()
            .find(|entry| entry.failure_ts.is_some())
    })
    .await;
    assert_eq!(failing.destination, name);
    assert!(failing.retry_last_ts > Timestamp::from_millis(0) && failing.retry_interval > 0);

    let reset = || {
        site.raw()
            .reset_federation_destination_connection()
            .destination(&name)
            .send()
    };
    answer(reset()).await;
    let fresh = answer(get()).await;
    assert_eq!(
        (fresh.failure_ts, fresh.retry_last_ts, fresh.retry_interval),
        (None, Timestamp::from_millis(0), 0)
    );
    assert_eq!(
        refusal(reset()).await,
        "400 M_UNKNOWN",
        "there is nothing to reset"
    );
    let rooms = site
        .raw()
        .list_federation_destination_rooms()
        .destination(&name)
        .send();
    assert_eq!(answer(rooms).await.total, 0);
}
