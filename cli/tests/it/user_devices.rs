//! Sessions of accounts: which end, and which are kept.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::site::Site;

fn at(name: &str, what: &str) -> String {
    format!("/_synapse/admin/v2/users/@{name}:example.org/{what}")
}

fn device(id: &str, seen: Option<i64>) -> Value {
    json!({"device_id": id, "display_name": null, "last_seen_ip": null, "last_seen_ts": seen,
        "last_seen_user_agent": null, "user_id": "@ada:example.org"})
}

/// Ids of devices, and when they were seen.
type Devices<'a> = &'a [(&'a str, Option<i64>)];

/// A server on which accounts have these devices, that can be deleted.
async fn site(of: &[(&str, Devices<'_>)]) -> Site {
    let site = Site::new().await;
    for (name, devices) in of {
        let devices: Vec<Value> = devices.iter().map(|(id, seen)| device(id, *seen)).collect();
        let total = devices.len();
        site.get(
            &at(name, "devices"),
            json!({"devices": devices, "total": total}),
        )
        .await;
        let done = ResponseTemplate::new(200).set_body_json(json!({}));
        site.answer("POST", &at(name, "delete_devices"), done).await;
    }
    site
}

const OLD: Option<i64> = Some(1_500_000_000_000);
const OLDER: Option<i64> = Some(1_400_000_000_000);
/// In the year 2100, which counts as lately.
const NEW: Option<i64> = Some(4_102_444_800_000);

#[tokio::test]
async fn old_letters_and_new_names_choose_the_same_devices() {
    let site = site(&[(
        "ada",
        &[
            ("NEW", NEW),
            ("OLD", OLD),
            ("OLDER", OLDER),
            ("NEVER", None),
        ],
    )])
    .await;
    for prune in [&["devices", "prune"][..], &["prune-devices"]] {
        for (args, ids) in [
            (&[][..], "OLD\nOLDER\n"),
            (&["-d", "0", "-s", "0"], "OLD\nOLDER\n"),
            (&["--unseen-for", "0d", "--keep", "2"], "OLDER\n"),
            (&["--min-days", "30", "--min-surviving", "3"], ""),
            (&["-s", "3", "--include-never-seen"], "NEVER\n"),
            (&["-i", "OLDER", "-i", "NEW"], "OLDER\n"),
            (&["--device-id", "OLD", "-s", "2"], ""),
            (&["--unseen-for", "@1450000000000"], "OLDER\n"),
        ] {
            let run =
                site.run(&[&["syn", "user"], prune, &["ada", "-l", "-o", "ids"], args].concat());
            assert_eq!(
                (run.code, run.stdout.as_str()),
                (0, ids),
                "{prune:?} {args:?}: {run:?}"
            );
        }
    }
    assert_eq!(site.changes().await, [""; 0]);
}

#[tokio::test]
async fn each_account_loses_its_own_devices_and_only_after_an_answer() {
    let site = site(&[
        ("ada", &[("NEW", NEW), ("A", OLD)]),
        ("bob", &[("B", OLD), ("B2", OLDER)]),
        ("eve", &[("E", OLD)]),
    ])
    .await;
    let prune = ["syn", "user", "devices", "prune", "ada", "bob", "eve"];
    let dry = site.run(&[&prune[..], &["-n"]].concat());
    let request = |name: &str, device: &str| json!({"method": "POST", "path": at(name, "delete_devices"), "body": {"devices": [device]}});
    assert_eq!(
        dry.json(),
        json!([request("ada", "A"), request("bob", "B2")]),
        "{dry:?}"
    );
    let asked = site.run(&prune);
    assert!(
        asked.code == 2 && asked.stderr.contains("2 devices"),
        "{asked:?}"
    );
    assert_eq!(site.changes().await, [""; 0]);
    let run = site.run(&[&prune[..], &["-y", "--concurrency", "1"]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    let sent = [
        (
            format!("POST {}", at("ada", "delete_devices")),
            json!({"devices": ["A"]}),
        ),
        (
            format!("POST {}", at("bob", "delete_devices")),
            json!({"devices": ["B2"]}),
        ),
    ];
    assert_eq!(site.bodies().await, sent);
    let own = site.run(&["syn", "user", "devices", "prune", "me", "-y"]);
    assert!(
        own.code == 2 && own.stderr.contains("--allow-self"),
        "{own:?}"
    );
}

#[tokio::test]
async fn devices_with_keys_can_be_spared() {
    let site = site(&[("ada", &[("NEW", NEW), ("KEYED", OLD), ("PLAIN", OLDER)])]).await;
    let keys =
        json!({"device_keys": {"@ada:example.org": {"KEYED": {"keys": {}}}}, "failures": {}});
    let told = ResponseTemplate::new(200).set_body_json(keys);
    site.answer("POST", "/_matrix/client/v3/keys/query", told)
        .await;
    let run = site.run(&[
        "syn",
        "user",
        "devices",
        "prune",
        "ada",
        "--no-keys",
        "-l",
        "-o",
        "ids",
    ]);
    assert_eq!(run.stdout, "PLAIN\n", "{run:?}");
    let asked = json!({"device_keys": {"@ada:example.org": []}});
    assert_eq!(
        site.bodies().await,
        [("POST /_matrix/client/v3/keys/query".to_owned(), asked)]
    );
}

#[tokio::test]
async fn devices_are_made_renamed_shown_and_deleted() {
    let site = site(&[("ada", &[("A", OLD)])]).await;
    let one = at("ada", "devices/A");
    site.get(&one, device("A", OLD)).await;
    site.answer(
        "POST",
        &at("ada", "devices"),
        ResponseTemplate::new(201).set_body_json(json!({})),
    )
    .await;
    site.answer(
        "PUT",
        &one,
        ResponseTemplate::new(200).set_body_json(json!({})),
    )
    .await;
    let devices = ["syn", "user", "devices"];
    let run = |more: &[&str]| site.run(&[&devices[..], more].concat());
    assert_eq!(run(&["list", "ada", "-o", "ids"]).stdout, "A\n");
    assert_eq!(run(&["show", "ada", "A"]).json()["device_id"], "A");
    assert_eq!(
        run(&["create", "ada", "A", "--display-name", "Phone"]).json()["device_id"],
        "A"
    );
    assert_eq!(
        run(&["rename", "ada", "A", "Tablet"]).json()["device_id"],
        "A"
    );
    let asked = run(&["delete", "ada", "A", "B"]);
    assert!(
        asked.code == 2 && asked.stderr.contains("2 devices"),
        "{asked:?}"
    );
    assert_eq!(run(&["delete", "ada", "A", "B", "-y"]).code, 0);
    let bodies: Vec<Value> = site
        .bodies()
        .await
        .into_iter()
        .map(|(_, body)| body)
        .collect();
    let sent = [
        json!({"device_id": "A"}),
        json!({"display_name": "Phone"}),
        json!({"display_name": "Tablet"}),
        json!({"devices": ["A", "B"]}),
    ];
    assert_eq!(bodies, sent);
    let dry = run(&["create", "ada", "A/B", "--display-name", "Phone", "-n"]);
    let renaming = json!({"method": "PUT", "path": at("ada", "devices/A%2FB"), "body": {"display_name": "Phone"}});
    assert_eq!(dry.json()[1], renaming, "{dry:?}");
    assert_eq!(dry.json()[0]["body"], json!({"device_id": "A/B"}));
    let dry = run(&["rename", "ada", "A/B", "Phone", "-n"]);
    assert_eq!(dry.json(), json!([renaming]), "{dry:?}");
    let own = run(&["delete", "me", "A", "-y"]);
    assert!(
        own.code == 2 && own.stderr.contains("--allow-self"),
        "{own:?}"
    );
}

#[tokio::test]
async fn accounts_are_logged_out_of_all_devices_or_of_one() {
    let site = site(&[("ada", &[("A", OLD), ("B", None)]), ("bob", &[("C", NEW)])]).await;
    let logout = ["syn", "user", "logout"];
    let run = |more: &[&str]| site.run(&[&logout[..], more].concat());
    assert_eq!(run(&["ada"]).code, 2);
    assert_eq!(run(&["ada", "bob", "--device", "A", "-y"]).code, 2);
    assert_eq!(run(&["ada", "--device", "A", "--all-devices"]).code, 2);
    assert_eq!(run(&["me", "-y"]).code, 2);
    assert_eq!(site.changes().await, [""; 0]);
    let done = run(&["ada", "bob", "--all-devices", "-y", "--concurrency", "1"]);
    assert_eq!(
        done.json()[0]["result"]["devices"],
        json!(["A", "B"]),
        "{done:?}"
    );
    assert_eq!(run(&["ada", "--device", "A", "-y"]).code, 0);
    let bodies: Vec<Value> = site
        .bodies()
        .await
        .into_iter()
        .map(|(_, body)| body)
        .collect();
    let sent = [
        json!({"devices": ["A", "B"]}),
        json!({"devices": ["C"]}),
        json!({"devices": ["A"]}),
    ];
    assert_eq!(bodies, sent);
}
