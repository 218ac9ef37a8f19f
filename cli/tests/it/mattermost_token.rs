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
    let never = site.run(&[
        "mm",
        "token",
        "generate",
        "admin",
        "x",
        "--expires",
        "never",
    ]);
    assert!(never.code == 0 && never.stderr.is_empty(), "{never:?}");
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
    site.get(
        &format!("/api/v4/users/tokens/{TOKEN}"),
        answer("180_get_token_disabled"),
    )
    .await;
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
async fn a_rotated_token_has_another_secret_and_an_expiry_is_not_lost() {
    let site = Site::mattermost().await;
    let mut made = answer("162_create_token");
    made["expires_at"] = 0.into();
    let made = ResponseTemplate::new(200).set_body_json(made);
    site.answer("POST", "/api/v4/users/tokens/rotate", made)
        .await;
    let mut token = answer("180_get_token_disabled");
    token["expires_at"] = 1_900_000_000_000_i64.into();
    site.get(&format!("/api/v4/users/tokens/{TOKEN}"), token)
        .await;
    let rotate = |more: &[&str]| site.run(&[&["mm", "token", "rotate", TOKEN], more].concat());
    let said = rotate(&["-y"]);
    assert!(
        said.code == 2 && said.stderr.contains("`never`"),
        "{said:?}"
    );
    for args in [
        &["--expires", "never"][..],
        &["-y", "--expires", "2w ago"],
        &["-y", "--expires", "1900000000"],
        &[
            "-y",
            "--expires",
            "never",
            "--output-file",
            "/nowhere/token",
        ],
    ] {
        let run = rotate(args);
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
    }
    let dry = rotate(&["-n", "--expires", "@4102444800000"]).json();
    assert_eq!(
        dry["body"],
        json!({"token_id": TOKEN, "expires_at": 4_102_444_800_000_i64})
    );
    assert_eq!(site.changes().await, [""; 0]);
    let run = rotate(&["-y", "--expires", "never"]);
    assert_eq!(run.json()["token"], "<PAT_SECRET>", "{run:?}");
    let file = site.path("token").to_str().unwrap().to_owned();
    let run = rotate(&["-y", "--expires", "@4102444800000", "--output-file", &file]);
    assert!(
        run.code == 0 && !run.stdout.contains("PAT_SECRET"),
        "{run:?}"
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "<PAT_SECRET>\n");
    assert_eq!(
        site.bodies_at("/api/v4/users/tokens/rotate").await,
        [
            json!({"token_id": TOKEN}),
            json!({"token_id": TOKEN, "expires_at": 4_102_444_800_000_i64})
        ]
    );
}

#[tokio::test]
async fn a_file_for_a_secret_is_private_and_goes_when_there_is_none() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = Site::mattermost().await;
    let file = site.path("token");
    let generate = [
        "mm",
        "token",
        "generate",
        "admin",
        "x",
        "--output-file",
        file.to_str().unwrap(),
    ];
    let at = format!("/api/v4/users/{ADMIN}/tokens");
    let refused = ResponseTemplate::new(501).set_body_json(answer("319_r_create_token_501"));
    {
        let mock = wiremock::Mock::given(wiremock::matchers::path(at.as_str()));
        let _mock = mock
            .respond_with(refused)
            .mount_as_scoped(&site.server)
            .await;
        let run = site.run(&[&generate[..], &["--retries", "0"]].concat());
        assert_eq!(run.code, 8, "{run:?}");
        assert!(!file.exists());
    }
    let made = ResponseTemplate::new(200).set_body_json(answer("162_create_token"));
    site.answer("POST", &at, made).await;
    let run = site.run(&generate);
    assert_eq!(run.code, 0, "{run:?}");
    let permissions = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(permissions & 0o777, 0o600);
}

#[tokio::test]
async fn a_list_of_tokens_names_each_once_and_can_be_sorted() {
    let site = Site::mattermost().await;
    let mut tokens = answer("170_get_tokens_all");
    let first = tokens[0].clone();
    tokens.as_array_mut().unwrap().push(first);
    site.get("/api/v4/users/tokens", tokens).await;
    let list = |args: &[&str]| {
        let list = [
            "mm",
            "token",
            "list",
            "--all-users",
            "--jq",
            "[.[].description] | join(\",\")",
        ];
        site.run(&[&list[..], args].concat())
    };
    assert_eq!(list(&[]).stdout, "ci token,by pat,extra 0\n");
    assert_eq!(
        list(&["--sort", "description"]).stdout,
        "by pat,ci token,extra 0\n"
    );
    let cut = list(&["--limit", "1"]);
    assert!(cut.stderr.contains("--all"), "{cut:?}");
    assert_eq!(list(&["--sort", "token"]).code, 2);
}

#[tokio::test]
async fn tokens_are_found_by_their_users_and_shown_by_their_ids() {
    let site = Site::mattermost().await;
    let found = ResponseTemplate::new(200).set_body_json(answer("176_search_tokens"));
    site.answer("POST", "/api/v4/users/tokens/search", found)
        .await;
    let run = site.run(&["mm", "token", "search", "admin", "adm"]);
    let count = answer("176_search_tokens").as_array().unwrap().len();
    assert_eq!(run.json().as_array().unwrap().len(), count, "{run:?}");
    assert_eq!(site.run(&["mm", "token", "search", ""]).code, 2);
    let token = answer("180_get_token_disabled");
    site.get(&format!("/api/v4/users/tokens/{TOKEN}"), token.clone())
        .await;
    let other = "xpkhhdmx5fy79f7mg84onaifsr";
    site.get(&format!("/api/v4/users/tokens/{other}"), token.clone())
        .await;
    assert_eq!(site.run(&["mm", "token", "show", TOKEN]).json(), token);
    let both = site.run(&["mm", "token", "show", TOKEN, other, TOKEN]);
    assert_eq!(both.json().as_array().unwrap().len(), 2, "{both:?}");
}

#[tokio::test]
async fn tokens_that_live_too_long_are_counted_before_they_go() {
    let site = Site::mattermost().await;
    let base = "/api/v4/users/tokens/non_compliant";
    site.get(&format!("{base}/count"), json!({"count": 3}))
        .await;
    let gone = ResponseTemplate::new(200).set_body_json(json!({"count": 3}));
    site.answer("POST", &format!("{base}/revoke"), gone).await;
    let run = |more: &[&str]| site.run(&[&["mm", "token", "non-compliant"], more].concat());
    assert_eq!(run(&[]).json(), json!({"count": 3, "outcome": "found"}));
    let asked = run(&["--revoke", "-y"]);
    assert!(
        asked.code == 2 && asked.stderr.contains("--yes-revoke"),
        "{asked:?}"
    );
    assert_eq!(
        run(&["--revoke", "-n"]).json()["path"],
        format!("{base}/revoke")
    );
    assert_eq!(run(&["--yes-revoke"]).code, 2);
    assert_eq!(site.changes().await, [""; 0]);
    let done = run(&["--revoke", "--yes-revoke"]);
    assert_eq!(done.json(), json!({"count": 3, "outcome": "deleted"}));
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
    let csv = site.run(&["mm", "limits", "-o", "csv"]);
    assert!(csv.stdout.contains("\n7,0,"), "{csv:?}");
}
