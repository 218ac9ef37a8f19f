//! Changes of one user of Mattermost, as they are sent.

use std::fs;

use serde_json::json;
use wiremock::ResponseTemplate;

use crate::{
    mattermost_user::{crowd, ok, user},
    recorded::{ALICE, CAROL, answer},
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
    // Nobody told how Alice is notified, so what is not sent would be lost.
    let blind = ["edit", "alice", "--notify-prop", "email=false", "-y"];
    let refused = user(&site, &blind);
    assert!(
        refused.code == 2 && refused.stderr.contains("--replace"),
        "{refused:?}"
    );
    let run = user(
        &site,
        &[&blind[..], &["--prop", "k2=v", "--replace"]].concat(),
    );
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        site.bodies_at(&at).await.pop().unwrap(),
        json!({"props": {"k2": "v"}, "notify_props": {"email": "false"}})
    );
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
async fn how_a_user_logs_in_is_changed_alone_and_can_be_taken_back() {
    let site = Site::mattermost().await;
    let mut dave = answer("249_get_user_bot");
    dave["auth_service"] = "gitlab".into();
    dave["auth_data"] = "dave-ext".into();
    let id = dave["id"].as_str().unwrap().to_owned();
    site.get("/api/v4/users/username/dave", dave.clone()).await;
    site.get(&format!("/api/v4/users/{id}"), dave).await;
    let dry = |args: &[&str]| {
        let run = user(&site, &[&["edit"], args, &["-n"]].concat());
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
        run.json()["body"].clone()
    };
    let auth = |service: &str, data: &str| json!({"auth_service": service, "auth_data": data});
    assert_eq!(dry(&["authdata", "dave", "d2"]), auth("gitlab", "d2"));
    assert_eq!(
        dry(&["auth", "dave", "--auth-service", "ldap"]),
        auth("ldap", "dave-ext")
    );
    assert_eq!(
        dry(&["dave", "--service", "ldap", "--authdata", "x"]),
        auth("ldap", "x")
    );
    let back = json!({"auth_service": "email"});
    assert_eq!(dry(&["authdata", "dave", ""]), back);
    assert_eq!(dry(&["auth", "dave", "--auth-service", "email"]), back);
    for args in [
        &[
            "auth",
            "dave",
            "--auth-service",
            "email",
            "--auth-data",
            "x",
        ][..],
        &["auth", "alice", "--auth-data", "x"],
        &[
            "auth",
            "dave",
            "--auth-service",
            "ldap",
            "--email",
            "x@example.test",
        ],
        &[
            "auth",
            "admin",
            "--auth-service",
            "ldap",
            "--auth-data",
            "x",
        ],
    ] {
        let run = user(&site, &[&["edit"], args, &["-y"]].concat());
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
    }
    assert_eq!(site.changes().await, [""; 0]);
    let refused =
        ResponseTemplate::new(400).set_body_json(answer("235_update_user_auth_back_to_email_400"));
    site.answer("PUT", &format!("/api/v4/users/{id}/auth"), refused)
        .await;
    let run = user(&site, &["edit", "authdata", "dave", "", "-y"]);
    assert!(run.code == 6 && run.stderr.contains("11.6"), "{run:?}");
    assert_eq!(
        site.bodies_at(&format!("/api/v4/users/{id}/auth")).await,
        [back]
    );
}

#[tokio::test]
async fn a_password_among_the_arguments_is_refused_and_not_repeated() {
    let site = Site::mattermost().await;
    for args in [
        &["change-password", "alice", "-p", "hunter2"][..],
        &["change-password", "alice", "--password=hunter2"],
        &[
            "change-password",
            "alice",
            "--current",
            "hunter2",
            "--password-stdin",
        ],
        &[
            "change-password",
            "alice",
            "-c",
            "hunter2",
            "--password-stdin",
        ],
        &["convert", "alice", "--user", "--password", "hunter2"],
    ] {
        let run = user(&site, &[args, &["-y"]].concat());
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
        assert!(
            run.stderr.contains("everybody on this machine"),
            "{}",
            run.stderr
        );
        assert!(!run.stderr.contains("hunter2"), "{}", run.stderr);
    }
    assert_eq!(site.requests().await, 0);
    let dry = user(&site, &["change-password", "admin", "-n"]).json();
    assert_eq!(
        dry[0]["body"],
        json!({"new_password": "..", "current_password": ".."})
    );
    fs::write(site.path("hash"), "$2a$10$x").unwrap();
    let hash = site.path("hash").to_str().unwrap().to_owned();
    let at = format!("/api/v4/users/{ALICE}/password");
    site.answer("PUT", &at, ok()).await;
    let run = user(
        &site,
        &[
            "change-password",
            "alice",
            "--password-file",
            &hash,
            "--hashed",
            "-y",
        ],
    );
    assert_eq!(run.code, 0, "{run:?}");
    let sent = site.bodies_at(&at).await.pop().unwrap();
    assert_eq!(sent["new_password"], "$2a$10$x");
    assert_eq!(sent["already_hashed"].to_string().trim_matches('"'), "true");
}

