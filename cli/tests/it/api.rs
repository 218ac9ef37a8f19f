//! `chatadm api` and `chatadm raw`: what is sent for what was typed, and what is refused before that.

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{any, method, path},
};

use crate::site::{Run, Site};

const USER: &str = "/_synapse/admin/v2/users/@ada:example.org";
const SUSPEND: &str = "/_synapse/admin/v1/suspend/@ada:example.org";
const DELETE: &str = "/_synapse/admin/v2/rooms/!a:example.org";

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// A server that answers everything alike.
async fn agreeing(body: Value) -> Site {
    let site = Site::blank().await;
    Mock::given(any())
        .respond_with(ok(body))
        .mount(&site.server)
        .await;
    site
}

/// The only request so far: method, path with query, and body.
async fn request(site: &Site) -> (String, Option<Value>) {
    let requests = site.server.received_requests().await.unwrap();
    let [request] = &requests[..] else {
        panic!("{} requests", requests.len())
    };
    let query = request.url.query().map(|query| format!("?{query}"));
    let line = format!(
        "{} {}{}",
        request.method,
        request.url.path(),
        query.unwrap_or_default()
    );
    let body = (!request.body.is_empty()).then(|| serde_json::from_slice(&request.body).unwrap());
    (line, body)
}

/// Runs each, and compares what was sent: method, path with query, and body.
async fn sends(cases: &[(&[&str], &str, Option<Value>)]) {
    for (args, line, body) in cases {
        let site = agreeing(json!({"done": true})).await;
        let run = site.run(args);
        assert_eq!(run.json(), json!({"done": true}), "{args:?}: {run:?}");
        assert_eq!(run.stderr, "", "{args:?}");
        let sent = request(&site).await;
        assert_eq!(sent, ((*line).to_owned(), body.clone()), "{args:?}");
    }
}

/// A file with a body.
fn body_file() -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), r#"{"a": 1}"#).unwrap();
    file
}

