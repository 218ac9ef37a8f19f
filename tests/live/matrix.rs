//! The calls of the client-server and federation APIs that administration needs.

use chatadm::{
    Secret,
    synapse::{DeviceId, types},
};

use crate::support::{Site, answer, password_login, refusal};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_session_lasts_from_login_to_logout() {
    let site = Site::open();
    let user_id = site.account("session").await.user_id;
    let password = Secret::from(format!("password of {user_id}"));
    let nobody = site.client_with(None);
    let body = password_login(&user_id, &password)
        .device_id(DeviceId::try_from("odd/device+id").unwrap())
        .initial_device_display_name("Live suite".to_owned());
    let login = answer(nobody.raw().login().body(body).send()).await;
    assert_eq!(
        (&login.user_id, login.device_id.as_str()),
        (&user_id, "odd/device+id")
    );
    assert_eq!(login.home_server, site.server_name.as_str());
    let client = site.client_with(Some(&login.access_token));
    let owner = answer(client.raw().whoami().send()).await;
    assert_eq!(
        (owner.user_id, owner.device_id),
        (user_id.clone(), Some(login.device_id.clone()))
    );
    assert!(!owner.is_guest);
    let device = site
        .raw()
        .get_user_device()
        .user_id(&user_id)
        .device_id(&login.device_id);
    assert_eq!(
        answer(device.clone().send()).await.display_name.as_deref(),
        Some("Live suite")
    );

    answer(client.raw().logout().send()).await;
    assert_eq!(
        refusal(client.raw().whoami().send()).await,
        "401 M_UNKNOWN_TOKEN"
    );
    assert_eq!(
        refusal(client.raw().logout().send()).await,
        "401 M_UNKNOWN_TOKEN"
    );
    assert_eq!(
        refusal(device.send()).await,
        "404 M_NOT_FOUND",
        "the device went with it"
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_login_of_an_unknown_type_is_refused() {
    let site = Site::open();
    let nobody = site.client_with(None);
    let body = types::LoginRequest::builder().type_("m.login.telepathy");
    assert_eq!(
        refusal(nobody.raw().login().body(body).send()).await,
        "400 M_INVALID_PARAM"
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn versions_and_keys_need_no_token() {
    let site = Site::open();
    let nobody = site.client_with(None);
    let versions = answer(nobody.raw().get_client_versions().send()).await;
    assert!(
        versions.versions.iter().any(|version| version == "v1.12"),
        "{:?}",
        versions.versions
    );
    assert!(!versions.unstable_features.is_empty());
    let keys = answer(nobody.raw().get_server_keys().send()).await;
    assert_eq!(keys.server_name, site.server_name);
    assert!(keys.verify_keys.keys().any(|id| id.starts_with("ed25519:")));
    assert!(keys.signatures.contains_key(site.server_name.as_str()));
}
