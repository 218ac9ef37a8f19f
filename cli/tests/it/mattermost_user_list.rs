//! Lists of Mattermost: which page, in which order, and who is meant by many names.

use std::fs;

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{body_json, method, path, query_param},
};

use crate::{
    mattermost_user::{crowd, user},
    recorded::{ALICE, answer},
    site::Site,
};

/// Users with these names, as a page has them.
fn named(names: impl IntoIterator<Item = String>) -> Vec<Value> {
    let one = |(number, name): (usize, String)| {
        let mut user = answer("077_get_user_by_username");
        user["id"] = format!("u{number:0>25}").into();
        user["email"] = format!("{name}@example.test").into();
        user["username"] = name.into();
        user
    };
    names.into_iter().enumerate().map(one).collect()
}

/// So many users, two on a page.
async fn pages(site: &Site, users: &[Value]) {
    for number in 0..=users.len() / 2 {
        let page: Vec<&Value> = users.iter().skip(number * 2).take(2).collect();
        let answer = ResponseTemplate::new(200).set_body_json(page);
        Mock::given(method("GET"))
            .and(path("/api/v4/users"))
            .and(query_param("page", number.to_string()))
            .and(query_param("per_page", "2"))
            .respond_with(answer)
            .mount(&site.server)
            .await;
    }
}

const NAMES: [&str; 2] = ["--jq", "[.[].username] | join(\" \")"];

#[tokio::test]
async fn a_list_ends_goes_on_and_can_be_had_whole() {
    let site = Site::mattermost().await;
    let names = ["a", "b", "c", "d", "e"].map(str::to_owned);
    pages(&site, &named(names)).await;
    let list = |args: &[&str]| {
        user(
            &site,
            &[&["list", "--page-size", "2"], &NAMES[..], args].concat(),
        )
    };
    for (args, shown, said) in [
        (&["--all"][..], "a b c d e", ""),
        (&[], "a b c d e", ""),
        (&["--limit", "4"], "a b c d", "--from 2 --page-size 2"),
        (&["--limit", "3"], "a b c", "list all with `--all`"),
        (&["--limit", "0"], "", "0 listed"),
        (&["--from", "1"], "c d e", ""),
        (&["--page", "1"], "c d", ""),
        (&["--sort", "username", "--reverse"], "e d c b a", ""),
        (
            &["--sort", "username", "-r", "-l", "2"],
            "e d",
            "2 of 5 listed",
        ),
    ] {
        let run = list(args);
        assert_eq!(run.stdout, format!("{shown}\n"), "{args:?}: {run:?}");
        assert!(run.stderr.contains(said), "{args:?}: {}", run.stderr);
        assert!(
            !said.is_empty() || run.stderr.is_empty(),
            "{args:?}: {}",
            run.stderr
        );
    }
    for args in [
        &["--sort", "shoe_size"][..],
        &["--page", "1", "--all"],
        &["--page", "1", "--sort", "email"],
        &["--reverse"],
        &["--active", "--inactive"],
        &["--from", "x"],
        &["--page-size", "0"],
    ] {
        let run = user(&site, &[&["list"], args].concat());
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
    }
}

#[tokio::test]
async fn when_users_were_active_is_shown_where_it_matters() {
    let site = Site::mattermost().await;
    crowd(&site).await;
    let list = |args: &[&str]| user(&site, &[&["list"], &NAMES[..], args].concat());
    let run = list(&["--sort", "last_activity_at", "-r"]);
    assert!(run.stdout.starts_with("ada ldap"), "{run:?}");
    let csv = user(
        &site,
        &["list", "--inactive-for", "@1700000000000", "-o", "csv"],
    );
    assert!(
        csv.stdout
            .starts_with("id,username,email,roles,last_activity_at"),
        "{csv:?}"
    );
    assert!(csv.stdout.contains(",1650000000000\n"), "{csv:?}");
}

#[tokio::test]
async fn guests_are_asked_for_by_their_role() {
    let site = Site::mattermost().await;
    let page = Mock::given(method("GET"))
        .and(path("/api/v4/users"))
        .and(query_param("role", "system_guest"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!([])));
    let _page = page.expect(1).mount_as_scoped(&site.server).await;
    assert_eq!(user(&site, &["list", "--guests"]).code, 0);
}