#[tokio::test]
async fn accounts_that_are_kept_elsewhere_are_told_of() {
    let site = Site::mattermost().await;
    crowd(&site).await;
    for verb in ["activate", "deactivate"] {
        let run = user(&site, &[verb, "--auth-service", "ldap", "-n"]);
        assert!(
            run.code == 0 && run.stderr.contains("1 of them logs in with ldap"),
            "{run:?}"
        );
        let run = user(&site, &[verb, "--auth-service", "email", "-n"]);
        assert_eq!(run.stderr, "", "{run:?}");
    }
    assert_eq!(site.changes().await, [""; 0]);
}

#[tokio::test]
async fn who_is_asked_about_is_called_by_name() {
    let site = Site::mattermost().await;
    let run = user(&site, &["delete", "alice", "--permanent"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("the user alice?"), "{}", run.stderr);
    let run = user(&site, &["deactivate", "alice", CAROL]);
    assert!(
        run.stderr.contains("2 users:\n  alice\n  carol\n"),
        "{}",
        run.stderr
    );
}

#[tokio::test]
async fn all_users_go_through_the_socket_only() {
    use std::{
        io::{Read as _, Write as _},
        os::unix::net::UnixListener,
    };
    let site = Site::mattermost().await;
    let socket = site.path("local.socket");
    let listener = UnixListener::bind(&socket).unwrap();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = [0_u8; 4096];
        let count = stream.read(&mut head).unwrap();
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 15\r\n\r\n{\"status\":\"OK\"}")
            .unwrap();
        String::from_utf8_lossy(&head[..count]).into_owned()
    });
    let socket = socket.to_str().unwrap();
    let run = user(&site, &["delete-all", "--unix-socket", socket, "--confirm"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.json()["outcome"], "done");
    let request = server.join().unwrap();
    assert!(
        request.starts_with("DELETE /api/v4/users HTTP/1.1"),
        "{request}"
    );
    assert_eq!(user(&site, &["deleteall", "-n"]).json()["method"], "DELETE");
    assert_eq!(site.requests().await, 0);
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
    let dry = user(&site, &["convert", robot, "--user", "--system-admin", "-n"]).json();
    assert_eq!(dry[0]["path"], format!("{at}?set_system_admin=true"));
    for args in [
        &["convert", robot][..],
        &["convert", robot, "--bot", "--user"],
        &["convert", robot, "--bot", "--email", "x@example.test"],
        &[
            "convert",
            robot,
            "alice",
            "--user",
            "--password-file",
            &file,
        ],
    ] {
        assert_eq!(user(&site, args).code, 2, "{args:?}");
    }
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
    for args in [
        &["invite", "nobody", ALICE, "-y"][..],
        &["invite", "x@example.test", "-y"],
        &["invite", "x@example.test", "y@example.test", ALICE, "-y"],
    ] {
        assert_eq!(user(&site, args).code, 2, "{args:?}");
    }
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
    for old in [
        &["-c", "display_settings", "-p", "clock"][..],
        &["-c", "display_settings", "--preference", "clock"],
    ] {
        assert_eq!(preference("get", old).json(), one);
    }
    assert_eq!(
        preference("get", &[CAROL, "-c", "display_settings", "-n", "clock"]).json(),
        json!([one])
    );
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
    let twice = moved(&["email", "ldap", "email", "-n"]);
    assert!(twice.stderr.contains("would both become"), "{twice:?}");
    fs::write(site.path("users.json"), "{\"x@example.test\": \"x\"}").unwrap();
    let strangers = site.path("users.json").to_str().unwrap().to_owned();
    let run = moved(&["ldap", "saml", &strangers, "-n"]);
    assert_eq!(run.json(), json!([]), "{run:?}");
    assert!(
        run.stderr.contains("x@example.test") && run.stderr.contains("1 users of ldap would stay"),
        "{run:?}"
    );
    for args in [
        &["email", "ldap", "phone"][..],
        &["phone", "ldap", "email"],
        &["ldap", "ldap", "email"],
        &["email", "saml"],
        &["email", "saml", "--auto", "--force", "-y"],
        &["email", "saml", "/nowhere.json", "-y"],
    ] {
        assert_eq!(moved(args).code, 2, "{args:?}");
    }
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
