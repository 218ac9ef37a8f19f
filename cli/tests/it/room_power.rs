//! Power in rooms: who has it, who takes it, and who is kicked with it.

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{body_json, method, path},
};

use crate::site::{ME, Run, Site};

const A: &str = "/_synapse/admin/v1/rooms/!a:example.org";
const JOIN: &str = "/_matrix/client/v3/join/!a:example.org";
const KICK: &str = "/_matrix/client/v3/rooms/!a:example.org/kick";

/// A server with the room `!a`, in which these are and have power.
async fn site(members: &[&str], powers: &Value) -> Site {
    let site = Site::new().await;
    let event = |kind: &str, key: &str, content: &Value| {
        json!({
            "type": kind, "event_id": format!("${kind}"), "room_id": "!a:example.org", "sender": "@ada:example.org",
            "user_id": "@ada:example.org", "origin_server_ts": 1, "state_key": key, "content": content,
        })
    };
    let mut state = vec![
        event("m.room.create", "", &json!({"room_version": "12"})),
        event(
            "m.room.power_levels",
            "",
            &json!({"users": powers, "kick": 50}),
        ),
        event(
            "m.room.member",
            "@gone:example.org",
            &json!({"membership": "leave"}),
        ),
    ];
    for member in members {
        state.push(event(
            "m.room.member",
            member,
            &json!({"membership": "join"}),
        ));
    }
    site.get(&format!("{A}/state"), json!({"state": state}))
        .await;
    let all = json!({"members": members, "total": members.len()});
    site.get(&format!("{A}/members"), all).await;
    for (at, answer) in [
        (format!("{A}/make_room_admin"), json!({})),
        (JOIN.to_owned(), json!({"room_id": "!a:example.org"})),
        (KICK.to_owned(), json!({})),
    ] {
        let answer = ResponseTemplate::new(200).set_body_json(answer);
        site.answer("POST", &at, answer).await;
    }
    site
}

fn run(site: &Site, args: &[&str]) -> Run {
    site.run(&[&["syn", "room"], args].concat())
}

fn power() -> (String, Value) {
    (format!("POST {A}/make_room_admin"), json!({"user_id": ME}))
}

#[tokio::test]
async fn who_is_to_invite_joins_first_and_only_after_a_yes() {
    let site = site(&["@ada:example.org"], &json!({})).await;
    let join = "/_synapse/admin/v1/join/!a:example.org";
    Mock::given(method("POST"))
        .and(path(join))
        .and(body_json(json!({"user_id": "@bob:example.org"})))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({"room_id": "!a:example.org"})),
        )
        .mount(&site.server)
        .await;
    let args = ["join", "!a:example.org", "bob", "--make-self-admin-first"];
    assert_eq!(run(&site, &args).code, 2);
    let dry = run(&site, &[&args[..], &["-n"]].concat()).json();
    let paths = dry
        .as_array()
        .unwrap()
        .iter()
        .map(|request| &request["path"]);
    assert_eq!(
        paths.collect::<Vec<_>>(),
        [&format!("{A}/make_room_admin"), JOIN, join]
    );
    assert_eq!(site.changes().await, [""; 0]);
    let done = run(&site, &[&args[..], &["-y"]].concat());
    assert_eq!(done.code, 0, "{done:?}");
    let bob = json!({"user_id": "@bob:example.org"});
    let expected = [
        power(),
        (format!("POST {JOIN}"), json!({})),
        (format!("POST {join}"), bob),
    ];
    assert_eq!(site.bodies().await, expected);
}

#[tokio::test]
async fn power_that_is_there_is_not_taken_again() {
    let site = site(
        &["@ada:example.org", "@eve:else.org", ME],
        &json!({ME: 100}),
    )
    .await;
    let args = [
        "kick",
        "!a:example.org",
        "@eve:else.org",
        "--make-self-admin-first",
        "-y",
    ];
    let done = run(&site, &args);
    assert_eq!(done.json()[0]["outcome"], "done", "{done:?}");
    assert_eq!(
        site.bodies().await,
        [(format!("POST {KICK}"), json!({"user_id": "@eve:else.org"}))]
    );
}

