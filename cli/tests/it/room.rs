//! Rooms: what each command sends, and what it makes of the answers. How they are deleted is in
//! `room_deletion`.

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{body_json, method, path, query_param},
};

use crate::site::{ME, Run, Site};

const LIST: &str = "/_synapse/admin/v1/rooms";
const A: &str = "/_synapse/admin/v1/rooms/!a:example.org";

fn room(name: &str, members: i64) -> Value {
    json!({
        "room_id": format!("!{name}:example.org"), "name": name, "canonical_alias": format!("#{name}:example.org"),
        "joined_members": members, "joined_local_members": members, "version": "12", "creator": ME,
        "encryption": null, "federatable": true, "public": members > 5, "join_rules": "invite",
        "guest_access": null, "history_visibility": "shared", "state_events": 9, "room_type": null,
    })
}

fn event(kind: &str, key: Option<&str>, content: &Value) -> Value {
    let mut event = json!({
        "type": kind, "event_id": format!("${kind}"), "room_id": "!a:example.org", "sender": ME, "user_id": ME,
        "origin_server_ts": 1_767_225_600_000_i64, "content": content,
    });
    if let Some(key) = key {
        event["state_key"] = key.into();
    }
    event
}

/// A server with the room `!a`, of version 12, and its alias.
async fn site() -> Site {
    let site = Site::new().await;
    let alias = json!({"room_id": "!a:example.org", "servers": ["example.org"]});
    site.get(
        "/_matrix/client/v3/directory/room/#a:example.org",
        alias.clone(),
    )
    .await;
    site.get("/_matrix/client/v3/directory/room/%23a:example.org", alias)
        .await;
    let levels = json!({"users": {"@ada:example.org": 100, "@bob:example.org": 10}});
    let state = [
        event("m.room.create", Some(""), &json!({"room_version": "12"})),
        event("m.room.power_levels", Some(""), &levels),
        event("m.room.topic", Some(""), &json!({"topic": "tea"})),
    ];
    site.get(&format!("{A}/state"), json!({"state": state}))
        .await;
    site
}

async fn sends(site: &Site, verb: &str, at: &str, body: Value, answer: Value) {
    let mock = Mock::given(method(verb)).and(path(at)).and(body_json(body));
    mock.respond_with(ResponseTemplate::new(200).set_body_json(answer))
        .mount(&site.server)
        .await;
}

fn run(site: &Site, args: &[&str]) -> Run {
    site.run(&[&["syn", "room"], args].concat())
}

#[tokio::test]
async fn a_list_is_filtered_by_the_server_and_here() {
    let site = site().await;
    let rooms = [room("a", 0), room("b", 0), room("c", 7)];
    Mock::given(method("GET"))
        .and(path(LIST))
        .and(query_param("empty_rooms", "true"))
        .and(query_param("order_by", "joined_members"))
        .and(query_param("dir", "b"))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_json(json!({"rooms": rooms, "offset": 0, "total_rooms": 3})),
        )
        .mount(&site.server)
        .await;
    let args = [
        "list",
        "-e",
        "-s",
        "joined_members",
        "-r",
        "--exclude",
        "#b:",
        "-o",
        "ids",
    ];
    let listed = run(&site, &args);
    assert_eq!(
        (listed.code, listed.stdout.as_str()),
        (0, "!a:example.org\n"),
        "{listed:?}"
    );
}

#[tokio::test]
async fn a_list_goes_on_where_it_ended() {
    let site = site().await;
    let page = json!({"rooms": [room("a", 1)], "offset": 0, "total_rooms": 2, "next_batch": 1});
    site.get(LIST, page).await;
    let listed = run(&site, &["list", "--limit", "1"]);
    assert_eq!(listed.json()[0]["name"], "a", "{listed:?}");
    assert!(listed.stderr.contains("--from 1"), "{}", listed.stderr);
}

#[tokio::test]
async fn idle_rooms_are_looked_into() {
    let site = site().await;
    site.get(
        LIST,
        json!({"rooms": [room("a", 1), room("b", 1)], "offset": 0, "total_rooms": 2}),
    )
    .await;
    let old = json!({"event_id": "$x", "origin_server_ts": 1_000_000_000_000_i64});
    site.get(&format!("{A}/timestamp_to_event"), old).await;
    let new = json!({"event_id": "$x", "origin_server_ts": 4_000_000_000_000_i64});
    site.get(
        "/_synapse/admin/v1/rooms/!b:example.org/timestamp_to_event",
        new,
    )
    .await;
    let listed = run(&site, &["list", "--inactive-for", "90d", "-o", "ids"]);
    assert_eq!(listed.stdout, "!a:example.org\n", "{listed:?}");
    let made = |user: &str| {
        run(
            &site,
            &["list", "--creator", user, "--version", "12", "-o", "ids"],
        )
        .stdout
    };
    assert_eq!(made("me"), "!a:example.org\n!b:example.org\n");
    assert_eq!(made("ada"), "");
}

