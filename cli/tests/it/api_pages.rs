//! `chatadm api --paginate`: each kind of cursor, from its beginning to its end.

use serde_json::{Value, json};
use wiremock::{Mock, Request, ResponseTemplate, matchers::any};

use crate::site::{Run, Site};

/// A server that answers with one page after the other, and then fails.
async fn paged(pages: &[Value]) -> Site {
    let site = Site::blank().await;
    for page in pages {
        Mock::given(any())
            .respond_with(ResponseTemplate::new(200).set_body_json(page))
            .up_to_n_times(1)
            .mount(&site.server)
            .await;
    }
    site
}

/// What was asked for: method and query.
async fn asked(site: &Site) -> Vec<String> {
    let requests = site.server.received_requests().await.unwrap();
    let line = |request: &Request| {
        format!(
            "{} {}",
            request.method,
            request.url.query().unwrap_or_default()
        )
    };
    requests.iter().map(line).collect()
}

fn paginate(site: &Site, args: &[&str]) -> Run {
    let run = site.run(&[&["api"], args, &["--paginate", "-o", "jsonl"]].concat());
    assert_eq!(run.code, 0, "{args:?}: {run:?}");
    run
}

fn ids(run: &Run) -> Vec<String> {
    let lines = run.stdout.lines();
    lines
        .map(|line| {
            let item: Value = serde_json::from_str(line).unwrap();
            item.as_str()
                .or_else(|| item["id"].as_str())
                .unwrap()
                .to_owned()
        })
        .collect()
}

fn items(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({"id": id})).collect()
}

#[tokio::test]
async fn a_token_leads_to_the_next_page_until_there_is_none() {
    for (args, field, next, cursor) in [
        // A string, a number, and a batch.
        (
            &["list_users_v3"][..],
            "users",
            ("next_token", json!("2")),
            "from=2",
        ),
        (
            &["list_event_reports"],
            "event_reports",
            ("next_token", json!(7)),
            "from=7",
        ),
        (
            &["list_rooms"],
            "rooms",
            ("next_batch", json!(10)),
            "from=10",
        ),
        (
            &["list_room_messages", "-p", "room_id=!a"],
            "chunk",
            ("end", json!("t9")),
            "from=t9",
        ),
    ] {
        let site = paged(&[
            json!({field: items(&["a", "b"]), next.0: next.1}),
            json!({field: items(&["c"])}),
        ])
        .await;
        let run = paginate(&site, args);
        assert_eq!(ids(&run), ["a", "b", "c"], "{args:?}");
        assert_eq!(run.stderr, "2 pages, 3 items\n");
        assert_eq!(
            asked(&site).await,
            ["GET ".to_owned(), format!("GET {cursor}")]
        );
    }
}

#[tokio::test]
async fn a_token_that_is_always_there_ends_with_an_empty_page() {
    let site = paged(&[
        json!({"changes": items(&["a"]), "next_batch": 1}),
        json!({"changes": [], "next_batch": 1}),
    ])
    .await;
    let run = paginate(&site, &["list_quarantine_changes"]);
    assert_eq!(ids(&run), ["a"], "{run:?}");
    assert_eq!(asked(&site).await, ["GET ", "GET from=1"]);
}

#[tokio::test]
async fn an_empty_page_with_a_token_is_not_the_last() {
    let site = paged(&[
        json!({"chunk": [], "end": "t1"}),
        json!({"chunk": items(&["a"])}),
    ])
    .await;
    let run = paginate(&site, &["list_room_messages", "-p", "room_id=!a"]);
    assert_eq!(ids(&run), ["a"]);
}

