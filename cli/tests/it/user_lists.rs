//! Accounts that are listed, searched and found: what is asked for, what is kept, and how it goes on.

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{method, path, query_param},
};

use crate::site::{Site, account, user};

const LIST: [&str; 3] = ["syn", "user", "list"];
const V3: &str = "/_synapse/admin/v3/users";

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// A server that answers a query of the list with these users.
async fn lists(site: &Site, query: &[(&str, &str)], users: &[Value]) {
    let mut mock = Mock::given(method("GET")).and(path(V3));
    for (name, value) in query {
        mock = mock.and(query_param(*name, *value));
    }
    let page = json!({"users": users, "total": users.len()});
    mock.respond_with(ok(page)).mount(&site.server).await;
}

/// The query of the last list that was read.
async fn query(site: &Site) -> Vec<String> {
    let reads = site.reads().await;
    let last = reads.iter().rfind(|read| read.starts_with(V3)).unwrap();
    let query = last.split_once('?').unwrap().1;
    let mut parts: Vec<String> = query.split('&').map(str::to_owned).collect();
    parts.retain(|part| !part.starts_with("limit="));
    parts.sort();
    parts
}

#[tokio::test]
async fn every_filter_of_the_server_is_sent_under_its_names() {
    let site = Site::new().await;
    site.users(&[]).await;
    for (args, sent) in [
        (&["-n", "ada"][..], &["deactivated=false", "name=ada"][..]),
        (&["--name", "ada"], &["deactivated=false", "name=ada"]),
        (&["-i", "@ada"], &["deactivated=false", "user_id=%40ada"]),
        (&["--user-id", "x", "-d"], &["user_id=x"]),
        (
            &["--id", "x", "--deactivated", "only"],
            &["deactivated=true", "user_id=x"],
        ),
        (
            &["-a", "-G"],
            &["admins=true", "deactivated=false", "guests=false"],
        ),
        (
            &["-A", "-g"],
            &["admins=false", "deactivated=false", "guests=true"],
        ),
        (&["-L"], &["deactivated=false", "locked=true"]),
        (&["--locked=only"], &["deactivated=false", "locked=true"]),
        (&["--locked=no"], &["deactivated=false"]),
        (
            &["--approved", "false"],
            &["approved=false", "deactivated=false"],
        ),
        (
            &["--exclude-user-type", "bot", "--exclude-user-type", ""],
            &["deactivated=false", "not_user_type=", "not_user_type=bot"],
        ),
        (
            &["--sort-by", "last_seen_ts", "-r", "-f", "40"],
            &[
                "deactivated=false",
                "dir=b",
                "from=40",
                "order_by=last_seen_ts",
            ],
        ),
    ] {
        let run = site.run(&[&LIST, args].concat());
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
        assert_eq!(query(&site).await, sent, "{args:?}");
    }
}

#[tokio::test]
async fn all_ways_to_sort_are_offered_and_others_refused() {
    let site = Site::new().await;
    let run = site.run(&[&LIST[..], &["--sort", "colour"]].concat());
    assert_eq!(run.code, 2, "{run:?}");
    for field in [
        "name",
        "displayname",
        "is_guest",
        "admin",
        "deactivated",
        "user_type",
        "avatar_url",
        "shadow_banned",
        "creation_ts",
        "last_seen_ts",
        "locked",
    ] {
        assert!(run.stderr.contains(field), "{field}: {run:?}");
    }
    assert_eq!(site.requests().await, 0);
}