#[tokio::test]
async fn a_search_sends_its_term() {
    let site = site().await;
    Mock::given(method("GET"))
        .and(path(LIST))
        .and(query_param("search_term", "tea"))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_json(json!({"rooms": [room("tea", 2)], "offset": 0, "total_rooms": 1})),
        )
        .mount(&site.server)
        .await;
    assert_eq!(run(&site, &["search", "tea"]).json()[0]["name"], "tea");
    assert_eq!(run(&site, &["search", ""]).code, 2);
}

#[tokio::test]
async fn state_is_narrowed_and_an_alias_names_its_room() {
    let site = site().await;
    let found = run(
        &site,
        &["state", "#a:example.org", "--type", "m.room.topic"],
    )
    .json();
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(found[0]["content"]["topic"], "tea");
    let wrong = run(&site, &["state", "lobby"]);
    assert_eq!(wrong.code, 2, "{wrong:?}");
}

#[tokio::test]
async fn creators_of_new_rooms_are_above_all_levels() {
    let site = site().await;
    site.get(A, {
        let mut details = room("a", 2);
        details["joined_local_devices"] = 1.into();
        details["forgotten"] = false.into();
        details["avatar"] = Value::Null;
        details["topic"] = Value::Null;
        details
    })
    .await;
    let found = run(&site, &["power-levels", "-i", "!a:example.org"]).json();
    assert_eq!(found[0]["creators"], json!([ME]));
    assert_eq!(found[0]["users"]["@ada:example.org"], 100);
    let admin = |user: &str| run(&site, &["power-levels", "!a:example.org", "--user", user]).json();
    assert_eq!(admin("ada")[0]["power_level"], 100);
    assert_eq!(admin("me")[0]["creator"], true);
    assert_eq!(admin("bob"), json!([]));
    let shown = run(&site, &["show", "!a:example.org"]);
    assert_eq!(shown.json()["name"], "a", "{shown:?}");
}

#[tokio::test]
async fn members_are_told_apart_by_server_and_power() {
    let site = site().await;
    let members = json!({"members": ["@bob:example.org", "@eve:elsewhere.org", ME], "total": 3});
    site.get(&format!("{A}/members"), members).await;
    let ids = |more: &[&str]| {
        run(
            &site,
            &[&["members", "!a:example.org", "-o", "ids"], more].concat(),
        )
        .stdout
    };
    assert_eq!(ids(&["--local"]), format!("@bob:example.org\n{ME}\n"));
    assert_eq!(ids(&["--remote"]), "@eve:elsewhere.org\n");
    let found = run(&site, &["members", "!a:example.org", "--power"]).json();
    assert_eq!(
        found[0],
        json!({"user_id": "@bob:example.org", "power_level": 10, "creator": false})
    );
    assert_eq!(found[2]["creator"], true);
}

#[tokio::test]
async fn users_join_and_get_power_by_what_the_body_names() {
    let site = site().await;
    let join = "/_synapse/admin/v1/join/!a:example.org";
    let joined = json!({"room_id": "!a:example.org"});
    sends(
        &site,
        "POST",
        join,
        json!({"user_id": "@ada:example.org"}),
        joined,
    )
    .await;
    let run_join = run(&site, &["join", "#a:example.org", "ada"]);
    assert_eq!(run_join.json()[0]["id"], "@ada:example.org", "{run_join:?}");
    let dry = run(&site, &["join", "!a:example.org", "ada", "bob", "-n"]).json();
    assert_eq!(dry[1]["path"], join);
    assert_eq!(dry[1]["body"], json!({"user_id": "@bob:example.org"}));
    let power = format!("{A}/make_room_admin");
    for (args, user) in [
        (&["make-admin", "!a:example.org"][..], ME),
        (
            &["make-admin", "!a:example.org", "-u", "ada"],
            "@ada:example.org",
        ),
    ] {
        sends(&site, "POST", &power, json!({"user_id": user}), json!({})).await;
        let done = run(&site, args);
        assert_eq!(
            done.json()[0],
            json!({"id": user, "outcome": "done"}),
            "{done:?}"
        );
    }
    assert_eq!(site.changes().await.len(), 3);
}

#[tokio::test]
async fn aliases_are_resolved_in_both_directions() {
    let site = site().await;
    let found = run(&site, &["resolve", "#a:example.org", "-o", "ids"]);
    assert_eq!(found.stdout, "!a:example.org\n", "{found:?}");
    let aliases = json!({"aliases": ["#a:example.org", "#b:example.org"]});
    site.get("/_matrix/client/v3/rooms/!a:example.org/aliases", aliases)
        .await;
    let found = run(&site, &["resolve", "-r", "!a:example.org", "-o", "ids"]);
    assert_eq!(
        found.stdout, "#a:example.org\n#b:example.org\n",
        "{found:?}"
    );
    assert_eq!(run(&site, &["resolve", "-r", "#a:example.org"]).code, 2);
}

