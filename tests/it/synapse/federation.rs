//! Verbs on other servers.

use chatadm::synapse::{Destination, DestinationOrder, Direction, ServerName};
use serde_json::json;

use crate::support::{api::Site, two_pages, verb::synapse};

const DESTINATIONS: &str = "/_synapse/admin/v1/federation/destinations";

fn name() -> ServerName {
    "[::1]:8448".parse().unwrap()
}

fn destination(site: &Site) -> Destination<'_> {
    site.synapse.federation().destination(name())
}

fn path(rest: &str) -> String {
    format!("{DESTINATIONS}/%5B::1%5D:8448{rest}")
}

#[tokio::test]
async fn destinations_are_filtered_and_sorted() {
    let page = synapse("list_federation_destinations", DESTINATIONS)
        .query("limit", "5")
        .query("from", "10")
        .query("destination", "example.org")
        .query("order_by", "failure_ts")
        .query("dir", "b")
        .check(async |site| {
            let list = site.synapse.federation().destinations().page_size(5);
            list.destination("example.org")
                .order_by(DestinationOrder::FailureTs)
                .direction(Direction::B)
                .start_at("10".into())
                .send()
                .await
        })
        .await;
    assert_eq!((page.items.len(), page.total), (1, Some(7)));
}

#[tokio::test]
async fn destinations_are_read_by_next_token() {
    let next = json!("2");
    let site = two_pages::of("list_federation_destinations", DESTINATIONS, &next).await;
    let list = site.synapse.federation().destinations().page_size(2);
    let all: Vec<_> = list.stream().try_collect().await.unwrap();
    assert_eq!(all.len(), 2);
}

#[tokio::test]
async fn get_asks_for_one_destination() {
    let found = synapse("get_federation_destination", &path(""))
        .check(async |site| destination(site).get().await)
        .await;
    assert_eq!(found.destination, name());
}

#[tokio::test]
async fn get_opt_makes_nothing_of_not_found() {
    synapse("get_federation_destination", &path(""))
        .not_an_error(404)
        .check(async |site| destination(site).get_opt().await)
        .await
        .unwrap();
}

#[tokio::test]
async fn rooms_that_are_shared_are_sorted() {
    synapse("list_federation_destination_rooms", &path("/rooms"))
        .query("limit", "100")
        .query("dir", "b")
        .check(async |site| {
            let rooms = destination(site).rooms();
            rooms.direction(Direction::B).send().await
        })
        .await;
}

#[tokio::test]
async fn rooms_that_are_shared_are_read_by_next_token() {
    let (list, next) = (path("/rooms"), json!("2"));
    let site = two_pages::of("list_federation_destination_rooms", &list, &next).await;
    let rooms = destination(&site).rooms().page_size(2).stream();
    assert_eq!(rooms.try_collect::<Vec<_>>().await.unwrap().len(), 2);
}

#[tokio::test]
async fn reset_connection_sends_no_body() {
    synapse(
        "reset_federation_destination_connection",
        &path("/reset_connection"),
    )
    .check(async |site| destination(site).reset_connection().await)
    .await;
}
