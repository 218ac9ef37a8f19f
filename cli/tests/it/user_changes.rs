//! Accounts that are made, changed and ended: what the server is told, in which order, and what is asked before.

use std::fs;

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{header, method, path, query_param},
};

use crate::site::{Site, account, user};

fn at(name: &str) -> String {
    format!("/_synapse/admin/v2/users/@{name}:example.org")
}

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// An account that is known elsewhere.
fn known(name: &str) -> Value {
    let mut account = account(name);
    account["threepids"] =
        json!([{"medium": "email", "address": "a@example.org", "added_at": 1, "validated_at": 1}]);
    account["external_ids"] = json!([{"auth_provider": "oidc", "external_id": "1"}]);
    account
}

/// A server that has accounts and takes changes of any.
async fn site(names: &[&str]) -> Site {
    let site = Site::new().await;
    for name in names {
        site.get(&at(name), known(name)).await;
        site.answer("PUT", &at(name), ok(known(name))).await;
    }
    site
}

#[tokio::test]
async fn every_option_of_a_change_is_sent_as_what_it_means() {
    let site = site(&["ada"]).await;
    let email = |address: &str| json!({"medium": "email", "address": address});
    let identity = |id: &str| json!({"auth_provider": "oidc", "external_id": id});
    for (args, body) in [
        (&["-n", "Ada"][..], json!({"displayname": "Ada"})),
        (&["--display-name", ""], json!({"displayname": ""})),
        (&["-v", "mxc://h/a"], json!({"avatar_url": "mxc://h/a"})),
        (&["--avatar-url", ""], json!({"avatar_url": ""})),
        (
            &["-t", "email", "b@h", "-t", "msisdn", "4366"],
            json!({"threepids": [email("b@h"), {"medium": "msisdn", "address": "4366"}]}),
        ),
        (&["--clear-threepids"], json!({"threepids": []})),
        (
            &["--add-threepid", "email", "b@h"],
            json!({"threepids": [email("a@example.org"), email("b@h")]}),
        ),
        (
            &["--remove-threepid", "email", "a@example.org"],
            json!({"threepids": []}),
        ),
        (
            &["--external-id", "oidc", "2"],
            json!({"external_ids": [identity("2")]}),
        ),
        (
            &["--add-external-id", "oidc", "2"],
            json!({"external_ids": [identity("1"), identity("2")]}),
        ),
        (
            &["--remove-external-id", "oidc", "1"],
            json!({"external_ids": []}),
        ),
        (&["--clear-external-ids"], json!({"external_ids": []})),
        (&["-a"], json!({"admin": true})),
        (&["-u"], json!({"admin": false})),
        (&["--no-admin"], json!({"admin": false})),
        (&["--activate"], json!({"deactivated": false})),
        (&["--deactivate"], json!({"deactivated": true})),
        (&["-l"], json!({"locked": true})),
        (&["-L"], json!({"locked": false})),
        (&["--unlock"], json!({"locked": false})),
        (&["--user-type", "bot"], json!({"user_type": "bot"})),
        (&["--user-type", "regular"], json!({"user_type": null})),
        (&["--user-type", "null"], json!({"user_type": null})),
        (&["--approve"], json!({"approved": true})),
        (&["--approve=false"], json!({"approved": false})),
    ] {
        let modify = [&["syn", "user", "modify", "ada"], args].concat();
        let run = site.run(&[&modify[..], &["-y"]].concat());
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
        assert_eq!(run.json()["created"], false);
        let (line, sent) = site.bodies().await.pop().unwrap();
        assert_eq!(
            (line, &sent),
            (format!("PUT {}", at("ada")), &body),
            "{args:?}"
        );
        let dry = site.run(&[&modify[..], &["--dry-run"]].concat());
        assert_eq!(dry.json()["body"], body, "{args:?}: {dry:?}");
    }
}

#[tokio::test]
async fn a_password_logs_out_only_where_that_is_said() {
    let site = site(&["ada"]).await;
    let file = site.path("password");
    fs::write(&file, "wonder\n").unwrap();
    let modify = [
        "syn",
        "user",
        "edit",
        "ada",
        "-y",
        "--password-file",
        file.to_str().unwrap(),
    ];
    for (more, body) in [
        (&[][..], json!({"password": "wonder"})),
        (
            &["--no-logout"],
            json!({"password": "wonder", "logout_devices": false}),
        ),
        (
            &["--logout-devices"],
            json!({"password": "wonder", "logout_devices": true}),
        ),
    ] {
        let run = site.run(&[&modify[..], more].concat());
        assert_eq!(run.code, 0, "{run:?}");
        assert!(
            !run.stderr.contains("wonder") && !run.stdout.contains("wonder"),
            "{run:?}"
        );
        assert_eq!(site.bodies().await.pop().unwrap().1, body);
    }
    let run = site.run(&["syn", "user", "modify", "ada", "--generate", "-y"]);
    let sent = site.bodies().await.pop().unwrap().1;
    assert_eq!(run.json()["password"], sent["password"], "{run:?}");
    assert!(
        !run.stderr.contains(sent["password"].as_str().unwrap()),
        "{run:?}"
    );
}