#[tokio::test]
async fn what_the_server_cannot_filter_is_filtered_here() {
    let site = Site::new().await;
    let day = 86_400_000_i64;
    let made = 1_767_225_600_000_i64;
    let with = |name: &str, field: &str, value: Value| {
        let mut user = user(name);
        user[field] = value;
        user
    };
    let users = [
        with("seen", "last_seen_ts", json!(made + 400 * day)),
        with("idle", "last_seen_ts", json!(made + day)),
        with("never", "last_seen_ts", json!(null)),
        with("bot", "user_type", json!("bot")),
        with("banned", "shadow_banned", json!(true)),
        with("locked", "locked", json!(true)),
        with("suspended", "suspended", json!(true)),
        with("young", "creation_ts", json!(made + 500 * day)),
    ];
    site.users(&users).await;
    let id = |name: &str| format!("@{name}:example.org\n");
    let after = format!("@{}", made + 499 * day);
    let idle = format!("@{}", made + 300 * day);
    // Those of which the list does not tell it are asked for.
    for name in ["seen", "idle", "never", "bot", "banned", "locked", "young"] {
        let at = format!("/_synapse/admin/v2/users/@{name}:example.org");
        site.get(&at, account(name)).await;
    }
    for (args, names) in [
        (&["--match", "@s"][..], &["seen", "suspended"][..]),
        (&["--match", "s"], &[]),
        (&["--match", "@s", "--exclude", "@seen"], &["suspended"]),
        (&["--type", "bot"], &["bot"]),
        (&["--shadow-banned"], &["banned"]),
        (&["--locked=only"], &["locked"]),
        (&["--suspended"], &["suspended"]),
        (&["--created-after", &after], &["young"]),
        (
            &["--match", "@(idle|young)", "--created-before", &after],
            &["idle"],
        ),
        (
            &["--match", "@(seen|idle|young)", "--inactive-for", &idle],
            &["idle"],
        ),
        (&["--match", "@(seen|never)", "--never-seen"], &["never"]),
    ] {
        let run = site.run(&[&LIST[..], args, &["-o", "ids"]].concat());
        let wanted: String = names.iter().map(|name| id(name)).collect();
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (0, wanted.as_str()),
            "{args:?}: {run:?}"
        );
    }
}

#[tokio::test]
async fn a_list_that_ends_early_goes_on_behind_its_last_account() {
    let site = Site::new().await;
    let users: Vec<Value> = ["a1", "b1", "a2", "b2", "a3"].map(user).into();
    lists(&site, &[("from", "10")], &users).await;
    let run = site.run(
        &[
            &LIST[..],
            &["--match", "@a", "-l", "2", "-f", "10", "-o", "ids"],
        ]
        .concat(),
    );
    assert_eq!(run.stdout, "@a1:example.org\n@a2:example.org\n", "{run:?}");
    // Two accounts of the server lie before the second of ours.
    assert!(
        run.stderr.contains("2 accounts listed") && run.stderr.contains("`--from 13`"),
        "{run:?}"
    );
    // The number of accounts that the server counts is not that of ours.
    assert!(!run.stderr.contains("of 5"), "{run:?}");
    // Nothing is said where nothing follows.
    let run = site.run(
        &[
            &LIST[..],
            &["--match", "@a", "-l", "3", "-f", "10", "-o", "ids"],
        ]
        .concat(),
    );
    assert_eq!(run.stderr, "", "{run:?}");
    // A page is not as short as what is wanted of it, when most of it is left out.
    let reads = site.reads().await;
    assert!(
        reads.iter().all(|read| read.contains("limit=500")),
        "{reads:?}"
    );
}

#[tokio::test]
async fn a_search_is_one_list_without_doubles() {
    let site = Site::new().await;
    let ada = user("ada");
    lists(
        &site,
        &[("name", "ada@example.org")],
        &[user("other"), ada.clone()],
    )
    .await;
    lists(&site, &[("user_id", "@ada:example.org")], &[ada]).await;
    lists(
        &site,
        &[("user_id", "@carol:example.org")],
        &[user("carol")],
    )
    .await;
    site.get(
        "/_synapse/admin/v1/threepid/email/users/ada@example.org",
        json!({"user_id": "@ada:example.org"}),
    )
    .await;
    let flows = json!({"flows": [{"type": "m.login.sso", "identity_providers": [{"id": "oidc-corp", "name": "Corp"}]}]});
    site.get("/_matrix/client/v3/login", flows).await;
    site.get(
        "/_synapse/admin/v1/auth_providers/oidc-corp/users/ada@example.org",
        json!({"user_id": "@carol:example.org"}),
    )
    .await;
    let search = ["syn", "user", "search", "ada@example.org", "-o", "ids"];
    let run = site.run(&search);
    let found = "@ada:example.org\n@carol:example.org\n@other:example.org\n";
    assert_eq!(run.stdout, found, "{run:?}");
    let sent = ["locked=true", "name=ada%40example.org"];
    assert_eq!(query(&site).await, sent);
    // What leads the list is not repeated behind it.
    lists(&site, &[("from", "7")], &[]).await;
    let run = site.run(&[&search[..], &["-f", "7"]].concat());
    assert_eq!(
        (run.code, query(&site).await[0].as_str()),
        (0, "from=7"),
        "{run:?}"
    );
    assert_eq!(site.run(&["syn", "user", "search", " "]).code, 2);
}

