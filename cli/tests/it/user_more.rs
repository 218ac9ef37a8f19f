//! What else can be done with accounts: redaction, renewal, limits, features, and what is known of them.

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{method, path, query_param},
};

use crate::site::{Run, Site};

const ADMIN: &str = "/_synapse/admin/v1";

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

#[tokio::test]
async fn an_account_is_registered_without_a_token() {
    let site = Site::blank().await;
    let at = format!("{ADMIN}/register");
    site.get(&at, json!({"nonce": "n"})).await;
    let registered = json!({"user_id": "@root:example.org", "home_server": "example.org"});
    site.answer("POST", &at, ok(registered)).await;
    for (name, text) in [("secret", "shared\n"), ("password", "wonder\n")] {
        std::fs::write(site.path(name), text).unwrap();
    }
    let (secret, password) = (site.path("secret"), site.path("password"));
    let args = [
        "syn",
        "user",
        "register",
        "root",
        "--admin",
        "--display-name",
        "Root",
        "--shared-secret-file",
        secret.to_str().unwrap(),
        "--password-file",
        password.to_str().unwrap(),
    ];
    let run = |more: &[&str]| {
        let mut command = site.bare(&[&args[..], more].concat());
        Run::of(
            command
                .env("SYNAPSE_URL", site.server.uri())
                .output()
                .unwrap(),
        )
    };
    let dry = run(&["-n"]);
    assert_eq!(dry.json()["body"]["password"], "..", "{dry:?}");
    let done = run(&[]);
    assert_eq!(
        done.json(),
        json!({"user_id": "@root:example.org"}),
        "{done:?}"
    );
    let (_, body) = site.bodies().await.remove(0);
    assert_eq!(
        (
            &body["username"],
            &body["password"],
            &body["admin"],
            &body["nonce"],
            &body["inhibit_login"]
        ),
        (
            &json!("root"),
            &json!("wonder"),
            &json!(true),
            &json!("n"),
            &json!(true)
        )
    );
    // HMAC-SHA1 of `n NUL root NUL wonder NUL admin` with the key `shared`.
    assert_eq!(body["mac"].as_str().unwrap().len(), 40);
    assert!(!body.to_string().contains("shared"));
}

#[tokio::test]
async fn events_are_redacted_and_waited_for() {
    let site = Site::new().await;
    let at = format!("{ADMIN}/user/@ada:example.org/redact");
    site.answer("POST", &at, ok(json!({"redact_id": "r1"})))
        .await;
    let status = format!("{ADMIN}/user/redact_status/r1");
    Mock::given(method("GET"))
        .and(path(status.as_str()))
        .respond_with(ok(json!({"status": "active"})))
        .up_to_n_times(1)
        .mount(&site.server)
        .await;
    site.get(
        &status,
        json!({"status": "complete", "failed_redactions": {"$e": "no"}}),
    )
    .await;
    let redact = ["syn", "user", "redact", "ada"];
    assert_eq!(site.run(&redact).code, 2);
    assert_eq!(site.changes().await, [""; 0]);
    let more = [
        "-r",
        "!r:example.org",
        "--reason",
        "spam",
        "-l",
        "5",
        "--before",
        "@1767225600000",
        "--use-admin",
    ];
    let run = site.run(&[&redact[..], &more, &["-y", "--wait"]].concat());
    assert_eq!(
        run.json()[0]["result"],
        json!({"redact_id": "r1", "failed_redactions": {"$e": "no"}}),
        "{run:?}"
    );
    let body = json!({"rooms": ["!r:example.org"], "reason": "spam", "limit": 5,
        "before_ts": 1_767_225_600_000_i64, "use_admin": true});
    assert_eq!(site.bodies().await[0], (format!("POST {at}"), body.clone()));
    let dry = site.run(&[&redact[..], &more, &["-n"]].concat());
    assert_eq!(dry.json()[0]["body"], body, "{dry:?}");
    let run = site.run(&["syn", "user", "redact-status", "r1", "--wait"]);
    assert_eq!(
        (&run.json()["status"], &run.json()["redact_id"]),
        (&json!("complete"), &json!("r1")),
        "{run:?}"
    );
    let own = site.run(&["syn", "user", "redact", "me", "-y"]);
    assert!(
        own.code == 2 && own.stderr.contains("--allow-self"),
        "{own:?}"
    );
    assert_eq!(site.run(&["syn", "user", "redact-status", "gone"]).code, 5);
}

