//! The devices of a user.

use std::collections::BTreeSet;

use chatadm::{
    ErrorCode,
    synapse::{DeviceId, User, types::ListedDevice},
};

use crate::support::{Site, answer, eventually, from_now};

fn id(text: &str) -> DeviceId {
    text.parse().unwrap()
}

fn ids(devices: &[ListedDevice]) -> BTreeSet<&str> {
    devices
        .iter()
        .map(|device| device.device_id.as_str())
        .collect()
}

async fn list(user: &User<'_>) -> Vec<ListedDevice> {
    user.devices().list().await.unwrap()
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_device_is_made_named_renamed_and_deleted_whatever_its_id() {
    let site = Site::open();
    let user = site.made("device").await;
    for text in ["PLAIN", "odd/device+id=1%20?#", "ключ"] {
        let device = user.device(id(text));
        assert_eq!(device.get_opt().await.unwrap(), None);
        let create = user.devices().create(id(text));
        create.display_name("Büro").send().await.unwrap();
        let seen = device.get().await.unwrap();
        assert_eq!(seen.display_name.as_deref(), Some("Büro"));
        user.devices().create(id(text)).send().await.unwrap();
        let seen = device.get().await.unwrap();
        assert_eq!(seen.display_name.as_deref(), Some("Büro"), "it was kept");

        device.rename("Heim 🖥").await.unwrap();
        let call = site.raw().get_user_device().user_id(user.id());
        let seen = answer(call.device_id(text).send()).await;
        assert_eq!(seen.display_name.as_deref(), Some("Heim 🖥"));
        let error = device.rename("x".repeat(101)).await.unwrap_err();
        assert_eq!(error.code(), Some(&ErrorCode::TooLarge));

        assert_eq!(ids(&list(&user).await), [text].into());
        device.delete().await.unwrap();
        device.delete().await.unwrap();
        assert!(device.get().await.unwrap_err().is_not_found());
    }
    assert!(list(&user).await.is_empty());
    let error = user.device(id("PLAIN")).rename("x").await.unwrap_err();
    assert!(error.is_not_found());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn several_devices_are_deleted_at_once_and_unknown_ones_are_no_error() {
    let site = Site::open();
    let user = site.made("many-devices").await;
    for text in ["A", "B", "C"] {
        user.devices().create(id(text)).send().await.unwrap();
    }
    let gone = [id("A"), id("C"), id("unknown")];
    user.devices().delete_many(&gone).await.unwrap();
    assert_eq!(ids(&list(&user).await), ["B"].into());
    let nobody = site.user_of("nobody").devices();
    assert!(nobody.list().await.unwrap_err().is_not_found());
    assert!(nobody.delete_many(&gone).await.unwrap_err().is_not_found());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn pruning_takes_devices_by_when_they_were_seen() {
    let site = Site::open();
    let session = site.account("verb-pruned").await;
    let user = site.client.user(&session.user_id);
    session.probe().await;
    let own = eventually("the device to be seen", async || {
        let mut devices = list(&user).await;
        let device = devices.pop().unwrap();
        device.last_seen_ts.map(|_| device.device_id)
    })
    .await;
    for text in ["KEPT", "NEVER"] {
        user.devices().create(id(text)).send().await.unwrap();
    }
    let (past, future) = (from_now(-3_600_000), from_now(60_000));
    let all = [own.as_str(), "KEPT", "NEVER"];

    let gone = user.devices().prune(past).send().await.unwrap();
    assert_eq!(
        (ids(&gone), ids(&list(&user).await)),
        ([].into(), all.into())
    );
    let prune = user.devices().prune(past).never_seen(true);
    let gone = prune.keep([id("KEPT")]).send().await.unwrap();
    assert_eq!(ids(&gone), ["NEVER"].into());
    assert_eq!(ids(&list(&user).await), [own.as_str(), "KEPT"].into());
    assert_eq!(session.probe().await, "200");

    let prune = user.devices().prune(future).keep([&own]);
    assert!(prune.send().await.unwrap().is_empty());
    let gone = user.devices().prune(future).send().await.unwrap();
    assert_eq!(ids(&gone), [own.as_str()].into());
    assert_eq!(ids(&list(&user).await), ["KEPT"].into());
    assert_eq!(session.probe().await, "401 M_UNKNOWN_TOKEN");
}