#[tokio::test]
async fn an_operation_gets_its_parameters_where_they_belong_and_its_fields_with_their_types() {
    let put = format!("PUT {SUSPEND}");
    let ada = "user_id=@ada:example.org";
    let suspend = json!({"suspend": true});
    sends(&[
        (
            &[
                "api",
                "list_rooms",
                "-p",
                "limit=5",
                "-p",
                "search_term=a b",
            ],
            "GET /_synapse/admin/v1/rooms?limit=5&search_term=a+b",
            None,
        ),
        (
            &[
                "api",
                "list_rooms",
                "-F",
                "limit=5",
                "-f",
                "search_term=true",
            ],
            "GET /_synapse/admin/v1/rooms?limit=5&search_term=true",
            None,
        ),
        (
            &["api", "suspend_user", "-p", ada, "-F", "suspend=true"],
            &put,
            Some(suspend.clone()),
        ),
        (
            &[
                "api",
                "suspend_user",
                "-p",
                ada,
                "-b",
                r#"{"suspend": true}"#,
            ],
            &put,
            Some(suspend),
        ),
        (
            &["api", "get_users_by_usernames", "--body", r#"["ada"]"#],
            "POST /api/v4/users/usernames",
            Some(json!(["ada"])),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_path_is_called_as_it_is_typed() {
    let file = body_file();
    let file = file.path().to_str().unwrap();
    let (at_file, field) = (format!("@{file}"), format!("reason=@{file}"));
    let get = format!("GET {USER}");
    let x = "/_synapse/admin/v1/x";
    let post = format!("POST {x}");
    let a = Some(json!({"a": 1}));
    sends(&[
        (&["api", USER], &get, None),
        (&["api", &USER[1..]], &get, None),
        (&["api", "get", USER], &get, None),
        (&["api", "-X", "GET", USER], &get, None),
        (
            &[
                "api",
                "/_matrix/x/{room_alias}?a=b",
                "-p",
                "room_alias=#a/b:c",
                "-F",
                "n=1",
            ],
            "GET /_matrix/x/%23a%2Fb:c?a=b&n=1",
            None,
        ),
        (
            &[
                "api",
                "-X",
                "POST",
                x,
                "-F",
                "n=1",
                "-f",
                "t=1",
                "-F",
                "l[]=x",
                "-F",
                "o[a]=null",
            ],
            &post,
            Some(json!({"n": 1, "t": "1", "l": ["x"], "o": {"a": null}})),
        ),
        (
            &["api", "POST", x, "-F", &field],
            &post,
            Some(json!({"reason": r#"{"a": 1}"#})),
        ),
        (&["api", "POST", x, "--input", file], &post, a.clone()),
        (&["api", "POST", x, "--body", &at_file], &post, a.clone()),
        (&["api", "POST", x], &post, None),
        (
            &["api", "POST", x, "--input", file, "-F", "q=1"],
            &format!("{post}?q=1"),
            a,
        ),
        (
            &["api", "-X", "GET", x, "--body", "{}"],
            &format!("GET {x}"),
            Some(json!({})),
        ),
        (&["api", "/api/v4/users/me"], "GET /api/v4/users/me", None),
    ])
    .await;
}

#[tokio::test]
async fn the_older_spelling_has_its_own_letters() {
    let file = body_file();
    let file = file.path().to_str().unwrap();
    let version = "GET /_synapse/admin/v1/server_version";
    let post = "POST /_synapse/admin/v1/x";
    let a = Some(json!({"a": 1}));
    sends(&[
        (&["raw", "v1/server_version"], version, None),
        (&["raw", "/v1/server_version"], version, None),
        (&["raw", USER], &format!("GET {USER}"), None),
        (
            &["raw", "/_matrix/client/versions"],
            "GET /_matrix/client/versions",
            None,
        ),
        (&["raw", "api/v4/users/me"], "GET /api/v4/users/me", None),
        (
            &["raw", "v1/x", "-m", "post", "-d", "{}"],
            post,
            Some(json!({})),
        ),
        (&["raw", "v1/x", "-m", "post", "-f", file], post, a.clone()),
        (
            &["raw", "v1/x", "--method", "POST", "--data-file", file],
            post,
            a,
        ),
        (
            &["raw", "v1/x", "-m", "delete"],
            "DELETE /_synapse/admin/v1/x",
            None,
        ),
    ])
    .await;
}

#[tokio::test]
async fn what_an_operation_does_not_take_is_refused_with_what_it_takes() {
    let site = Site::blank().await;
    let ada = "user_id=@ada:example.org";
    for (args, words) in [
        (
            &["list_room"][..],
            &["did you mean `list_rooms`?", "--list"][..],
        ),
        (&["get_user", "-p", ada], &["both APIs", "--api"]),
        (
            &["list_rooms", "-p", "limits=5"],
            &["`limits`", "did you mean `limit`?", "`order_by`"],
        ),
        (
            &["list_rooms", "-F", "limits=5"],
            &["did you mean `limit`?"],
        ),
        (&["list_rooms", "-p", "limit=five"], &["a whole number"]),
        (
            &["list_rooms", "-p", "empty_rooms=yes"],
            &["`true` or `false`"],
        ),
        (&["list_rooms", "-p", "dir=up"], &["`f`, `b`"]),
        (&["list_rooms", "-p", "limit=1", "-p", "limit=2"], &["two"]),
        (&["list_rooms", "-p", "limit"], &["name=value"]),
        (&["list_rooms", "-F", "a[b]=1"], &["only a body"]),
        (&["list_rooms", "--body", "{}"], &["takes no body"]),
        (
            &["deactivate_user"],
            &["needs `user_id`", "chatadm explain deactivate_user"],
        ),
        (
            &["suspend_user", "-p", ada],
            &["needs a body", "`suspend`", "-F"],
        ),
        (
            &["suspend_user", "-p", ada, "-F", "suspnd=1"],
            &["lacks `suspend`"],
        ),
        (&["suspend_user", "-p", ada, "-b", "[]"], &["is an object"]),
        (&["suspend_user", "-p", ada, "-b", "{"], &["no JSON"]),
        (&["get_users_by_usernames", "-b", "{}"], &["is a list"]),
        (&["get_users_by_usernames"], &["a list"]),
        (
            &["set_profile_image", "-p", "user_id=me", "-b", "{}"],
            &["sends a file", "explain"],
        ),
        (&["-X", "POST", "list_rooms"], &["no path"]),
        (&["-X", "PO ST", "/x"], &["no method"]),
        (&["-X", "PUT", "PUT", "/x"], &["twice"]),
        (&["/x", "--body", "{}"], &["-X POST"]),
        (&["/x", "-H", "nonsense"], &["name:value"]),
        (&["/a/../b"], &["path argument"]),
        (&["/x", "--paginate"], &["--paginate"]),
        (&["get_server_version", "--paginate"], &["--paginate"]),
        (&["list_rooms", "--slurp"], &["--paginate"]),
        (
            &["-X", "POST", "/x", "-F", "a=1", "-F", "a[]=2"],
            &["no list"],
        ),
        (
            &["-X", "POST", "/x", "--input", "/no/such/file"],
            &["/no/such/file"],
        ),
    ] {
        let run = site.run(&[&["api"], args].concat());
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (2, ""),
            "{args:?}: {run:?}"
        );
        for word in words {
            assert!(run.stderr.contains(word), "{args:?}: {}", run.stderr);
        }
    }
    assert_eq!(site.requests().await, 0);
}

#[tokio::test]
async fn a_field_that_is_not_known_is_sent_and_told() {
    let site = agreeing(json!({})).await;
    let run = site.run(&[
        "api",
        "suspend_user",
        "-p",
        "user_id=@ada:example.org",
        "-F",
        "suspend=true",
        "-F",
        "suspends=1",
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.stderr.contains("did you mean `suspend`?"),
        "{}",
        run.stderr
    );
    assert_eq!(
        request(&site).await.1,
        Some(json!({"suspend": true, "suspends": 1}))
    );
}

#[tokio::test]
async fn how_much_is_asked_before_depends_on_what_is_lost() {
    let site = agreeing(json!({})).await;
    let irreversible = [
        "api",
        "delete_room_v2",
        "-p",
        "room_id=!a:example.org",
        "-b",
        "{}",
    ];
    let destructive = ["api", "shadow_ban_user", "-p", "user_id=@ada:example.org"];
    let safety = |id: &str| {
        let run = site.run(&["explain", id, "-o", "json"]);
        run.json()["safety"].as_str().unwrap().to_owned()
    };
    assert_eq!(safety("delete_room_v2"), "irreversible");
    for args in [&irreversible[..], &[&irreversible[..], &["-y"]].concat()] {
        let run = site.run(args);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains("--yes-irreversible"), "{}", run.stderr);
    }
    assert_eq!(site.requests().await, 0);
    assert_eq!(
        site.run(&[&irreversible[..], &["--yes-irreversible"]].concat())
            .code,
        0
    );
    assert_eq!(site.changes().await, [format!("DELETE {DELETE}")]);
    let asks = safety("shadow_ban_user") != "reversible";
    assert_eq!(site.run(&destructive).code, if asks { 2 } else { 0 });
    let code = site
        .run(&[
            "api",
            "delete_user_device",
            "-p",
            "user_id=@a:b",
            "-p",
            "device_id=D",
        ])
        .code;
    assert_eq!(
        (safety("delete_user_device").as_str(), code),
        ("destructive", 2)
    );
    let yes = [
        "api",
        "delete_user_device",
        "-p",
        "user_id=@a:b",
        "-p",
        "device_id=D",
        "-y",
    ];
    assert_eq!(site.run(&yes).code, 0);
}

#[tokio::test]
async fn reading_only_is_told_by_the_operation_that_a_path_is() {
    let site = agreeing(json!([])).await;
    let search = [
        "api",
        "POST",
        "/api/v4/users/usernames",
        "-b",
        "[]",
        "--read-only",
    ];
    assert_eq!(site.run(&search).code, 0);
    for args in [
        &["api", "PUT", SUSPEND, "-b", "{}", "--read-only"][..],
        &["api", "POST", "/_synapse/admin/v1/x", "--read-only"],
        &["raw", "-m", "delete", "v1/x", "--read-only"],
        &[
            "api",
            "suspend_user",
            "-p",
            "user_id=@a:b",
            "-F",
            "suspend=true",
            "--read-only",
        ],
    ] {
        let run = site.run(args);
        assert_eq!(run.code, 3, "{args:?}: {run:?}");
    }
    assert_eq!(site.requests().await, 1);
}

#[tokio::test]
async fn a_dry_run_shows_the_request_without_secrets_and_sends_nothing() {
    let site = Site::blank().await;
    let run = site.run(&[
        "api",
        "reset_user_password",
        "-n",
        "-p",
        "user_id=@a/b:example.org",
        "-f",
        "new_password=hunter2",
        "-F",
        "logout_devices=false",
    ]);
    assert_eq!(
        run.json(),
        json!({
            "method": "POST",
            "path": "/_synapse/admin/v1/reset_password/@a%2Fb:example.org",
            "query": null,
            "body": {"new_password": "…", "logout_devices": false},
        }),
        "{run:?}"
    );
    let run = site.run(&["api", "list_rooms", "--dry-run", "-p", "search_term=a b"]);
    assert_eq!(run.json()["query"], "search_term=a+b");
    let run = site.run(&["raw", "-n", "-m", "put", "-d", "{}", "v1/x"]);
    assert_eq!(run.json()["path"], "/_synapse/admin/v1/x");
    assert_eq!(site.requests().await, 0);
}

#[tokio::test]
async fn status_and_headers_are_printed_when_they_are_wanted() {
    let site = Site::blank().await;
    let answer = |status| {
        ResponseTemplate::new(status)
            .set_body_json(json!({"errcode": "M_NOT_FOUND", "error": "none"}))
            .insert_header("x-test", "yes")
            .insert_header("set-cookie", "MMAUTHTOKEN=planted-cookie")
    };
    site.answer("GET", "/_synapse/admin/v1/x", answer(200))
        .await;
    site.answer("GET", "/_synapse/admin/v1/gone", answer(404))
        .await;
    let run = site.run(&["api", "-i", "/_synapse/admin/v1/x"]);
    let (head, body) = run.stdout.split_once("\n\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\n"), "{head}");
    assert!(
        head.contains("x-test: yes") && !head.contains("planted"),
        "{head}"
    );
    assert!(body.contains("M_NOT_FOUND"), "{body}");
    let run = site.run(&["raw", "-i", "v1/gone", "-o", "json"]);
    let document = run.json();
    assert_eq!((run.code, &document["status"]), (5, &json!(404)), "{run:?}");
    assert_eq!(document["headers"]["x-test"], "yes");
    assert_eq!(document["headers"]["set-cookie"], "…");
    assert_eq!(document["body"]["error"], "none");
    assert_eq!(run.error()["code"], "M_NOT_FOUND");
    let run = site.run(&["api", "/_synapse/admin/v1/gone"]);
    assert_eq!((run.code, run.stdout.as_str()), (5, ""), "{run:?}");
}

#[tokio::test]
async fn an_answer_of_any_form_is_printed() {
    let site = Site::blank().await;
    let picture = [0x89, b'P', b'N', b'G', 0];
    let raw = ResponseTemplate::new(200).set_body_raw(picture, "image/png");
    site.answer("GET", "/_matrix/picture", raw).await;
    let output = site.command(&["api", "/_matrix/picture"]).output().unwrap();
    assert_eq!(output.stdout, picture);
    let text = ResponseTemplate::new(200).set_body_raw(r#"{"b":1,  "a":2}"#, "application/json");
    site.answer("GET", "/_matrix/text", text).await;
    let run = site.run(&["api", "/_matrix/text", "-o", "raw"]);
    assert_eq!(run.stdout, r#"{"b":1,  "a":2}"#);
    assert_eq!(
        site.run(&["api", "/_matrix/text", "--jq", ".a"]).stdout,
        "2\n"
    );
    site.answer("GET", "/_matrix/empty", ResponseTemplate::new(200))
        .await;
    assert_eq!(site.run(&["api", "/_matrix/empty"]).json(), Value::Null);
    site.get("/_matrix/list", json!([{"id": "a"}, {"id": "b"}]))
        .await;
    assert_eq!(
        site.run(&["api", "/_matrix/list", "-o", "ids"]).stdout,
        "a\nb\n"
    );
    site.get("/_matrix/words", json!(["a", "b"])).await;
    assert_eq!(
        site.run(&["api", "/_matrix/words"]).json(),
        json!(["a", "b"])
    );
}

#[tokio::test]
async fn headers_are_sent_and_content_that_is_not_json_as_it_is() {
    let site = agreeing(json!({})).await;
    let file = site.path("picture");
    std::fs::write(&file, [0xff, 0]).unwrap();
    let run = site.run(&[
        "api",
        "POST",
        "/_matrix/media/v3/upload",
        "-H",
        "Content-Type: image/png",
        "-H",
        "X-Test: yes",
        "--input",
        file.to_str().unwrap(),
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    let requests = site.server.received_requests().await.unwrap();
    assert_eq!(requests[0].body, [0xff, 0]);
    assert_eq!(requests[0].headers["content-type"], "image/png");
    assert_eq!(requests[0].headers["x-test"], "yes");
}

#[tokio::test]
async fn standard_input_can_be_the_body() {
    let site = agreeing(json!({})).await;
    for args in [
        &["api", "POST", "/_synapse/admin/v1/x", "--input", "-"][..],
        &["api", "POST", "/_synapse/admin/v1/x", "--body", "-"],
        &["raw", "-m", "post", "v1/x", "-f", "-"],
    ] {
        let file = site.path("stdin");
        std::fs::write(&file, r#"{"from": "stdin"}"#).unwrap();
        let mut command = site.command(args);
        command.stdin(std::fs::File::open(&file).unwrap());
        let run = Run::of(command.output().unwrap());
        assert_eq!(run.code, 0, "{run:?}");
    }
    for (_, body) in site.bodies().await {
        assert_eq!(body, json!({"from": "stdin"}));
    }
}

#[tokio::test]
async fn operations_are_listed_without_a_server() {
    let site = Site::blank().await;
    let run = Run::of(
        site.bare(&["api", "--list", "--api", "synapse"])
            .output()
            .unwrap(),
    );
    let list = run.json();
    let list = list.as_array().unwrap();
    assert!(list.iter().all(|operation| operation["api"] == "synapse"));
    let found = list
        .iter()
        .find(|operation| operation["id"] == "list_rooms")
        .unwrap();
    assert_eq!(found["method"], "GET");
    assert!(
        found["parameters"]
            .as_array()
            .unwrap()
            .contains(&json!("limit"))
    );
    assert!(!found["summary"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn credentials_cannot_be_replaced_by_a_header() {
    let site = Site::blank().await;
    Mock::given(method("GET"))
        .and(path("/_matrix/x"))
        .and(wiremock::matchers::header(
            "authorization",
            "Bearer planted",
        ))
        .respond_with(ok(json!({})))
        .expect(1)
        .mount(&site.server)
        .await;
    let run = site.run(&["api", "/_matrix/x", "-H", "Authorization: Bearer other"]);
    assert_eq!(run.code, 0, "{run:?}");
}
