//! Devices, from login to deletion.

use serde_json::json;

use crate::talk::Talk;

scenarios!(
    a_login_makes_a_device,
    a_device_that_was_used_shows_where_from,
    a_device_is_made_renamed_and_deleted,
    a_device_that_exists_is_made_again,
    a_device_that_nobody_knows,
    a_name_that_is_too_long_is_refused,
    several_devices_are_deleted_at_once,
    a_deleted_device_is_logged_out,
    devices_of_nobody_are_refused,
    devices_that_make_no_sense_are_refused,
);

async fn a_login_makes_a_device(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.call("list_user_devices").at(&alice).await;
    talk.log_in(&alice, None).await;
    talk.log_in(&alice, Some("PHONE")).await;
    talk.call("list_user_devices")
        .at(&alice)
        .unordered("/devices")
        .await;
    talk.call("get_user_device").at(&alice).at("PHONE").await;
}

async fn a_device_that_was_used_shows_where_from(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.log_in(&alice, Some("PHONE")).await;
    talk.call("whoami").by(&alice).step().await;
    talk.call("get_user_device").at(&alice).at("PHONE").await;
    talk.call("list_user_devices").at(&alice).await;
}

async fn a_device_is_made_renamed_and_deleted(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    let body = json!({"device_id": "PHONE"});
    talk.call("create_user_device").at(&alice).body(body).await;
    talk.call("get_user_device").at(&alice).at("PHONE").await;
    for body in [
        json!({"display_name": "My phone"}),
        json!({}),
        json!({"display_name": ""}),
    ] {
        talk.call("update_user_device")
            .at(&alice)
            .at("PHONE")
            .body(body)
            .await;
        talk.call("get_user_device").at(&alice).at("PHONE").await;
    }
    talk.call("delete_user_device").at(&alice).at("PHONE").await;
    talk.call("get_user_device").at(&alice).at("PHONE").await;
    talk.call("list_user_devices").at(&alice).await;
}

async fn a_device_that_exists_is_made_again(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    let body = json!({"device_id": "PHONE"});
    talk.call("create_user_device")
        .at(&alice)
        .body(body.clone())
        .await;
    let name = json!({"display_name": "My phone"});
    talk.call("update_user_device")
        .at(&alice)
        .at("PHONE")
        .body(name)
        .step()
        .await;
    talk.call("create_user_device").at(&alice).body(body).await;
    talk.call("list_user_devices").at(&alice).await;
}

async fn a_device_that_nobody_knows(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.call("get_user_device").at(&alice).at("TABLET").await;
    for body in [json!({"display_name": "My tablet"}), json!({})] {
        talk.call("update_user_device")
            .at(&alice)
            .at("TABLET")
            .body(body)
            .await;
    }
    talk.call("delete_user_device")
        .at(&alice)
        .at("TABLET")
        .await;
    let body = json!({"devices": ["TABLET"]});
    talk.call("delete_user_devices").at(&alice).body(body).await;
}

async fn a_name_that_is_too_long_is_refused(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.log_in(&alice, Some("PHONE")).await;
    for length in [100, 101] {
        let body = json!({"display_name": "n".repeat(length)});
        talk.call("update_user_device")
            .at(&alice)
            .at("PHONE")
            .body(body)
            .await;
    }
}

async fn several_devices_are_deleted_at_once(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    for device in ["PHONE", "TABLET", "WATCH"] {
        talk.log_in(&alice, Some(device)).await;
    }
    let body = json!({"devices": ["PHONE", "WATCH", "UNKNOWN"]});
    talk.call("delete_user_devices").at(&alice).body(body).await;
    talk.call("list_user_devices").at(&alice).await;
    talk.call("delete_user_devices")
        .at(&alice)
        .body(json!({"devices": []}))
        .await;
}

async fn a_deleted_device_is_logged_out(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.log_in(&alice, Some("PHONE")).await;
    talk.call("whoami").by(&alice).await;
    talk.call("delete_user_device").at(&alice).at("PHONE").await;
    talk.call("whoami").by(&alice).await;
}

async fn devices_of_nobody_are_refused(talk: &mut Talk) {
    let nobody = talk.id("nobody");
    for id in [&*nobody, "nonsense", "@alice:elsewhere.example"] {
        talk.call("list_user_devices").at(id).await;
        talk.call("create_user_device")
            .at(id)
            .body(json!({"device_id": "PHONE"}))
            .await;
        talk.call("get_user_device").at(id).at("PHONE").await;
        talk.call("update_user_device")
            .at(id)
            .at("PHONE")
            .body(json!({}))
            .await;
        talk.call("delete_user_device").at(id).at("PHONE").await;
        talk.call("delete_user_devices")
            .at(id)
            .body(json!({"devices": []}))
            .await;
    }
}

async fn devices_that_make_no_sense_are_refused(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    for text in ["", "{}", "[]", r#"{"device_id": null}"#] {
        talk.call("create_user_device").at(&alice).text(text).await;
    }
    for text in ["", "{}", "[]", r#"{"devices": "PHONE"}"#] {
        talk.call("delete_user_devices").at(&alice).text(text).await;
    }
    for text in ["", "[]", "{"] {
        talk.call("update_user_device")
            .at(&alice)
            .at("PHONE")
            .text(text)
            .await;
    }
}
