//! The devices of a user.

use chatadm::{Timestamp, synapse::DeviceId};
use serde_json::{Value, json};
use wiremock::MockServer;

use super::{alice, bodies, expect};
use crate::support::{api, verb::synapse};

const DEVICES: &str = "/_synapse/admin/v2/users/@a%2Fb:example.org/devices";
const DEVICE: &str = "/_synapse/admin/v2/users/@a%2Fb:example.org/devices/DEVICE%2FID%20..%252F";
const DELETE: &str = "/_synapse/admin/v2/users/@a%2Fb:example.org/delete_devices";

fn device() -> DeviceId {
    "DEVICE/ID ..%2F".parse().unwrap()
}

fn listed(id: &str, last_seen: Option<i64>) -> Value {
    json!({
        "user_id": alice(), "device_id": id, "display_name": null, "last_seen_user_agent": null,
        "last_seen_ts": last_seen, "last_seen_ip": null,
    })
}

#[tokio::test]
async fn list_unwraps_the_devices() {
    let devices = synapse("list_user_devices", DEVICES)
        .answer(&json!({"devices": [listed("A", Some(1)), listed("B", None)], "total": 2}))
        .check(async |site| site.synapse.user(alice()).devices().list().await)
        .await;
    assert_eq!(devices[0].last_seen_ts, Some(Timestamp::from_millis(1)));
    assert_eq!(devices[1].device_id.as_str(), "B");
}

#[tokio::test]
async fn create_sends_the_id_and_names_the_device_only_when_told() {
    synapse("create_user_device", DEVICES)
        .body(json!({"device_id": "DEVICE/ID ..%2F"}))
        .check(async |site| {
            let devices = site.synapse.user(alice()).devices();
            devices.create(device()).send().await
        })
        .await;

    let server = MockServer::start().await;
    expect(&server, "POST", DEVICES, 1, 201, json!({})).await;
    expect(&server, "PUT", DEVICE, 1, 200, json!({})).await;
    let client = api::synapse(&server);
    let create = client.user(alice()).devices().create(device());
    create.display_name("Büro").send().await.unwrap();
    assert_eq!(
        bodies(&server, "PUT").await,
        [json!({"display_name": "Büro"})]
    );
}

#[tokio::test]
async fn delete_many_sends_the_ids() {
    synapse("delete_user_devices", DELETE)
        .body(json!({"devices": ["DEVICE/ID ..%2F", "B"]}))
        .check(async |site| {
            let other: DeviceId = "B".parse().unwrap();
            let devices = site.synapse.user(alice()).devices();
            devices.delete_many([device(), other]).await
        })
        .await;
}

#[tokio::test]
async fn one_device_is_read_renamed_and_deleted() {
    synapse("get_user_device", DEVICE)
        .check(async |site| site.synapse.user(alice()).device(device()).get().await)
        .await;
    let found = synapse("get_user_device", DEVICE)
        .not_an_error(404)
        .check(async |site| site.synapse.user(alice()).device(device()).get_opt().await)
        .await;
    assert!(found.is_some());
    synapse("update_user_device", DEVICE)
        .body(json!({"display_name": "Büro"}))
        .check(async |site| {
            let device = site.synapse.user(alice()).device(device());
            device.rename("Büro").await
        })
        .await;
    synapse("delete_user_device", DEVICE)
        .check(async |site| site.synapse.user(alice()).device(device()).delete().await)
        .await;
}

#[tokio::test]
async fn get_opt_makes_nothing_of_a_device_that_is_not_there() {
    let server = MockServer::start().await;
    let refusal = json!({"errcode": "M_NOT_FOUND", "error": "No device found"});
    expect(&server, "GET", DEVICE, 1, 404, refusal).await;
    let client = api::synapse(&server);
    let found = client.user(alice()).device(device()).get_opt().await;
    assert_eq!(found.unwrap(), None);
}

/// A server whose devices were seen at 1, 5, 9, never, and never because one is dehydrated.
async fn server(deletions: u64) -> MockServer {
    let server = MockServer::start().await;
    let mut devices = vec![
        listed("old", Some(1)),
        listed("edge", Some(5)),
        listed("new", Some(9)),
        listed("never", None),
        listed("dehydrated", None),
    ];
    for device in &mut devices {
        device["dehydrated"] = (device["device_id"] == "dehydrated").into();
    }
    let list = json!({"devices": devices, "total": 5});
    expect(&server, "GET", DEVICES, 1, 200, list).await;
    expect(&server, "POST", DELETE, deletions, 200, json!({})).await;
    server
}

#[tokio::test]
async fn prune_deletes_what_was_last_seen_before_the_moment() {
    let server = server(1).await;
    let client = api::synapse(&server);
    let devices = client.user(alice()).devices();
    let gone = devices
        .prune(Timestamp::from_millis(5))
        .send()
        .await
        .unwrap();
    assert_eq!(bodies(&server, "POST").await, [json!({"devices": ["old"]})]);
    assert_eq!(gone.len(), 1);
    assert_eq!(gone[0].device_id.as_str(), "old");
}

#[tokio::test]
async fn prune_keeps_what_is_named_and_takes_what_was_never_seen_when_told() {
    let server = server(1).await;
    let client = api::synapse(&server);
    let (old, unknown): (DeviceId, DeviceId) = ("old".parse().unwrap(), "x".parse().unwrap());
    let devices = client.user(alice()).devices();
    let prune = devices.prune(Timestamp::from_millis(6)).never_seen(true);
    let gone = prune.keep([&old]).keep([unknown]).send().await.unwrap();
    assert_eq!(
        bodies(&server, "POST").await,
        [json!({"devices": ["edge", "never"]})]
    );
    assert_eq!(gone.len(), 2);
}

#[tokio::test]
async fn prune_of_nothing_deletes_nothing() {
    let server = server(0).await;
    let client = api::synapse(&server);
    let devices = client.user(alice()).devices();
    let gone = devices.prune(Timestamp::from_millis(1)).send().await;
    assert_eq!(gone.unwrap(), []);
}
