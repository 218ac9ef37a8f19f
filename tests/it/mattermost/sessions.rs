//! Verbs on sessions.

use chatadm::mattermost::{SessionId, UserId, types::SessionProps};
use serde_json::json;

use crate::support::verb::mattermost;

const USER: &str = "ejtydpp3xirt8ghouk73jpse3o";
const SESSION: &str = "m5n9h1q33bgr8jh76h5umt669o";

fn ada() -> UserId {
    USER.parse().unwrap()
}

#[tokio::test]
async fn the_sessions_of_a_user_are_listed_at_once() {
    let path = format!("/api/v4/users/{USER}/sessions");
    let sessions = mattermost("get_sessions", &path)
        .check(async |site| site.mattermost.user(ada()).sessions().list().await)
        .await;
    assert_eq!(sessions.len(), 1);
}

#[test]
fn the_csrf_token_of_a_session_is_not_printed() {
    let props = json!({"csrf": "planted", "os": "Linux"});
    let props: SessionProps = serde_json::from_value(props).unwrap();
    assert_eq!(props.extra["os"], "Linux");
    assert_eq!(props.csrf.as_ref().unwrap().expose(), "planted");
    assert!(!format!("{props:?}").contains("planted"));
}

#[tokio::test]
async fn one_session_is_ended_by_its_id() {
    let path = format!("/api/v4/users/{USER}/sessions/revoke");
    let session: SessionId = SESSION.parse().unwrap();
    mattermost("revoke_session", &path)
        .body(json!({"session_id": SESSION}))
        .check(async |site| {
            site.mattermost
                .user(ada())
                .sessions()
                .revoke(&session)
                .await
        })
        .await;
}

#[tokio::test]
async fn all_sessions_of_a_user_are_ended() {
    mattermost(
        "revoke_all_sessions",
        "/api/v4/users/me/sessions/revoke/all",
    )
    .check(async |site| {
        let me: UserId = "me".parse().unwrap();
        site.mattermost.user(me).sessions().revoke_all().await
    })
    .await;
}

#[tokio::test]
async fn all_sessions_of_all_users_are_ended() {
    mattermost(
        "revoke_sessions_from_all_users",
        "/api/v4/users/sessions/revoke/all",
    )
    .check(async |site| site.mattermost.revoke_all_sessions_of_all_users().await)
    .await;
}

#[tokio::test]
async fn a_device_is_described_in_text() {
    for (disabled, text) in [(true, "true"), (false, "false")] {
        mattermost("attach_device_extra_props", "/api/v4/users/sessions/device")
            .body(json!({
                "device_id": "android:d1", "voip_device_id": "apple:v1",
                "device_notification_disabled": text, "mobile_version": "2.10.0",
            }))
            .check(async |site| {
                site.mattermost
                    .attach_device()
                    .device_id("android:d1")
                    .voip_device_id("apple:v1")
                    .notifications_disabled(disabled)
                    .mobile_version("2.10.0")
                    .send()
                    .await
            })
            .await;
    }
}

#[tokio::test]
async fn the_attributes_of_sessions_are_listed() {
    let attributes = mattermost(
        "get_session_attributes_manifest",
        "/api/v4/users/sessions/attributes/manifest",
    )
    .check(async |site| site.mattermost.session_attributes().await)
    .await;
    assert_eq!(attributes[0].ttl_seconds, Some(7));
}