#[tokio::test]
async fn a_search_by_id_asks_for_no_address() {
    let site = Site::new().await;
    site.users(&[user("ada")]).await;
    let run = site.run(&["syn", "user", "search", "@ada", "-o", "ids"]);
    assert_eq!(run.stdout, "@ada:example.org\n", "{run:?}");
    assert_eq!(query(&site).await, ["locked=true", "user_id=%40ada"]);
    assert_eq!(site.reads().await.len(), 1);
}

#[tokio::test]
async fn accounts_are_found_by_what_is_known_of_them_and_by_old_names() {
    let site = Site::new().await;
    let ada = json!({"user_id": "@ada:example.org"});
    for at in [
        "threepid/email/users/ada@example.org",
        "threepid/msisdn/users/4366012",
        "auth_providers/oidc-corp/users/4711",
    ] {
        site.get(&format!("/_synapse/admin/v1/{at}"), ada.clone())
            .await;
    }
    site.get("/_synapse/admin/v2/users/@ada:example.org", account("ada"))
        .await;
    for args in [
        &["find", "--email", "Ada@Example.org"][..],
        &["find", "--phone", "+43 660 12"],
        &["find", "--provider", "oidc-corp", "--external-id", "4711"],
        &["3pid", "ada@example.org"],
        &["3pid", "4366012", "-m", "msisdn"],
        &["auth-provider", "4711", "-p", "oidc-corp"],
    ] {
        let run = site.run(&[&["syn", "user"], args].concat());
        assert_eq!(run.json()["name"], "@ada:example.org", "{args:?}: {run:?}");
    }
    for (args, code) in [
        (&["find", "--email", "eve@example.org"][..], 5),
        (&["3pid", "eve@example.org"], 5),
        (&["auth-provider", "12", "-p", "oidc-corp"], 5),
        (&["find"], 2),
        (&["find", "--email", "a@b", "--phone", "1"], 2),
        (&["find", "--external-id", "4711"], 2),
        (&["find", "--ip", "192.0.2"], 2),
    ] {
        let run = site.run(&[&["syn", "user"], args].concat());
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (code, ""),
            "{args:?}: {run:?}"
        );
    }
}

fn whois(connections: &[(&str, i64, &str)]) -> Value {
    let connections: Vec<Value> = connections
        .iter()
        .map(|(ip, seen, agent)| json!({"ip": ip, "last_seen": seen, "user_agent": agent}))
        .collect();
    json!({"user_id": "@x:example.org", "devices": {"": {"sessions": [{"connections": connections}]}}})
}

#[tokio::test]
async fn connections_name_their_devices_and_networks_their_accounts() {
    let site = Site::new().await;
    let at = |name: &str| format!("/_synapse/admin/v1/whois/@{name}:example.org");
    let seen = 1_767_225_600_000_i64;
    let ada = [
        ("192.0.2.7", seen, "Element"),
        ("192.0.2.7", seen + 5, "Element"),
        ("203.0.113.1", seen + 1, "curl"),
    ];
    site.get(&at("ada"), whois(&ada)).await;
    site.get(&at("bob"), whois(&[("2001:db8::1", seen, "x")]))
        .await;
    let device = |id: &str, ip: &str, agent: &str| {
        json!({"device_id": id, "display_name": null, "last_seen_ip": ip, "last_seen_ts": seen,
            "last_seen_user_agent": agent, "user_id": "@ada:example.org"})
    };
    let devices = [
        device("PHONE", "192.0.2.7", "Element"),
        device("OLD", "198.51.100.1", "Old"),
    ];
    site.get(
        "/_synapse/admin/v2/users/@ada:example.org/devices",
        json!({"devices": devices, "total": 2}),
    )
    .await;
    let run = site.run(&["syn", "user", "whois", "ada"]);
    let row = |device: Value, ip: &str, seen: i64, agent: &str| json!({"device_id": device, "ip": ip, "last_seen": seen, "user_agent": agent});
    let rows = json!([
        row(json!("PHONE"), "192.0.2.7", seen + 5, "Element"),
        row(json!(null), "203.0.113.1", seen + 1, "curl"),
        row(json!("OLD"), "198.51.100.1", seen, "Old"),
    ]);
    assert_eq!(run.json(), rows, "{run:?}");

    site.users(&[user("ada"), user("bob")]).await;
    let find = |network: &str| site.run(&["syn", "user", "find", "--ip", network]);
    let run = find("192.0.2.0/24");
    let row = json!([{"name": "@ada:example.org", "ip": "192.0.2.7", "last_seen": seen + 5, "user_agent": "Element"}]);
    assert_eq!(run.json(), row, "{run:?}");
    assert!(run.stderr.contains("2 accounts"), "{run:?}");
    assert_eq!(find("2001:db8::/32").json()[0]["name"], "@bob:example.org");
    assert_eq!(find("10.0.0.0/8").json(), json!([]));
}

