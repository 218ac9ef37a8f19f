//! Identifiers with characters that hurt in a path: each arrives as it was given, or nothing is sent.

use std::{io::ErrorKind, net::TcpListener};

use chatadm::synapse::{Client, raw};

use crate::support::{PREFIX, RUN, Site, answer};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn hazardous_and_historic_accounts_are_found_under_their_own_ids() {
    let site = Site::open();
    for pointer in ["/users/hazardous", "/users/historic"] {
        for id in site.manifest.texts(pointer) {
            let user = answer(site.raw().get_user().user_id(id).send()).await;
            assert_eq!(user.name.as_str(), id);
            let devices = answer(site.raw().list_user_devices().user_id(id).send()).await;
            assert_eq!(devices.total, 0, "{id}");
        }
    }
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_hazardous_account_is_changed_and_no_other() {
    let site = Site::open();
    let localpart = |rest: &str| site.user_id(&format!("{PREFIX}{}{rest}", *RUN));
    let ids = ["/a+b=c", "/a", "//..", "/../", "+", "=", "=2f"].map(localpart);
    for (number, id) in ids.iter().enumerate() {
        let session = site.account_named(id.clone()).await;
        assert_eq!(session.probe().await, "200");
        let call = site.raw().create_or_modify_user().user_id(id);
        answer(
            call.body_map(|body| body.displayname(format!("number {number}")))
                .send(),
        )
        .await;
        answer(
            site.raw()
                .suspend_user()
                .user_id(id)
                .body_map(|body| body.suspend(true))
                .send(),
        )
        .await;
        answer(site.raw().shadow_ban_user().user_id(id).send()).await;
    }
    for (number, id) in ids.iter().enumerate() {
        let user = answer(site.raw().get_user().user_id(id).send()).await;
        assert_eq!(user.displayname, Some(format!("number {number}")));
        assert!(user.suspended == Some(true) && user.shadow_banned);
    }
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn rooms_are_found_by_alias_by_old_and_by_new_id() {
    let site = Site::open();
    let alias = site.manifest.text("/rooms/alias");
    let by_alias = site.raw().get_forward_extremities().room_identifier(alias);
    let by_alias = answer(by_alias.send()).await;
    let room = site.manifest.text("/rooms/aliased");
    let by_id = answer(
        site.raw()
            .get_forward_extremities()
            .room_identifier(room)
            .send(),
    )
    .await;
    assert!(by_alias.count > 0);
    assert_eq!(by_alias, by_id);
    let without_domain = site.manifest.text("/rooms/version12");
    assert!(!without_domain.contains(':'));
    let details = answer(site.raw().get_room().room_id(without_domain).send()).await;
    assert_eq!(
        (details.room_id.as_str(), details.version.as_deref()),
        (without_domain, Some("12"))
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_segment_that_no_url_can_carry_is_refused_with_nothing_sent() {
    let site = Site::open();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let client = Client::builder(format!("http://{address}"))
        .access_token("syt_any")
        .build()
        .unwrap();
    let raw = client.raw();
    let user = site.manifest.text("/user");
    for segment in [".", ".."] {
        let refusals = [
            raw.get_registration_token()
                .token(segment)
                .send()
                .await
                .err(),
            raw.delete_registration_token()
                .token(segment)
                .send()
                .await
                .err(),
            raw.delete_user_device()
                .user_id(user)
                .device_id(segment)
                .send()
                .await
                .err(),
            raw.delete_media()
                .server_name(segment)
                .media_id("..")
                .send()
                .await
                .err(),
            raw.protect_media().media_id(segment).send().await.err(),
            raw.find_user_by_threepid()
                .medium("email")
                .address(segment)
                .send()
                .await
                .err(),
            raw.get_purge_history_status()
                .purge_id(segment)
                .send()
                .await
                .err(),
            raw.send_server_notice_txn()
                .txn_id(segment)
                .body_map(|body| body.user_id("@a:b").content(serde_json::Map::new()))
                .send()
                .await
                .err(),
        ];
        for error in refusals {
            assert!(
                matches!(error, Some(raw::Error::InvalidRequest(_))),
                "{segment}: {error:?}"
            );
        }
    }
    listener.set_nonblocking(true).unwrap();
    assert_eq!(
        listener.accept().unwrap_err().kind(),
        ErrorKind::WouldBlock,
        "somebody connected"
    );
}
