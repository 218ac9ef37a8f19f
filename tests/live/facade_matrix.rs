//! Sessions and aliases, through the facade.

use chatadm::synapse::{Client, DeviceId, Login, RoomAlias, RoomId};

use crate::support::Site;

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_login_gives_a_client_that_lasts_until_logout() {
    let site = Site::open();
    let user_id = site.account("facade-session").await.user_id;
    let builder = || Client::builder(&*site.url);
    let device: DeviceId = "facade/device+id".parse().unwrap();
    let login = Login::new(user_id.as_str(), format!("password of {user_id}"));
    let login = login.device_id(&device).device_name("Facade");
    let session = builder().login(login).await.unwrap();
    assert_eq!((&session.user_id, &session.device_id), (&user_id, &device));
    let owner = session.client.whoami().await.unwrap();
    assert_eq!(
        (owner.user_id, owner.device_id),
        (user_id.clone(), Some(device.clone()))
    );
    let call = site
        .raw()
        .get_user_device()
        .user_id(&user_id)
        .device_id(&device);
    let found = call.clone().send().await.unwrap().into_inner();
    assert_eq!(found.display_name.as_deref(), Some("Facade"));

    // The token that was given works without the session too.
    let stored = builder()
        .access_token(session.access_token)
        .build()
        .unwrap();
    assert_eq!(stored.whoami().await.unwrap().user_id, user_id);
    session.client.logout().await.unwrap();
    assert!(stored.whoami().await.unwrap_err().is_unauthorized());
    assert!(stored.logout().await.unwrap_err().is_unauthorized());
    assert!(call.send().await.is_err(), "the device went with it");

    let wrong = Login::new(user_id.as_str(), "not the password");
    let error = builder().login(wrong).await.unwrap_err();
    assert!(error.is_forbidden(), "{error}");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn an_alias_leads_to_its_room() {
    let site = Site::open();
    let alias: RoomAlias = site.manifest.id("/rooms/alias");
    let room: RoomId = site.manifest.id("/rooms/aliased");
    assert_eq!(site.client.resolve_alias(&alias).await.unwrap(), room);
    let unknown = format!("#no-such-alias:{}", site.server_name);
    let unknown = site.client.resolve_alias(&unknown.parse().unwrap()).await;
    assert!(unknown.unwrap_err().is_not_found());
}