#[tokio::test]
async fn a_redaction_that_failed_has_its_exit_code() {
    let site = Site::new().await;
    site.get(
        &format!("{ADMIN}/user/redact_status/r1"),
        json!({"status": "failed", "error": "why"}),
    )
    .await;
    let run = site.run(&[
        "syn",
        "user",
        "redact-status",
        "r1",
        "--wait",
        "--wait-timeout",
        "1s",
    ]);
    assert!(run.code == 12 && run.stderr.contains("why"), "{run:?}");
    assert_eq!(site.run(&["syn", "user", "redact-status", "r1"]).code, 0);
}

#[tokio::test]
async fn accounts_are_renewed() {
    let site = Site::new().await;
    let end = 1_767_225_600_000_i64;
    site.answer(
        "POST",
        &format!("{ADMIN}/account_validity/validity"),
        ok(json!({"expiration_ts": end})),
    )
    .await;
    let args = [
        "syn",
        "user",
        "renew",
        "ada",
        "--until",
        "@1767225600000",
        "--no-emails",
    ];
    let run = site.run(&args);
    assert_eq!(run.json()[0]["result"]["expiration_ts"], end, "{run:?}");
    let body = json!({"user_id": "@ada:example.org", "expiration_ts": end, "enable_renewal_emails": false});
    assert_eq!(site.bodies().await[0].1, body);
    let dry = site.run(&[&args[..], &["-n"]].concat());
    assert_eq!(dry.json()[0]["body"], body, "{dry:?}");
    assert_eq!(
        site.run(&["syn", "user", "renew", "ada", "--until", "@1767225600"])
            .code,
        2
    );
}

