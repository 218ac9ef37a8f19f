//! Files: each verb, with what it sends, asks and prints.

use std::process::Stdio;

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{method, path, query_param, query_param_is_missing},
};

use crate::site::Site;

const ADMIN: &str = "/_synapse/admin/v1";

fn file(id: &str) -> Value {
    json!({
        "media_id": id, "media_type": "image/png", "media_length": 7, "upload_name": null,
        "created_ts": 1_767_225_600_000_i64, "last_access_ts": null, "quarantined_by": null,
        "safe_from_quarantine": false, "user_id": "@ada:example.org", "authenticated": true,
        "media_origin": null, "url_cache": null, "filesystem_id": null, "sha256": null,
    })
}

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

#[tokio::test]
async fn files_of_a_user_are_listed_under_both_names() {
    let site = Site::new().await;
    let page = json!({"media": [file("a")], "total": 1});
    site.get(
        &format!("{ADMIN}/users/@ada:example.org/media"),
        page.clone(),
    )
    .await;
    let run = site.run(&[
        "syn",
        "media",
        "list",
        "-u",
        "ada",
        "-s",
        "media_length",
        "-R",
        "-l",
        "5",
    ]);
    assert_eq!(run.json()[0]["media_id"], "a", "{run:?}");
    let run = site.run(&["syn", "user", "media", "ada", "-r", "-o", "ids"]);
    assert_eq!(run.stdout, "a\n", "{run:?}");
    let reads = site.reads().await;
    assert!(
        reads[0].contains("order_by=media_length")
            && reads[0].contains("dir=b")
            && reads[0].contains("limit=5"),
        "{reads:?}"
    );
    assert!(reads[1].contains("dir=f"), "{reads:?}");
}

#[tokio::test]
async fn files_of_a_room_are_listed_with_their_origin() {
    let site = Site::new().await;
    let room = json!({"room_id": "!abc:example.org"});
    let alias = "/_matrix/client/v3/directory/room/%23lobby:example.org";
    site.get(alias, room.clone()).await;
    site.get(
        "/_matrix/client/v3/directory/room/%23lobby%3Aexample.org",
        room,
    )
    .await;
    let media = json!({"local": ["mxc://example.org/a"], "remote": ["mxc://other.org/b"]});
    site.get(&format!("{ADMIN}/room/!abc:example.org/media"), media)
        .await;
    let run = site.run(&["syn", "media", "list", "--room", "#lobby:example.org"]);
    assert_eq!(
        run.json(),
        json!([{"uri": "mxc://example.org/a", "origin": "local"}, {"uri": "mxc://other.org/b", "origin": "remote"}]),
        "{run:?}"
    );
    let one = ["syn", "media", "list", "-r", "!abc:example.org", "-l", "1"];
    let cut = site.run(&one);
    assert!(
        cut.json().as_array().unwrap().len() == 1 && cut.stderr.contains("1 of 2"),
        "{cut:?}"
    );
    for args in [
        &["syn", "media", "list"][..],
        &["syn", "media", "list", "--room", "!a:b", "--user", "ada"],
    ] {
        assert_eq!(site.run(args).code, 2, "{args:?}");
    }
}

#[tokio::test]
async fn a_file_is_shown_by_uri_and_by_bare_id() {
    let site = Site::new().await;
    let media = json!({"media_info": file("a")});
    site.get(&format!("{ADMIN}/media/example.org/a"), media)
        .await;
    for id in ["mxc://example.org/a", "a"] {
        let run = site.run(&["syn", "media", "show", id]);
        assert_eq!(run.json()["media_id"], "a", "{run:?}");
    }
    let both = site.run(&[
        "syn",
        "media",
        "show",
        "a",
        "mxc://example.org/a",
        "-o",
        "ids",
    ]);
    assert_eq!(both.stdout, "a\na\n", "{both:?}");
    let bad = site.run(&["syn", "media", "show", "https://example.org/a"]);
    assert!(bad.code == 2 && bad.stderr.contains("mxc://"), "{bad:?}");
    assert_eq!(site.run(&["syn", "media", "show", "gone"]).code, 5);
}

