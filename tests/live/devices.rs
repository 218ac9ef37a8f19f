//! The devices of an account.

use std::collections::BTreeSet;

use chatadm::{Patch, Secret, synapse::UserId};

use crate::support::{Site, answer, now, refusal};

async fn devices(site: &Site, user_id: &UserId) -> BTreeSet<String> {
    let list = answer(site.raw().list_user_devices().user_id(user_id).send()).await;
    assert_eq!(usize::try_from(list.total).unwrap(), list.devices.len());
    list.devices
        .into_iter()
        .map(|device| device.device_id.to_string())
        .collect()
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_devices_of_the_seed_are_listed_and_read_whatever_their_ids_hold() {
    let site = Site::open();
    let user_id = site.manifest.id("/users/many_devices/user_id");
    let expected = site.manifest.set("/users/many_devices/device_ids");
    let listed = devices(&site, &user_id).await;
    assert!(listed.is_superset(&expected), "{listed:?}");
    for id in &expected {
        let call = site
            .raw()
            .get_user_device()
            .user_id(&user_id)
            .device_id(id.as_str());
        if id == ".." {
            // No URL can carry it as a segment; `identifiers` shows that nothing is sent.
            call.send().await.unwrap_err();
            continue;
        }
        let device = answer(call.send()).await;
        assert_eq!(
            (device.device_id.as_str(), &device.user_id),
            (id.as_str(), &user_id)
        );
        assert!((now().as_millis() - device.last_seen_ts.unwrap().as_millis()).abs() < 86_400_000);
        assert_eq!(device.last_seen_ip.as_deref(), Some("127.0.0.1"));
    }
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_device_is_made_renamed_cleared_and_deleted() {
    let site = Site::open();
    let user_id = site.account("device").await.user_id;
    for id in ["PLAIN", "odd/device+id=1%20?#", "ключ"] {
        let device = || site.raw().get_user_device().user_id(&user_id).device_id(id);
        let rename = |name: Patch<String>| {
            let call = site
                .raw()
                .update_user_device()
                .user_id(&user_id)
                .device_id(id);
            answer(call.body_map(|body| body.display_name(name)).send())
        };
        let create = site.raw().create_user_device().user_id(&user_id);
        let created = create
            .body_map(|body| body.device_id(id))
            .send()
            .await
            .unwrap();
        assert_eq!(created.status(), 201);
        assert_eq!(
            answer(device().send()).await.last_seen_ts,
            None,
            "nobody used it"
        );

        rename(Patch::Set("Büro 🖥".to_owned())).await;
        assert_eq!(
            answer(device().send()).await.display_name.as_deref(),
            Some("Büro 🖥")
        );
        rename(Patch::Keep).await;
        assert_eq!(
            answer(device().send()).await.display_name.as_deref(),
            Some("Büro 🖥")
        );

        answer(
            site.raw()
                .delete_user_device()
                .user_id(&user_id)
                .device_id(id)
                .send(),
        )
        .await;
        assert_eq!(refusal(device().send()).await, "404 M_NOT_FOUND");
        assert!(!devices(&site, &user_id).await.contains(id));
        // A repeat is harmless.
        answer(
            site.raw()
                .delete_user_device()
                .user_id(&user_id)
                .device_id(id)
                .send(),
        )
        .await;
    }
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn deleting_a_device_ends_its_session_and_no_other() {
    let site = Site::open();
    let first = site.account("sessions").await;
    let password = Secret::from(format!("password of {}", first.user_id));
    let mut others = Vec::new();
    for _ in 0..3 {
        others.push(site.log_in(&first.user_id, &password).await);
    }
    let mut ids = Vec::new();
    for session in &others {
        ids.push(
            answer(session.raw().whoami().send())
                .await
                .device_id
                .unwrap(),
        );
    }
    assert_eq!(devices(&site, &first.user_id).await.len(), 4);

    let call = site.raw().delete_user_device().user_id(&first.user_id);
    answer(call.device_id(&ids[0]).send()).await;
    assert_eq!(others[0].probe().await, "401 M_UNKNOWN_TOKEN");
    assert_eq!(others[1].probe().await, "200");

    let several: Vec<_> = ids[1..]
        .iter()
        .cloned()
        .chain(["unknown".parse().unwrap()])
        .collect();
    let call = site.raw().delete_user_devices().user_id(&first.user_id);
    answer(call.body_map(|body| body.devices(several)).send()).await;
    assert_eq!(others[1].probe().await, "401 M_UNKNOWN_TOKEN");
    assert_eq!(others[2].probe().await, "401 M_UNKNOWN_TOKEN");
    assert_eq!(first.probe().await, "200");
    assert_eq!(devices(&site, &first.user_id).await.len(), 1);
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_devices_of_nobody_are_not_found() {
    let site = Site::open();
    let nobody = site.own_id("nobody");
    assert_eq!(
        refusal(site.raw().list_user_devices().user_id(&nobody).send()).await,
        "404 M_NOT_FOUND"
    );
    let call = site.raw().create_user_device().user_id(&nobody);
    assert_eq!(
        refusal(call.body_map(|body| body.device_id("A")).send()).await,
        "404 M_NOT_FOUND"
    );
    let remote = site
        .raw()
        .list_user_devices()
        .user_id("@somebody:elsewhere.test");
    assert_eq!(
        refusal(remote.send()).await,
        "400 M_UNKNOWN",
        "only local accounts"
    );
}