#[tokio::test]
async fn rooms_are_blocked_and_unblocked_in_old_and_new_words() {
    let site = site().await;
    let at = format!("{A}/block");
    for (args, block) in [
        (&["block", "!a:example.org"][..], true),
        (&["unblock", "!a:example.org"], false),
        (&["block", "-u", "!a:example.org"], false),
    ] {
        sends(
            &site,
            "PUT",
            &at,
            json!({"block": block}),
            json!({"block": block}),
        )
        .await;
        let done = run(&site, args);
        assert_eq!(done.json()[0]["outcome"], "done", "{done:?}");
    }
    // Many need a yes.
    assert_eq!(
        run(&site, &["block", "!a:example.org", "!b:example.org"]).code,
        2
    );
    assert_eq!(site.changes().await.len(), 3);
    site.get(&at, json!({"block": true, "user_id": ME})).await;
    let status = run(&site, &["block-status", "!a:example.org"]).json();
    assert_eq!(
        status,
        json!([{"room_id": "!a:example.org", "block": true, "user_id": ME}])
    );
}

#[tokio::test]
async fn extremities_are_listed_and_deleted_only_after_a_yes() {
    let site = site().await;
    let at = format!("{A}/forward_extremities");
    let tip = json!({"event_id": "$x", "state_group": 1, "depth": 2, "received_ts": 1_767_225_600_000_i64});
    site.get(&at, json!({"count": 1, "results": [tip]})).await;
    let deleted = ResponseTemplate::new(200).set_body_json(json!({"deleted": 4}));
    site.answer("DELETE", &at, deleted).await;
    assert_eq!(
        run(&site, &["extremities", "!a:example.org"]).json()[0]["event_id"],
        "$x"
    );
    assert_eq!(
        run(&site, &["extremities", "!a:example.org", "--delete"]).code,
        2
    );
    assert_eq!(site.changes().await, [""; 0]);
    let done = run(&site, &["extremities", "!a:example.org", "--delete", "-y"]);
    assert_eq!(done.json()[0]["result"]["deleted"], 4, "{done:?}");
}

#[tokio::test]
async fn messages_come_newest_first_and_filtered() {
    let site = site().await;
    let filter = json!({"senders": ["@ada:example.org"], "types": ["m.room.message"]});
    let found = event("m.room.message", None, &json!({"body": "hi"}));
    Mock::given(method("GET"))
        .and(path(format!("{A}/messages")))
        .and(query_param("dir", "b"))
        .and(query_param("limit", "1"))
        .and(query_param("filter", filter.to_string()))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_json(json!({"chunk": [found], "start": "s", "end": "t9"})),
        )
        .mount(&site.server)
        .await;
    let args = [
        "messages",
        "!a:example.org",
        "--type",
        "m.room.message",
        "--sender",
        "ada",
        "-l",
        "1",
    ];
    let listed = run(&site, &args);
    assert_eq!(listed.json()[0]["content"]["body"], "hi", "{listed:?}");
    assert!(listed.stderr.contains("--from t9"), "{}", listed.stderr);
}

#[tokio::test]
async fn a_moment_leads_to_an_event() {
    let site = site().await;
    let found = json!({"event_id": "$x", "origin_server_ts": 1_767_225_600_000_i64});
    Mock::given(method("GET"))
        .and(path(format!("{A}/timestamp_to_event")))
        .and(query_param("ts", "1700000000000"))
        .and(query_param("dir", "b"))
        .respond_with(ResponseTemplate::new(200).set_body_json(found))
        .mount(&site.server)
        .await;
    let at = run(
        &site,
        &["at", "!a:example.org", "@1700000000000", "-b", "-o", "ids"],
    );
    assert_eq!(at.stdout, "$x\n", "{at:?}");
    assert_eq!(run(&site, &["at", "!a:example.org", "@1700000000"]).code, 2);
}

#[tokio::test]
async fn a_tree_tells_how_deep_a_room_lies() {
    let site = site().await;
    let entry = |name: &str, children: &[&str]| {
        let child = |id: &&str| json!({"type": "m.space.child", "state_key": id, "content": {}, "sender": ME, "origin_server_ts": 1});
        json!({
            "room_id": format!("!{name}:example.org"), "children_state": children.iter().map(child).collect::<Vec<_>>(),
            "num_joined_members": 1, "guest_can_join": false, "world_readable": false, "name": name,
        })
    };
    let rooms = [
        entry("a", &["!b:example.org"]),
        entry("b", &["!c:example.org"]),
        entry("c", &[]),
    ];
    site.get(&format!("{A}/hierarchy"), json!({"rooms": rooms}))
        .await;
    let tree = run(&site, &["tree", "#a:example.org"]).json();
    let depths: Vec<&Value> = tree
        .as_array()
        .unwrap()
        .iter()
        .map(|room| &room["depth"])
        .collect();
    assert_eq!(depths, [0, 1, 2]);
    assert_eq!(tree[2]["parent"], "!b:example.org");
}