#[tokio::test]
async fn rooms_have_names_also_when_the_server_forgot_one() {
    let site = Site::new().await;
    let rooms =
        json!({"!a:example.org": "join", "!b:example.org": "ban", "!c:example.org": "join"});
    site.get(
        "/_synapse/admin/v1/users/@ada:example.org/memberships",
        json!({"memberships": rooms}),
    )
    .await;
    let room: Value = serde_json::from_str(include_str!(
        "../../../tests/fixtures/synapse/get_room.json"
    ))
    .unwrap();
    let mut room = room["response"]["body"].clone();
    room["name"] = "Lobby".into();
    site.get("/_synapse/admin/v1/rooms/!a:example.org", room)
        .await;
    for name in ["membership", "rooms"] {
        let run = site.run(&["syn", "user", name, "ada"]);
        let names: Vec<Value> = run
            .json()
            .as_array()
            .unwrap()
            .iter()
            .map(|room| room["name"].clone())
            .collect();
        assert_eq!(names, [json!("Lobby"), json!(null)], "{run:?}");
    }
    let asked = site.reads().await.len();
    let run = site.run(&[
        "syn",
        "user",
        "rooms",
        "ada",
        "--ids",
        "--state",
        "ban,leave",
        "-o",
        "ids",
    ]);
    assert_eq!(run.stdout, "!b:example.org\n", "{run:?}");
    assert_eq!(site.reads().await.len(), asked + 1);
}

#[tokio::test]
async fn all_that_is_known_comes_in_one_document() {
    let site = Site::new().await;
    let own = |what: &str| format!("/_synapse/admin/v1/users/@ada:example.org/{what}");
    site.get("/_synapse/admin/v2/users/@ada:example.org", account("ada"))
        .await;
    site.get(
        &own("memberships"),
        json!({"memberships": {"!a:example.org": "join"}}),
    )
    .await;
    site.get(
        "/_synapse/admin/v2/users/@ada:example.org/devices",
        json!({"devices": [], "total": 0}),
    )
    .await;
    site.get(
        "/_synapse/admin/v1/whois/@ada:example.org",
        whois(&[("192.0.2.7", 1, "x")]),
    )
    .await;
    site.get(&own("pushers"), json!({"pushers": [], "total": 0}))
        .await;
    site.get(
        &own("override_ratelimit"),
        json!({"messages_per_second": 0, "burst_count": 0}),
    )
    .await;
    let of = |name: &str| json!({"user_id": format!("@{name}:example.org"), "displayname": name, "media_count": 3, "media_length": 70});
    site.get(
        "/_synapse/admin/v1/statistics/users/media",
        json!({"users": [of("ada2"), of("ada")], "total": 2}),
    )
    .await;
    let run = site.run(&["syn", "user", "details", "ada", "--full"]);
    let told = run.json();
    assert_eq!(told["rooms"], json!({"!a:example.org": "join"}), "{run:?}");
    assert_eq!(told["connections"][0]["ip"], "192.0.2.7");
    assert_eq!(
        told["ratelimit"],
        json!({"messages_per_second": 0, "burst_count": 0})
    );
    assert_eq!(told["media"], json!({"count": 3, "bytes": 70}));
    // A worker that lacks a route does not spoil the rest.
    assert_eq!(told["features"], json!(null));
    assert!(
        site.reads()
            .await
            .iter()
            .any(|read| read.contains("search_term=ada"))
    );

    let run = site.run(&["syn", "user", "show", "ada", "gone", "-o", "ids"]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (5, "@ada:example.org\n"),
        "{run:?}"
    );
    assert!(run.stderr.contains("@gone:example.org"), "{run:?}");
}