#[tokio::test]
async fn page_numbers_are_counted_from_where_they_began() {
    let full = [
        items(&["a", "b"]),
        items(&["c", "d"]),
        items(&["e"]),
        items(&[]),
    ];
    // The server's own size is not known, so only an empty page ends the list.
    let site = paged(&full).await;
    assert_eq!(ids(&paginate(&site, &["get_users"])).len(), 5);
    assert_eq!(
        asked(&site).await,
        ["GET ", "GET page=1", "GET page=2", "GET page=3"]
    );
    let site = paged(&full[1..]).await;
    let run = paginate(&site, &["get_users", "-p", "per_page=2", "-p", "page=4"]);
    assert_eq!(ids(&run), ["c", "d", "e"]);
    assert_eq!(
        asked(&site).await,
        ["GET per_page=2&page=4", "GET per_page=2&page=5"]
    );
}

#[tokio::test]
async fn a_page_that_is_asked_for_larger_than_the_server_gives_is_full_all_the_same() {
    let full: Value = (0..200).map(|id| json!({"id": id.to_string()})).collect();
    let site = paged(&[full, items(&["last"])]).await;
    let run = paginate(&site, &["get_users", "-p", "per_page=500"]);
    assert_eq!(ids(&run).len(), 201);
}

#[tokio::test]
async fn what_is_taken_away_is_called_for_again_until_nothing_is_left() {
    let site = paged(&[
        json!({"deleted_media": ["a", "b"], "total": 2}),
        json!({"deleted_media": ["c"], "total": 1}),
        json!({"deleted_media": [], "total": 0}),
    ])
    .await;
    let args = [
        "delete_user_media",
        "-p",
        "user_id=@a:b",
        "--yes-irreversible",
        "-y",
    ];
    assert_eq!(ids(&paginate(&site, &args)), ["a", "b", "c"]);
    assert_eq!(asked(&site).await.len(), 3);
    // A file that cannot be removed would be told of for ever.
    let stuck = json!({"deleted_media": ["a"], "total": 1});
    let site = paged(&[stuck.clone(), stuck]).await;
    paginate(&site, &args);
    assert_eq!(asked(&site).await.len(), 2);
}

#[tokio::test]
async fn a_cursor_that_comes_again_ends_the_list() {
    let page = json!({"users": items(&["a"]), "next_token": "2"});
    let site = paged(&[page.clone(), page]).await;
    paginate(&site, &["list_users_v3"]);
    assert_eq!(asked(&site).await, ["GET ", "GET from=2"]);
}

#[tokio::test]
async fn a_path_is_read_page_by_page_as_the_operation_that_it_is() {
    let site = paged(&[
        json!({"users": items(&["a"]), "next_token": "2"}),
        json!({"users": items(&["b"])}),
    ])
    .await;
    let run = paginate(&site, &["/_synapse/admin/v3/users?from=1&name=a+b%26"]);
    assert_eq!(ids(&run), ["a", "b"]);
    assert_eq!(
        asked(&site).await,
        ["GET from=1&name=a+b%26", "GET name=a+b%26&from=2"]
    );
}

#[tokio::test]
async fn whole_answers_can_be_kept() {
    let pages = [
        json!({"rooms": items(&["a"]), "next_batch": 1, "total_rooms": 2}),
        json!({"rooms": items(&["b"]), "total_rooms": 2}),
    ];
    let site = paged(&pages).await;
    let run = site.run(&["api", "list_rooms", "--paginate", "--slurp"]);
    assert_eq!(run.json(), json!(pages), "{run:?}");
    let site = paged(&pages).await;
    let run = site.run(&[
        "api",
        "list_rooms",
        "--paginate",
        "--slurp",
        "--jq",
        "map(.rooms | length) | add",
    ]);
    assert_eq!(run.stdout, "2\n");
}

#[tokio::test]
async fn a_failure_on_the_way_is_the_exit_code() {
    let site = paged(&[json!({"rooms": items(&["a"]), "next_batch": 1})]).await;
    let run = site.run(&["api", "list_rooms", "--paginate", "-o", "jsonl"]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (5, "{\"id\":\"a\"}\n"),
        "{run:?}"
    );
}
