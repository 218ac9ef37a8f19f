//! Changes of one user of Mattermost, as they are sent.

use std::fs;

use serde_json::json;
use wiremock::ResponseTemplate;

use crate::{
    mattermost_user::{crowd, ok, user},
    recorded::{ALICE, answer},
    site::Site,
};

#[tokio::test]
async fn an_edit_sends_what_was_said_and_keeps_the_rest_of_maps() {
    let site = Site::mattermost().await;
    let at = format!("/api/v4/users/{ALICE}/patch");
    let patched = ResponseTemplate::new(200).set_body_json(answer("121_patch_user"));
    site.answer("PUT", &at, patched).await;
    for (args, body) in [
        (
            &["edit", "alice", "--nickname", "", "-y"][..],
            json!({"nickname": ""}),
        ),
        (
            &["edit", "email", "alice", "a@example.test", "-y"],
            json!({"email": "a@example.test"}),
        ),
        (
            &["edit", "alice", "--prop", "k2=v", "-y"],
            json!({"props": {"customkey": "v", "k2": "v"}}),
        ),
        (
            &["edit", "alice", "--prop", "customkey=", "-y"],
            json!({"props": {}}),
        ),
        (
            &["edit", "alice", "--timezone", "Europe/London", "-y"],
            json!({"timezone": {
            "automaticTimezone": "", "manualTimezone": "Europe/London", "useAutomaticTimezone": "false"}}),
        ),
    ] {
        let run = user(&site, args);
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
        assert_eq!(site.bodies_at(&at).await.pop().unwrap(), body, "{args:?}");
    }
    assert_eq!(user(&site, &["edit", "alice", "-y"]).code, 2);
    assert_eq!(user(&site, &["edit", "phone", "alice", "1", "-y"]).code, 2);
    let dry = user(
        &site,
        &[
            "edit",
            "alice",
            "--auth-service",
            "ldap",
            "--auth-data",
            "al",
            "-n",
        ],
    )
    .json();
    assert_eq!(
        dry["body"],
        json!({"auth_service": "ldap", "auth_data": "al"})
    );
}

#[tokio::test]
async fn a_bot_becomes_a_user_with_a_password() {
    let site = Site::mattermost().await;
    let robot = "ehdnmkiiiifbmp9tgyt8zjpcby";
    site.get(
        &format!("/api/v4/users/{robot}"),
        answer("302_get_user_bot_flags"),
    )
    .await;
    fs::write(site.path("p"), "secret").unwrap();
    let file = site.path("p").to_str().unwrap().to_owned();
    let at = format!("/api/v4/bots/{robot}/convert_to_user");
    let made = ResponseTemplate::new(200).set_body_json(answer("302_get_user_bot_flags"));
    site.answer("POST", &at, made).await;
    let run = user(
        &site,
        &[
            "convert",
            robot,
            "--user",
            "--email",
            "r@example.test",
            "--password-file",
            &file,
        ],
    );
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        site.bodies_at(&at).await,
        [json!({"email": "r@example.test", "password": "secret"})]
    );
    assert_eq!(user(&site, &["convert", robot]).code, 2);
}

#[tokio::test]
async fn people_are_invited_to_each_team() {
    let site = Site::mattermost().await;
    let at = format!("/api/v4/teams/{ALICE}/invite/email");
    site.answer("POST", &at, ok()).await;
    assert_eq!(user(&site, &["invite", "x@example.test", ALICE]).code, 2);
    fs::write(site.path("people"), "x@example.test\ny@example.test\n").unwrap();
    let file = site.path("people").to_str().unwrap().to_owned();
    let run = user(&site, &["invite", "--from-file", &file, ALICE, "-y"]);
    assert_eq!(run.code, 0, "{run:?}");
    let mut sent = site.bodies_at(&at).await;
    sent.sort_by_key(ToString::to_string);
    assert_eq!(sent, [json!(["x@example.test"]), json!(["y@example.test"])]);
    assert_eq!(user(&site, &["invite", "nobody", ALICE, "-y"]).code, 2);
}

#[tokio::test]
async fn preferences_are_read_and_changed() {
    let site = Site::mattermost().await;
    let at = format!("/api/v4/users/{ALICE}/preferences");
    let one =
        json!({"user_id": ALICE, "category": "display_settings", "name": "clock", "value": "true"});
    site.get(&at, json!([one])).await;
    site.get(&format!("{at}/display_settings/name/clock"), one.clone())
        .await;
    site.answer("PUT", &at, ok()).await;
    site.answer("POST", &format!("{at}/delete"), ok()).await;
    let preference =
        |verb: &str, more: &[&str]| user(&site, &[&["preference", verb, "alice"], more].concat());
    let named = ["-c", "display_settings", "-n", "clock"];
    assert_eq!(preference("list", &[]).json(), json!([one]));
    assert_eq!(preference("list", &["-c", "nothing"]).json(), json!([]));
    assert_eq!(preference("get", &named).json(), one);
    assert_eq!(preference("delete", &named).code, 2);
    let run = preference("set", &[&named[..], &["-v", "true", "-y"]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(site.bodies_at(&at).await.pop().unwrap(), json!([one]));
    assert_eq!(
        preference("delete", &[&named[..], &["-y"]].concat()).code,
        0
    );
    assert_eq!(
        site.bodies_at(&format!("{at}/delete")).await[0][0]["name"],
        "clock"
    );
}

#[tokio::test]
async fn a_move_to_another_service_can_be_tried() {
    let site = Site::mattermost().await;
    crowd(&site).await;
    fs::write(
        site.path("pairs.csv"),
        "email,username\nalice@example.test,al\n",
    )
    .unwrap();
    let pairs = site.path("pairs.csv").to_str().unwrap().to_owned();
    let moved = |args: &[&str]| user(&site, &[&["migrate-auth"], args].concat());
    let dry = moved(&["ldap", "saml", &pairs, "-n"]).json();
    assert_eq!(
        (&dry[0]["username"], &dry[0]["becomes"]),
        (&json!("ldap"), &json!("al"))
    );
    assert_eq!(
        moved(&["email", "ldap", "email", "--dry-run"])
            .json()
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(moved(&["email", "ldap", "phone"]).code, 2);
    assert_eq!(site.changes().await, [""; 0]);
    site.answer("POST", "/api/v4/users/migrate_auth/saml", ok())
        .await;
    let run = moved(&["ldap", "saml", &pairs, "--yes-migrate"]);
    assert_eq!(run.code, 0, "{run:?}");
    let sent = site.bodies_at("/api/v4/users/migrate_auth/saml").await;
    assert_eq!(sent[0]["matches"], json!({"alice@example.test": "al"}));
}

#[tokio::test]
async fn pictures_come_and_go_as_files() {
    let site = Site::mattermost().await;
    let at = format!("/api/v4/users/{ALICE}/image");
    let picture = ResponseTemplate::new(200).set_body_raw(b"\x89PNG".to_vec(), "image/png");
    site.answer("GET", &at, picture).await;
    let file = site.path("a.png").to_str().unwrap().to_owned();
    let run = user(&site, &["image", "get", "alice", "--output-file", &file]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(fs::read(&file).unwrap(), b"\x89PNG");
    assert_eq!(user(&site, &["image", "set", "alice", &file]).code, 2);
    let _played = site.plays("149_set_profile_image").await;
    let run = user(&site, &["image", "set", "alice", &file, "-y"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        user(&site, &["image", "set", "alice", "/nowhere.png", "-y"]).code,
        2
    );
}