#[tokio::test]
async fn features_are_shown_and_switched() {
    let site = Site::new().await;
    let at = format!("{ADMIN}/experimental_features/@ada:example.org");
    site.get(
        &at,
        json!({"features": {"msc3881": true, "msc4222": false}}),
    )
    .await;
    site.answer("PUT", &at, ok(json!({}))).await;
    let run = site.run(&["syn", "user", "features", "get", "ada"]);
    assert_eq!(
        run.json()[0],
        json!({"feature": "msc3881", "enabled": true}),
        "{run:?}"
    );
    let set = ["syn", "user", "features", "set", "ada"];
    let run = site.run(&[&set[..], &["--enable", "msc4222", "--disable", "msc3881"]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    let body = json!({"features": {"msc3881": false, "msc4222": true}});
    assert_eq!(site.bodies().await, [(format!("PUT {at}"), body)]);
    assert_eq!(site.run(&set).code, 2);
    assert_eq!(
        site.run(&[&set[..], &["--enable", "a", "--disable", "a"]].concat())
            .code,
        2
    );
}

#[tokio::test]
async fn no_limit_and_no_override_are_told_apart() {
    let site = Site::new().await;
    let at = |name: &str| format!("{ADMIN}/users/@{name}:example.org/override_ratelimit");
    let zero = json!({"messages_per_second": 0, "burst_count": 0});
    site.get(&at("ada"), json!({})).await;
    site.get(&at("bot"), zero.clone()).await;
    let run = site.run(&["syn", "user", "ratelimit", "get", "ada", "bot"]);
    assert_eq!(
        (&run.json()[0]["override"], &run.json()[1]["override"]),
        (&json!("none"), &json!("unlimited")),
        "{run:?}"
    );
    assert_eq!(
        site.run(&["syn", "user", "ratelimit", "get", "bot"]).json()["user_id"],
        "@bot:example.org"
    );
    site.answer("POST", &at("bot"), ok(zero.clone())).await;
    let limited = json!({"messages_per_second": 2, "burst_count": 20});
    site.answer("POST", &at("ada"), ok(limited.clone())).await;
    site.answer("DELETE", &at("ada"), ok(json!({}))).await;
    let ratelimit = ["syn", "user", "ratelimit"];
    for more in [
        &["set", "bot", "--unlimited"][..],
        &[
            "set",
            "ada",
            "--messages-per-second",
            "2",
            "--burst-count",
            "20",
        ],
        &["reset", "ada"],
    ] {
        let run = site.run(&[&ratelimit[..], more].concat());
        assert_eq!(run.json()[0]["outcome"], "done", "{run:?}");
    }
    let bodies = site.bodies().await;
    assert_eq!((&bodies[0].1, &bodies[1].1), (&zero, &limited));
    assert_eq!(bodies[2].0, format!("DELETE {}", at("ada")));
    for bad in [
        &["set", "ada"][..],
        &["set", "ada", "--messages-per-second", "2"],
        &[
            "set",
            "ada",
            "--messages-per-second",
            "0",
            "--burst-count",
            "1",
        ],
    ] {
        assert_eq!(site.run(&[&ratelimit[..], bad].concat()).code, 2, "{bad:?}");
    }
}

#[tokio::test]
async fn what_is_known_of_an_account_is_told() {
    let site = Site::new().await;
    let at = |what: &str| format!("{ADMIN}/users/@ada:example.org/{what}");
    site.get(&at("sent_invite_count"), json!({"invite_count": 3}))
        .await;
    site.get(
        &at("cumulative_joined_room_count"),
        json!({"cumulative_joined_room_count": 4}),
    )
    .await;
    let run = site.run(&[
        "syn",
        "user",
        "activity",
        "ada",
        "--since",
        "@1767225600000",
    ]);
    let counted = json!([{"user_id": "@ada:example.org", "invites_sent": 3, "rooms_joined": 4}]);
    assert_eq!(run.json(), counted, "{run:?}");
    assert!(
        site.reads()
            .await
            .iter()
            .all(|read| read.ends_with("?from_ts=1767225600000"))
    );

    let room = json!({"m.tag": {"tags": {}}});
    let data = json!({"global": {"m.direct": {}}, "rooms": {"!r:example.org": room}});
    site.get(&at("accountdata"), json!({"account_data": data}))
        .await;
    assert_eq!(
        site.run(&["syn", "user", "account-data", "ada"]).json(),
        data
    );
    let args = ["syn", "user", "account-data", "ada", "--room"];
    assert_eq!(
        site.run(&[&args[..], &["!r:example.org"]].concat()).json(),
        room
    );
    assert_eq!(site.run(&[&args[..], &["!s:example.org"]].concat()).code, 5);

    let pusher = json!({"app_display_name": "A", "app_id": "a", "data": {}, "device_display_name": "D",
        "kind": "http", "lang": "en", "profile_tag": "", "pushkey": "k", "enabled": true, "device_id": null});
    site.get(&at("pushers"), json!({"pushers": [pusher], "total": 1}))
        .await;
    let run = site.run(&["syn", "user", "pushers", "ada"]);
    assert_eq!(run.json()[0]["pushkey"], "k", "{run:?}");
}

#[tokio::test]
async fn names_are_looked_up() {
    let site = Site::new().await;
    let at = format!("{ADMIN}/username_available");
    for (name, answer) in [
        ("free", ok(json!({"available": true}))),
        (
            "taken",
            ResponseTemplate::new(400)
                .set_body_json(json!({"errcode": "M_USER_IN_USE", "error": "no"})),
        ),
        (
            "B",
            ResponseTemplate::new(400)
                .set_body_json(json!({"errcode": "M_INVALID_USERNAME", "error": "no"})),
        ),
    ] {
        Mock::given(method("GET"))
            .and(path(at.as_str()))
            .and(query_param("username", name))
            .respond_with(answer)
            .mount(&site.server)
            .await;
    }
    let run = site.run(&["syn", "user", "available", "free", "taken"]);
    let names =
        json!([{"username": "free", "available": true}, {"username": "taken", "available": false}]);
    assert_eq!(run.json(), names, "{run:?}");
    assert_eq!(site.run(&["syn", "user", "available", "B"]).code, 6);
}

#[tokio::test]
async fn new_keys_are_allowed_for_a_while() {
    let site = Site::new().await;
    let at = format!("{ADMIN}/users/@ada:example.org/_allow_cross_signing_replacement_without_uia");
    let end = 1_767_225_600_000_i64;
    site.answer(
        "POST",
        &at,
        ok(json!({"updatable_without_uia_before_ms": end})),
    )
    .await;
    let run = site.run(&["syn", "user", "allow-cross-signing-reset", "ada"]);
    assert_eq!(
        run.json()[0]["result"]["updatable_without_uia_before_ts"],
        end,
        "{run:?}"
    );
    assert_eq!(site.changes().await, [format!("POST {at}")]);
}