#[tokio::test]
async fn members_are_kicked_by_name_file_and_filter() {
    let members = ["@ada:example.org", "@bob:example.org", "@eve:else.org", ME];
    let site = site(&members, &json!({ME: 100, "@bob:example.org": 50})).await;
    let file = site.path("users");
    std::fs::write(&file, "@bob:example.org\n").unwrap();
    let kick = ["kick", "!a:example.org", "-y"];
    for (more, kicked) in [
        (&["bob", "--reason", "spam"][..], vec!["@bob:example.org"]),
        (
            &["--from-file", file.to_str().unwrap()],
            vec!["@bob:example.org"],
        ),
        (&["--remote"], vec!["@eve:else.org"]),
        (&["--local", "--exclude", "@ada"], vec!["@bob:example.org"]),
        (
            &["--match", "@(bob|eve):"],
            vec!["@bob:example.org", "@eve:else.org"],
        ),
    ] {
        let before = site.changes().await.len();
        let done = run(&site, &[&kick[..], more].concat());
        assert_eq!(done.code, 0, "{more:?}: {done:?}");
        let sent = site.bodies().await.split_off(before);
        let mut users: Vec<_> = sent
            .iter()
            .map(|(_, body)| body["user_id"].clone())
            .collect();
        users.sort_by_key(ToString::to_string);
        assert_eq!(users, kicked, "{more:?}");
        let reason = more.contains(&"spam").then_some("spam");
        assert_eq!(sent[0].1["reason"].as_str(), reason, "{more:?}");
    }
    let dry = run(
        &site,
        &["kick", "!a:example.org", "bob", "-n", "--reason", "spam"],
    )
    .json();
    assert_eq!(
        dry,
        json!([{"method": "POST", "path": KICK, "body": {"reason": "spam", "user_id": "@bob:example.org"}}])
    );
    // Each is asked for, and nobody is kicked half-way.
    assert_eq!(run(&site, &["kick", "!a:example.org", "bob"]).code, 2);
    for (more, code) in [
        (&["ada"][..], 6),
        (&["gone"], 5),
        (&[], 2),
        (&["bob", "--remote"], 2),
        (&["--local", "--remote"], 2),
    ] {
        let before = site.changes().await.len();
        let refused = run(&site, &[&kick[..], more].concat());
        assert_eq!(refused.code, code, "{more:?}: {refused:?}");
        assert_eq!(site.changes().await.len(), before);
    }
    let some = run(&site, &[&kick[..], &["bob", "gone"]].concat());
    assert!(
        some.code == 0 && some.stderr.contains("not in !a:example.org: @gone"),
        "{some:?}"
    );
    assert_eq!(
        run(
            &site,
            &["kick", "!a:example.org", "bob", "-y", "--read-only"]
        )
        .code,
        3
    );
}

#[tokio::test]
async fn nobody_kicks_without_power() {
    for members in [&["@bob:example.org", ME][..], &["@bob:example.org"]] {
        let site = site(members, &json!({})).await;
        let refused = run(&site, &["kick", "!a:example.org", "bob", "-y"]);
        assert_eq!(refused.code, 6, "{refused:?}");
        assert!(
            refused.stderr.contains("--make-self-admin-first"),
            "{refused:?}"
        );
        assert_eq!(site.changes().await, [""; 0]);
    }
}

#[tokio::test]
async fn where_somebody_has_power_is_found_among_all_rooms() {
    let site = site(
        &[],
        &json!({"@ada:example.org": 10, "@bob:example.org": 100}),
    )
    .await;
    let room = json!({
        "room_id": "!a:example.org", "name": "a", "canonical_alias": null, "joined_members": 1,
        "joined_local_members": 1, "version": "12", "creator": "@ada:example.org", "encryption": null,
        "federatable": true, "public": false, "join_rules": null, "guest_access": null,
        "history_visibility": null, "state_events": 9, "room_type": null,
    });
    let rooms = json!({"rooms": [room], "offset": 0, "total_rooms": 1});
    site.get("/_synapse/admin/v1/rooms", rooms).await;
    let of = |user: &str| run(&site, &["power-levels", "--user", user]).json();
    assert_eq!(of("bob")[0]["power_level"], 100);
    assert_eq!(of("ada")[0]["creator"], true);
    assert_eq!(of("eve"), json!([]));
    let args = [
        "power-levels",
        "-n",
        "a",
        "-l",
        "10",
        "-s",
        "name",
        "-r",
        "-a",
        "--max-members",
        "3",
    ];
    let all = run(&site, &args);
    assert_eq!(all.json()[0]["kick"], 50, "{all:?}");
    let query = site.reads().await;
    let query = query
        .iter()
        .rfind(|read| read.contains("search_term"))
        .unwrap();
    for part in ["search_term=a", "order_by=name", "dir=b", "limit=10"] {
        assert!(query.contains(part), "{part}: {query}");
    }
    let none = run(
        &site,
        &["power-levels", "--not-empty", "--min-members", "2"],
    );
    assert_eq!(none.json(), json!([]), "{none:?}");
    assert_eq!(
        run(&site, &["power-levels", "!a:example.org", "--public"]).code,
        2
    );
}