#[tokio::test]
async fn files_are_deleted_after_a_question() {
    let site = Site::new().await;
    for id in ["a", "b"] {
        let deleted = json!({"deleted_media": [id], "total": 1});
        site.answer(
            "DELETE",
            &format!("{ADMIN}/media/example.org/{id}"),
            ok(deleted),
        )
        .await;
    }
    assert_eq!(site.run(&["syn", "media", "delete", "a"]).code, 2);
    let found = json!({"media_info": file("a")});
    site.get(&format!("{ADMIN}/media/example.org/a"), found)
        .await;
    let dry = site.run(&["syn", "media", "delete", "-n", "-i", "a", "gone"]);
    let at = format!("{ADMIN}/media/example.org");
    let request = |id: &str, files: i64, bytes: i64| json!({"method": "DELETE", "path": format!("{at}/{id}"), "body": null, "files": files, "bytes": bytes});
    assert_eq!(
        dry.json(),
        json!([request("gone", 0, 0), request("a", 1, 7)]),
        "{dry:?}"
    );
    assert!(dry.stderr.contains("to be deleted: 1 file, 7 B"), "{dry:?}");
    assert_eq!(site.changes().await, [""; 0]);
    let run = site.run(&["syn", "media", "delete", "a", "mxc://example.org/b", "-y"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(site.changes().await.len(), 2);
    let room = json!({"local": ["mxc://example.org/a"], "remote": ["mxc://other.org/b"]});
    site.get(&format!("{ADMIN}/room/!abc:example.org/media"), room)
        .await;
    let run = site.run(&["syn", "media", "delete", "--room", "!abc:example.org", "-y"]);
    assert_eq!(run.json()[0]["id"], "mxc://example.org/a", "{run:?}");
}

#[tokio::test]
async fn all_files_of_a_user_are_deleted_until_none_is_left() {
    let site = Site::new().await;
    let at = format!("{ADMIN}/users/@ada:example.org/media");
    for (ids, times) in [(json!(["a", "b"]), 1), (json!(["c"]), 1), (json!([]), 10)] {
        let answer = ok(json!({"deleted_media": ids, "total": 0}));
        Mock::given(method("DELETE"))
            .and(path(at.as_str()))
            .respond_with(answer)
            .up_to_n_times(times)
            .mount(&site.server)
            .await;
    }
    let page = json!({"media": [file("a"), file("b")], "total": 2});
    site.get(&at, page).await;
    let dry = site.run(&["syn", "media", "delete", "--user", "ada", "-n"]);
    assert_eq!(dry.json()[0]["bytes"], 14, "{dry:?}");
    assert_eq!(site.changes().await, [""; 0]);
    let run = site.run(&["syn", "media", "delete", "--user", "ada", "--yes"]);
    assert_eq!(run.json()[0]["result"], 3, "{run:?}");
    assert_eq!(site.changes().await.len(), 3);
}

#[tokio::test]
async fn old_files_are_deleted_by_age_and_size() {
    let site = Site::new().await;
    let deleted = json!({"deleted_media": ["a"], "total": 1});
    site.answer("POST", &format!("{ADMIN}/media/delete"), ok(deleted))
        .await;
    let when = "@1767225600000";
    let args = ["syn", "media", "delete", "--before", when];
    assert_eq!(site.run(&args).code, 2);
    let user = json!({"user_id": "@ada:example.org", "displayname": null, "media_count": 4, "media_length": 28});
    site.get(
        &format!("{ADMIN}/statistics/users/media"),
        json!({"users": [user], "total": 1}),
    )
    .await;
    let mut files = ["old", "read", "protected", "quarantined"].map(file);
    for old in &mut files {
        old["created_ts"] = 1_600_000_000_000_i64.into();
    }
    files[1]["last_access_ts"] = 1_767_225_600_000_i64.into();
    files[2]["safe_from_quarantine"] = true.into();
    files[3]["quarantined_by"] = "@me:example.org".into();
    let page = json!({"media": files, "total": 4});
    site.get(&format!("{ADMIN}/users/@ada:example.org/media"), page)
        .await;
    let at = format!("{ADMIN}/media/delete?before_ts=1767225600000&keep_profiles");
    for (more, found) in [
        (
            &[][..],
            json!({"path": format!("{at}=true"), "files": 1, "bytes": 7}),
        ),
        (
            &["--larger-than", "7", "--all"],
            json!({"path": format!("{at}=false&size_gt=7"), "files": 0, "bytes": 0}),
        ),
    ] {
        let dry = site.run(&[&args[..], &["-n"], more].concat());
        for name in ["path", "files", "bytes"] {
            assert_eq!(dry.json()[name], found[name], "{dry:?}");
        }
    }
    assert_eq!(site.changes().await, [""; 0]);
    for more in [
        &["--larger-than", "5KiB", "--include-profile-images"][..],
        &["--kib", "5", "--delete-profiles"],
    ] {
        let run = site.run(&[&args[..], more, &["-y"]].concat());
        assert_eq!(run.json()["deleted"], 1, "{run:?}");
    }
    for (request, _) in site.bodies().await {
        assert!(
            request.contains("before_ts=1767225600000")
                && request.contains("size_gt=5120")
                && request.contains("keep_profiles=false"),
            "{request}"
        );
    }
    for args in [
        &["syn", "media", "delete", "-t", "1767225600"][..],
        &["syn", "media", "delete", "a", "--before", "1d"],
        &["syn", "media", "delete", "--before", "1767225600"],
        &["syn", "media", "delete", "--larger-than", "5MiB"],
        &["syn", "media", "delete"],
    ] {
        assert_eq!(site.run(args).code, 2, "{args:?}");
    }
}

#[tokio::test]
async fn protection_is_for_own_files() {
    let site = Site::new().await;
    for verb in ["protect", "unprotect"] {
        site.answer("POST", &format!("{ADMIN}/media/{verb}/a"), ok(json!({})))
            .await;
        let run = site.run(&["syn", "media", verb, "mxc://example.org/a"]);
        assert_eq!(run.code, 0, "{run:?}");
        let other = site.run(&["syn", "media", verb, "mxc://other.org/a"]);
        assert_eq!(other.code, 2, "{other:?}");
    }
    assert_eq!(
        site.changes().await,
        ["protect", "unprotect"].map(|verb| format!("POST {ADMIN}/media/{verb}/a"))
    );
}

#[tokio::test]
async fn the_cache_is_purged_after_a_question() {
    let site = Site::new().await;
    site.answer(
        "POST",
        &format!("{ADMIN}/purge_media_cache"),
        ok(json!({"deleted": 3})),
    )
    .await;
    for args in [
        &["syn", "media", "purge-remote", "--before", "30d"][..],
        &["syn", "media", "purge", "-y"],
        &["syn", "media", "purge", "-t", "1767225600", "-y"],
    ] {
        assert_eq!(site.run(args).code, 2, "{args:?}");
    }
    assert_eq!(site.changes().await, [""; 0]);
    let run = site.run(&["syn", "media", "purge", "-t", "1767225600000", "-y"]);
    assert_eq!(run.json(), json!({"deleted": 3}), "{run:?}");
    let (request, _) = site.bodies().await.remove(0);
    assert!(
        request.ends_with("purge_media_cache?before_ts=1767225600000"),
        "{request}"
    );
    let dry = site.run(&["syn", "media", "purge", "-d", "30", "-n"]);
    let at = format!("{ADMIN}/purge_media_cache?before_ts=");
    assert!(
        dry.json()["path"].as_str().unwrap().starts_with(&at),
        "{dry:?}"
    );
}

#[tokio::test]
async fn quarantine_takes_files_users_and_rooms() {
    let site = Site::new().await;
    for at in [
        "media/quarantine/other.org/a",
        "media/unquarantine/other.org/a",
    ] {
        site.answer("POST", &format!("{ADMIN}/{at}"), ok(json!({})))
            .await;
    }
    for at in [
        "user/@ada:example.org/media/quarantine",
        "room/!abc:example.org/media/quarantine",
    ] {
        site.answer(
            "POST",
            &format!("{ADMIN}/{at}"),
            ok(json!({"num_quarantined": 2})),
        )
        .await;
    }
    let quarantine = ["syn", "media", "quarantine"];
    for more in [
        &["mxc://other.org/a"][..],
        &["-U", "mxc://other.org/a"],
        &["-i", "a", "-s", "other.org"],
    ] {
        let run = site.run(&[&quarantine[..], more].concat());
        assert_eq!(run.json()[0]["id"], "mxc://other.org/a", "{run:?}");
    }
    for more in [&["--user", "ada"], &["--room", "!abc:example.org"]] {
        let run = site.run(&[&quarantine[..], more].concat());
        assert_eq!(run.json()[0]["result"], 2, "{run:?}");
    }
    let run = site.run(&["syn", "media", "unquarantine", "mxc://other.org/a"]);
    assert_eq!(run.code, 0, "{run:?}");
    let changes = site.changes().await;
    assert_eq!(changes.len(), 6, "{changes:?}");
    assert!(changes[5].ends_with("media/unquarantine/other.org/a"));
    assert_eq!(
        site.run(&[&quarantine[..], &["a", "--user", "b"]].concat())
            .code,
        2
    );
    // Several are asked for, although each could be undone.
    assert_eq!(site.run(&[&quarantine[..], &["a", "b"]].concat()).code, 2);
}

async fn log(site: &Site) {
    let at = format!("{ADMIN}/media/quarantine_changes");
    let change = json!({"origin": "example.org", "media_id": "a", "quarantined": true});
    Mock::given(method("GET"))
        .and(path(at.as_str()))
        .and(query_param_is_missing("from"))
        .respond_with(ok(json!({"changes": [change], "next_batch": 7})))
        .mount(&site.server)
        .await;
    Mock::given(method("GET"))
        .and(path(at.as_str()))
        .and(query_param("from", "7"))
        .respond_with(ok(json!({"changes": [], "next_batch": 7})))
        .mount(&site.server)
        .await;
}

#[tokio::test]
async fn the_log_of_quarantine_says_where_to_go_on() {
    let site = Site::new().await;
    log(&site).await;
    let run = site.run(&["syn", "media", "quarantine-log"]);
    assert_eq!(run.json()[0]["media_id"], "a", "{run:?}");
    assert!(run.stderr.contains("--from 7"), "{run:?}");
    let rest = site.run(&["syn", "media", "quarantine-log", "--from", "7"]);
    assert_eq!(rest.json(), json!([]), "{rest:?}");
    let endless = site.run(&["syn", "media", "quarantine-log", "--follow"]);
    assert!(
        endless.code == 2 && endless.stderr.contains("jsonl"),
        "{endless:?}"
    );
}

#[tokio::test]
async fn the_log_of_quarantine_is_followed_until_an_interrupt() {
    use std::io::BufRead as _;
    let site = Site::new().await;
    log(&site).await;
    let mut command = site.command(&["syn", "media", "quarantine-log", "--follow", "-o", "ids"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = std::io::BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "a");
    let kill = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
