//! `chatadm mattermost token` and `session`, against what was recorded.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::{
    recorded::{ADMIN, ALICE, answer},
    site::Site,
};

const TOKEN: &str = "cbxq74uwhfy9zktpkkfhwjp5ao";

#[tokio::test]
async fn a_new_token_is_shown_once_or_kept_in_a_file() {
    let site = Site::mattermost().await;
    let generate = ["mm", "token", "generate", "admin", "ci token"];
    let dry = site.run(&[&generate[..], &["-n"]].concat()).json();
    assert_eq!(dry["path"], format!("/api/v4/users/{ADMIN}/tokens"));
    assert_eq!(dry["body"], json!({"description": "ci token"}));
    assert_eq!(site.changes().await, [""; 0]);

    let played = site.plays("162_create_token").await;
    let run = site.run(&generate);
    assert_eq!(
        (run.code, &run.json()["token"]),
        (0, &json!("<PAT_SECRET>")),
        "{run:?}"
    );
    drop(played);
    let _played = site.plays("162_create_token").await;
    let file = site.path("token");
    let run = site.run(&[&generate[..], &["--output-file", file.to_str().unwrap()]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!run.stdout.contains("PAT_SECRET"), "{run:?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "<PAT_SECRET>\n");
    // A file that exists is found before a token is made for it.
    let again = site.run(&[&generate[..], &["--output-file", file.to_str().unwrap()]].concat());
    assert_eq!(again.code, 2, "{again:?}");
}

#[tokio::test]
async fn a_server_that_knows_no_expiry_is_told_of() {
    let site = Site::mattermost().await;
    let made = ResponseTemplate::new(200).set_body_json(answer("162_create_token"));
    site.answer("POST", &format!("/api/v4/users/{ADMIN}/tokens"), made)
        .await;
    let run = site.run(&["mm", "token", "generate", "admin", "x", "--expires", "90d"]);
    assert!(run.code == 0 && run.stderr.contains("no expiry"), "{run:?}");
    let sent = site
        .bodies_at(&format!("/api/v4/users/{ADMIN}/tokens"))
        .await;
    assert!(
        sent[0]["expires_at"].as_i64().unwrap() > 1_767_225_600_000,
        "{sent:?}"
    );
    let past = site.run(&[
        "mm",
        "token",
        "generate",
        "admin",
        "x",
        "--expires",
        "2w ago",
    ]);
    assert_eq!(past.code, 2, "{past:?}");
}

#[tokio::test]
async fn tokens_are_listed_active_or_not_and_none_is_no_error() {
    let site = Site::mattermost().await;
    let mut tokens = answer("166_get_tokens_for_user_page0");
    tokens[1]["is_active"] = false.into();
    site.get(&format!("/api/v4/users/{ADMIN}/tokens"), tokens.clone())
        .await;
    site.get("/api/v4/users/tokens", tokens.clone()).await;
    let count = tokens.as_array().unwrap().len();
    let list = |more: &[&str]| site.run(&[&["mm", "token", "list"], more].concat());
    assert_eq!(list(&["admin"]).json().as_array().unwrap().len(), count);
    assert_eq!(
        list(&["--all-users", "--active"])
            .json()
            .as_array()
            .unwrap()
            .len(),
        count - 1
    );
    let off = list(&["admin", "--inactive", "-o", "ids"]);
    assert_eq!(off.stdout.lines().count(), 1, "{off:?}");
    assert_eq!(list(&[]).code, 2);
    site.get(&format!("/api/v4/users/{ALICE}/tokens"), json!([]))
        .await;
    let none = list(&["alice"]);
    assert_eq!((none.code, none.json()), (0, json!([])), "{none:?}");
}

#[tokio::test]
async fn tokens_are_revoked_after_a_yes_and_switched_without() {
    let site = Site::mattermost().await;
    let token =
        |verb: &str, more: &[&str]| site.run(&[&["mm", "token", verb, TOKEN], more].concat());
    assert_eq!(token("revoke", &[]).code, 2);
    assert_eq!(
        token("revoke", &["-n"]).json()[0]["body"],
        json!({"token_id": TOKEN})
    );
    assert_eq!(site.changes().await, [""; 0]);
    for (name, verb, code) in [
        ("184_revoke_token", "revoke", 0),
        ("185_revoke_token_again_404", "revoke", 5),
        ("181_enable_token", "enable", 0),
        ("187_rotate_token_404_route", "rotate", 5),
    ] {
        let _played = site.plays(name).await;
        let run = token(verb, &["-y"]);
        assert_eq!(run.code, code, "{name}: {run:?}");
    }
    let ok = ResponseTemplate::new(200).set_body_json(json!({"status": "OK"}));
    site.answer("POST", "/api/v4/users/tokens/disable", ok)
        .await;
    let run = token("disable", &[]);
    assert_eq!(run.json(), json!([{"id": TOKEN, "outcome": "done"}]));
    assert_eq!(
        site.bodies_at("/api/v4/users/tokens/disable").await,
        [json!({"token_id": TOKEN})]
    );
    let wrong = site.run(&["mm", "token", "revoke", "xoxb-secret", "-y"]);
    assert_eq!(wrong.code, 2, "{wrong:?}");
}

#[tokio::test]
async fn a_rotated_token_has_another_secret() {
    let site = Site::mattermost().await;
    let mut made = answer("162_create_token");
    made["expires_at"] = 0.into();
    let made = ResponseTemplate::new(200).set_body_json(made);
    site.answer("POST", "/api/v4/users/tokens/rotate", made)
        .await;
    assert_eq!(site.run(&["mm", "token", "rotate", TOKEN]).code, 2);
    assert_eq!(site.changes().await, [""; 0]);
    let run = site.run(&["mm", "token", "rotate", TOKEN, "-y"]);
    assert_eq!(run.json()["token"], "<PAT_SECRET>", "{run:?}");
    assert_eq!(
        site.bodies_at("/api/v4/users/tokens/rotate").await[0]["token_id"],
        TOKEN
    );
}

#[tokio::test]
async fn an_audit_tells_what_is_known_of_the_use_of_tokens() {
    let site = Site::mattermost().await;
    let tokens = answer("170_get_tokens_all");
    site.get("/api/v4/users/tokens", tokens.clone()).await;
    site.get(
        &format!("/api/v4/users/{ADMIN}"),
        answer("182_pat_enabled_ok"),
    )
    .await;
    let mut sessions = answer("189_get_sessions_admin");
    sessions[0]["props"]["user_access_token_id"] = TOKEN.into();
    site.get(&format!("/api/v4/users/{ADMIN}/sessions"), sessions.clone())
        .await;
    let audit = |more: &[&str]| site.run(&[&["mm", "token", "audit"], more].concat()).json();
    let all = audit(&[]);
    assert_eq!(
        all.as_array().unwrap().len(),
        tokens.as_array().unwrap().len()
    );
    assert_eq!(all[0]["first_used_at"], sessions[0]["create_at"]);
    assert_eq!(all[0]["findings"], json!(["never expires"]));
    assert_eq!(all[1]["findings"], json!(["never expires", "no use known"]));
    let used = |moment: &str| audit(&["--older-than", moment]);
    assert_eq!(used("@1795219718699")[0]["id"], TOKEN);
    assert_eq!(used("@1795219718698"), json!([]));
    let unused: Vec<Value> = audit(&["--unused-for", "@1795219718698"])
        .as_array()
        .unwrap()
        .clone();
    assert!(
        unused.iter().all(|token| token["id"] != TOKEN),
        "{unused:?}"
    );
}

#[tokio::test]
async fn sessions_are_listed_without_what_would_open_them() {
    let site = Site::mattermost().await;
    let _played = site.plays("189_get_sessions_admin").await;
    let run = site.run(&["mm", "session", "list", "admin"]);
    assert_eq!(run.json()[0]["id"], "7xu4y9i3kpg5784zuzaxy9839y", "{run:?}");
    assert!(
        !run.stdout.contains("csrf") && !run.stdout.contains("\"token\""),
        "{}",
        run.stdout
    );
}

#[tokio::test]
async fn sessions_end_after_a_yes() {
    let site = Site::mattermost().await;
    let unknown = "qqqqqqqqqqqqqqqqqqqqqqqqqq";
    let session = |args: &[&str]| site.run(&[&["mm", "session"], args].concat());
    let dry = session(&["revoke", "alice", unknown, "--dry-run"]).json();
    assert_eq!(
        dry[0]["path"],
        format!("/api/v4/users/{ALICE}/sessions/revoke")
    );
    assert_eq!(dry[0]["body"], json!({"session_id": unknown}));
    for args in [
        &["revoke", "alice", unknown][..],
        &["revoke-all", "alice"],
        &["revoke-all", "--all-users"],
    ] {
        assert_eq!(session(args).code, 2, "{args:?}");
    }
    assert_eq!(site.changes().await, [""; 0]);
    for (name, args, code) in [
        (
            "194_revoke_session_unknown_400",
            &["revoke", "alice", unknown, "-y"][..],
            6,
        ),
        (
            "288_revoke_all_sessions_user",
            &["revoke-all", "alice", "-y"],
            0,
        ),
        (
            "297_revoke_all_sessions_all_users",
            &["revoke-all", "--all-users", "-y"],
            0,
        ),
    ] {
        let _played = site.plays(name).await;
        let run = session(args);
        assert_eq!(run.code, code, "{name}: {run:?}");
    }
    assert_eq!(
        session(&["revoke-all", "--all-users", "alice", "-y"]).code,
        2
    );
    assert_eq!(session(&["revoke-all", "-y"]).code, 2);
}

#[tokio::test]
async fn limits_are_shown_where_the_server_has_them() {
    let site = Site::mattermost().await;
    let played = site.plays("275_get_server_limits_404_route").await;
    let run = site.run(&["mm", "limits"]);
    assert_eq!(run.code, 5, "{run:?}");
    drop(played);
    site.get(
        "/api/v4/limits/server",
        json!({"maxUsersLimit": 0, "activeUserCount": 7}),
    )
    .await;
    let run = site.run(&["mm", "limits"]);
    assert_eq!(
        (run.code, &run.json()["activeUserCount"]),
        (0, &json!(7)),
        "{run:?}"
    );
}