#[tokio::test]
async fn many_names_are_looked_up_at_once_and_all_that_are_missing_are_told() {
    let site = Site::mattermost().await;
    let users = named((0..9).map(|number| format!("n{number}")));
    let ids: Vec<&str> = users[..2]
        .iter()
        .map(|user| user["id"].as_str().unwrap())
        .collect();
    let by_id = Mock::given(method("POST"))
        .and(path("/api/v4/users/ids"))
        .and(body_json(&ids))
        .respond_with(ResponseTemplate::new(200).set_body_json(&users[..2]));
    by_id.expect(1).mount(&site.server).await;
    let names = ["n2", "n3", "n4", "n5", "n6", "n7", "n8", "nobody", "noone"];
    let by_name = Mock::given(method("POST"))
        .and(path("/api/v4/users/usernames"))
        .and(body_json(names))
        .respond_with(ResponseTemplate::new(200).set_body_json(&users[2..]));
    by_name.expect(1).mount(&site.server).await;
    let lines = [&ids[..], &["@n2"], &names[1..]].concat().join("\n");
    fs::write(site.path("ids"), lines).unwrap();
    let file = site.path("ids").to_str().unwrap().to_owned();
    let run = user(&site, &["deactivate", "--from-file", &file, "-y"]);
    assert_eq!(run.code, 5, "{run:?}");
    assert!(run.stderr.contains("`nobody`, `noone`"), "{}", run.stderr);
    let changes = site.changes().await;
    assert!(
        changes.iter().all(|line| line.starts_with("POST")),
        "{changes:?}"
    );
}

#[tokio::test]
async fn a_search_that_finds_nobody_looks_the_term_up() {
    let site = Site::mattermost().await;
    let none = ResponseTemplate::new(200).set_body_json(json!([]));
    site.answer("POST", "/api/v4/users/search", none).await;
    let search = |args: &[&str]| user(&site, &[&["search"], args].concat());
    let run = search(&["alice", "nobody"]);
    assert_eq!(run.json()[0]["id"], ALICE, "{run:?}");
    assert!(
        run.stderr.contains("`nobody` finds nobody"),
        "{}",
        run.stderr
    );
    let narrow = search(&["alice", "--role", "system_user"]);
    assert_eq!(narrow.json(), json!([]), "{narrow:?}");
    assert_eq!(search(&[""]).code, 2);
    assert_eq!(search(&["a", "--limit", "1001"]).code, 2);
    assert_eq!(search(&["a", "--channel", "lab"]).code, 2);
    let team = "adourity3tfdjcygcc5d7rzptw";
    site.get(
        &format!("/api/v4/teams/{team}/channels/name/lab"),
        json!({"id": "h68ckm5mibybugyme5cqzfykye"}),
    )
    .await;
    assert_eq!(
        search(&["a", "--team", team, "--channel", "lab", "-l", "7"]).code,
        0
    );
    let sent = site.bodies_at("/api/v4/users/search").await.pop().unwrap();
    assert_eq!(
        sent,
        json!({"term": "a", "team_id": team, "in_channel_id": "h68ckm5mibybugyme5cqzfykye", "limit": 7})
    );
}

#[tokio::test]
async fn channels_and_invalid_addresses_are_listed() {
    let site = Site::mattermost().await;
    let members = json!([{
        "channel_id": "h68ckm5mibybugyme5cqzfykye", "user_id": ALICE, "roles": "channel_user",
        "last_viewed_at": 1_795_219_738_504_i64, "msg_count": 3, "mention_count": 0, "mention_count_root": 0,
        "msg_count_root": 3, "notify_props": {}, "last_update_at": 1_795_219_738_504_i64,
        "scheme_guest": false, "scheme_user": true, "scheme_admin": false, "explicit_roles": "",
        "team_display_name": "Red", "team_name": "red", "team_update_at": 1_795_219_738_504_i64,
    }]);
    site.get(&format!("/api/v4/users/{ALICE}/channel_members"), members)
        .await;
    let run = user(&site, &["channels", "alice"]);
    assert_eq!(run.json()[0]["team_name"], "red", "{run:?}");
    site.get(
        "/api/v4/users/invalid_emails",
        json!([answer("077_get_user_by_username")]),
    )
    .await;
    let run = user(&site, &["invalid-emails", "-o", "ids"]);
    assert_eq!(run.stdout, format!("{ALICE}\n"), "{run:?}");
}