#[tokio::test]
async fn a_picture_is_uploaded_once_it_is_confirmed() {
    let site = site(&["ada"]).await;
    let picture = site.path("ada.png");
    fs::write(&picture, b"\x89PNG\r\n\x1a\n").unwrap();
    Mock::given(method("POST"))
        .and(path("/_matrix/media/v3/upload"))
        .and(query_param("filename", "ada.png"))
        .and(header("content-type", "image/png"))
        .respond_with(ok(json!({"content_uri": "mxc://example.org/new"})))
        .mount(&site.server)
        .await;
    let modify = [
        "syn",
        "user",
        "modify",
        "ada",
        "--avatar",
        picture.to_str().unwrap(),
    ];
    assert_eq!(site.run(&modify).code, 2);
    assert_eq!(site.run(&[&modify[..], &["--dry-run"]].concat()).code, 0);
    assert_eq!(site.changes().await, [""; 0]);
    let run = site.run(&[&modify[..], &["-y"]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        site.bodies().await.pop().unwrap().1,
        json!({"avatar_url": "mxc://example.org/new"})
    );
    let text = site.path("ada.txt");
    fs::write(&text, "no picture").unwrap();
    let asked = site.requests().await;
    let run = site.run(&[
        "syn",
        "user",
        "create",
        "bob",
        "--avatar",
        text.to_str().unwrap(),
    ]);
    assert!(run.code == 2 && run.stderr.contains("PNG"), "{run:?}");
    assert_eq!(site.requests().await, asked);
}

#[tokio::test]
async fn many_accounts_are_changed_alike_and_none_is_made_by_it() {
    let site = site(&["ada", "bob"]).await;
    let modify = ["syn", "user", "modify", "ada", "bob"];
    for more in [
        &["-n", "x"][..],
        &["--add-threepid", "email", "a@h"],
        &["--generate"],
        &["--admin", "--expect", "any"],
    ] {
        let run = site.run(&[&modify[..], more, &["-y"]].concat());
        assert!(
            run.code == 2 && run.stderr.contains("one account"),
            "{run:?}"
        );
    }
    let run = site.run(
        &[
            &modify[..],
            &["gone", "--user-type", "bot", "-y", "--continue-on-error"],
        ]
        .concat(),
    );
    assert_eq!(run.code, 10, "{run:?}");
    let mut sent = site.bodies().await;
    sent.sort_by_key(|(line, _)| line.clone());
    let body = json!({"user_type": "bot"});
    assert_eq!(
        sent,
        [
            (format!("PUT {}", at("ada")), body.clone()),
            (format!("PUT {}", at("bob")), body)
        ]
    );
}

#[tokio::test]
async fn creating_and_changing_are_told_apart() {
    let site = site(&["ada"]).await;
    let (new, made) = (at("new"), known("new"));
    site.answer("PUT", &new, ResponseTemplate::new(201).set_body_json(made))
        .await;
    for (args, code) in [
        (&["create", "ada"][..], 6),
        (&["create", "new", "--expect", "updated"], 5),
        (&["modify", "new", "-n", "x", "-y"], 5),
        (
            &["modify", "ada", "-n", "x", "-y", "--expect", "created"],
            6,
        ),
    ] {
        let run = site.run(&[&["syn", "user"], args].concat());
        assert_eq!(run.code, code, "{args:?}: {run:?}");
    }
    assert_eq!(site.changes().await, [""; 0]);
    for (args, created) in [
        (&["create", "new"][..], true),
        (&["create", "ada", "--expect", "any", "-a"], false),
        (&["modify", "new", "-n", "x", "-y", "--expect", "any"], true),
    ] {
        let run = site.run(&[&["syn", "user"], args].concat());
        assert_eq!(run.json()["created"], created, "{args:?}: {run:?}");
    }
}

#[tokio::test]
async fn a_file_of_accounts_is_read_whole_before_any_is_made() {
    let site = site(&["ada"]).await;
    for name in ["bob", "eve"] {
        site.answer(
            "PUT",
            &at(name),
            ResponseTemplate::new(201).set_body_json(known(name)),
        )
        .await;
    }
    let write = |name: &str, text: &str| {
        fs::write(site.path(name), text).unwrap();
        site.path(name).to_str().unwrap().to_owned()
    };
    let create =
        |more: &[&str]| site.run(&[&["syn", "user", "create", "--from-file"], more].concat());
    let twice = write("twice.csv", "name\nbob\n@bob:example.org\n");
    let bad = write("bad.csv", "name,admin\nbob,\neve,perhaps\n");
    let both = write(
        "both.csv",
        "name,displayname,email,password\nbob,Bob,b@h,\neve,,,given\n",
    );
    for (args, words) in [
        (&[twice.as_str(), "-y"][..], "twice"),
        (&[bad.as_str(), "-y"], "line 3"),
        (&[both.as_str(), "-y", "--admin"], "in the file"),
        (&[both.as_str(), "-y", "--generate"], "--passwords-file"),
        (&[both.as_str(), "-y", "--password-stdin"], "--generate"),
        (&[both.as_str()], "--yes"),
    ] {
        let run = create(args);
        assert!(
            run.code == 2 && run.stderr.contains(words),
            "{args:?}: {run:?}"
        );
    }
    assert_eq!(site.changes().await, [""; 0]);
    let kept = site.path("kept.csv");
    let (kept_name, report) = (kept.to_str().unwrap(), site.path("report"));
    let run = create(&[
        &both,
        "-y",
        "--generate",
        "--passwords-file",
        kept_name,
        "--concurrency",
        "1",
        "--report",
        report.to_str().unwrap(),
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    let kept = fs::read_to_string(&kept).unwrap();
    let sent: Vec<Value> = site
        .bodies()
        .await
        .into_iter()
        .map(|(_, body)| body)
        .collect();
    let made = sent[0]["password"].as_str().unwrap();
    assert_eq!(
        sent[0],
        json!({"displayname": "Bob", "threepids": [{"medium": "email", "address": "b@h"}], "password": made})
    );
    assert_eq!(sent[1], json!({"password": "given"}));
    assert!(
        kept.contains(&format!("@bob:example.org,{made}\n")),
        "{kept}"
    );
    let told = run.stdout + &run.stderr + &fs::read_to_string(report).unwrap();
    assert!(!told.contains(made) && !told.contains("given"), "{told}");
    // One that is there already stays as it is.
    let there = write("there.jsonl", "{\"user_id\": \"ada\", \"admin\": true}\n");
    let run = create(&[&there, "-y"]);
    assert!(
        run.code == 2 && run.stderr.contains("exists already"),
        "{run:?}"
    );
    assert_eq!(site.changes().await.len(), 2);
    let dry = create(&[&both, "--dry-run"]);
    assert_eq!(dry.json()[1]["body"], json!({"password": ".."}), "{dry:?}");
}

const V1: &str = "/_synapse/admin/v1";

/// What is to be lost with an account, and can be.
async fn spammer(name: &str) -> Site {
    let site = Site::new().await;
    let id = format!("@{name}:example.org");
    site.answer(
        "POST",
        &format!("{V1}/user/{id}/redact"),
        ok(json!({"redact_id": "r"})),
    )
    .await;
    let files = |ids: &[&str]| ok(json!({"deleted_media": ids, "total": ids.len()}));
    Mock::given(method("DELETE"))
        .and(path(format!("{V1}/users/{id}/media")))
        .respond_with(files(&["a", "b"]))
        .up_to_n_times(1)
        .mount(&site.server)
        .await;
    site.answer("DELETE", &format!("{V1}/users/{id}/media"), files(&[]))
        .await;
    site.answer(
        "POST",
        &format!("{V1}/deactivate/{id}"),
        ok(json!({"id_server_unbind_result": "success"})),
    )
    .await;
    site
}

#[tokio::test]
async fn messages_and_files_go_before_the_known() {
    let site = spammer("spam").await;
    site.get(
        &format!("{V1}/user/redact_status/r"),
        json!({"status": "complete", "failed_redactions": {"$e": "no"}}),
    )
    .await;
    let gone = [
        "syn",
        "user",
        "deactivate",
        "spam",
        "--redact-messages",
        "--delete-media",
        "--reason",
        "spam",
    ];
    let run = site.run(&[&gone[..], &["-y"]].concat());
    assert!(
        run.code == 2 && run.stderr.contains("--yes-erase"),
        "{run:?}"
    );
    let dry = site.run(&[&gone[..], &["-n"]].concat());
    let paths: Vec<Value> = dry
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|request| request["path"].clone())
        .collect();
    let id = "@spam:example.org";
    let wanted = [
        format!("{V1}/user/{id}/redact"),
        format!("{V1}/users/{id}/media"),
        format!("{V1}/deactivate/{id}"),
    ];
    assert_eq!(paths, wanted.clone().map(Value::from), "{dry:?}");
    assert_eq!(site.changes().await, [""; 0]);
    let run = site.run(&[&gone[..], &["--yes-erase"]].concat());
    let result =
        json!({"failed_redactions": 1, "deleted_media": 2, "id_server_unbind_result": "success"});
    assert_eq!(run.json()[0]["result"], result, "{run:?}");
    let bodies = site.bodies().await;
    assert_eq!(
        bodies[0].1,
        json!({"rooms": [], "limit": i32::MAX, "reason": "spam"})
    );
    assert_eq!(
        bodies.last().unwrap(),
        &(format!("POST {}", wanted[2]), json!({"erase": false}))
    );
    for args in [&["--reason", "x"][..], &["--yes-erase"]] {
        let run = site.run(&[&["syn", "user", "deactivate", "spam", "-y"], args].concat());
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
    }
}

#[tokio::test]
async fn an_account_whose_messages_stay_stays_too() {
    let site = spammer("spam").await;
    site.get(
        &format!("{V1}/user/redact_status/r"),
        json!({"status": "failed", "error": "why"}),
    )
    .await;
    let run = site.run(&[
        "syn",
        "user",
        "deactivate",
        "spam",
        "--redact-messages",
        "--yes-erase",
    ]);
    assert!(run.code == 12 && run.stderr.contains("why"), "{run:?}");
    assert_eq!(
        site.changes().await,
        [format!("POST {V1}/user/@spam:example.org/redact")]
    );
}

#[tokio::test]
async fn old_letters_of_the_pattern_mean_the_same() {
    let site = spammer("spam").await;
    site.users(&[user("spam"), user("ada")]).await;
    let old = [
        "syn",
        "user",
        "deactivate-regex",
        "@spam",
        "-e",
        "-p",
        "100",
    ];
    let dry = site.run(&[&old[..], &["-n"]].concat());
    assert_eq!(dry.json().as_array().unwrap().len(), 1, "{dry:?}");
    assert_eq!(dry.json()[0]["body"], json!({"erase": true}));
    assert_eq!(site.run(&[&old[..], &["-y"]].concat()).code, 2);
    assert_eq!(site.run(&[&old[..], &["--yes-erase"]].concat()).code, 0);
}

#[tokio::test]
async fn states_are_begun_and_ended_by_new_and_by_old_names() {
    let site = site(&["ada"]).await;
    let id = "@ada:example.org";
    let (suspend, ban) = (
        format!("{V1}/suspend/{id}"),
        format!("{V1}/users/{id}/shadow_ban"),
    );
    site.answer("PUT", &suspend, ok(json!({}))).await;
    for verb in ["POST", "DELETE"] {
        site.answer(verb, &ban, ok(json!({}))).await;
    }
    for (args, line, body) in [
        (
            &["suspend"][..],
            format!("PUT {suspend}"),
            json!({"suspend": true}),
        ),
        (
            &["suspend", "--unsuspend"],
            format!("PUT {suspend}"),
            json!({"suspend": false}),
        ),
        (
            &["unsuspend"],
            format!("PUT {suspend}"),
            json!({"suspend": false}),
        ),
        (
            &["lock"],
            format!("PUT {}", at("ada")),
            json!({"locked": true}),
        ),
        (
            &["unlock"],
            format!("PUT {}", at("ada")),
            json!({"locked": false}),
        ),
        (&["shadow-ban"], format!("POST {ban}"), Value::Null),
        (&["shadow-ban", "-u"], format!("DELETE {ban}"), Value::Null),
        (
            &["shadow-ban", "--unban"],
            format!("DELETE {ban}"),
            Value::Null,
        ),
        (&["shadow-unban"], format!("DELETE {ban}"), Value::Null),
    ] {
        let run = site.run(&[&["syn", "user"], args, &["ada"]].concat());
        assert_eq!(
            run.json(),
            json!([{"id": id, "outcome": "done"}]),
            "{args:?}: {run:?}"
        );
        assert_eq!(site.bodies().await.pop().unwrap(), (line, body), "{args:?}");
        let own = site.run(&[&["syn", "user"], args, &["me"]].concat());
        assert!(
            own.code == 2 && own.stderr.contains("--allow-self"),
            "{own:?}"
        );
    }
}
