//! `chatadm explain`, and the documents that are made of the tree of commands.

use serde_json::json;

use crate::site::{Run, Site};

async fn explain(args: &[&str]) -> Run {
    let site = Site::blank().await;
    Run::of(site.bare(&[&["explain"], args].concat()).output().unwrap())
}

#[tokio::test]
async fn an_operation_is_explained_from_its_table() {
    let run = explain(&["suspend_user"]).await;
    let told = run.json();
    assert_eq!(told["method"], "PUT");
    assert_eq!(told["path"], "/_synapse/admin/v1/suspend/{user_id}");
    assert_eq!(told["safety"], "reversible");
    assert_eq!(told["retry"], "idempotent");
    assert_eq!(told["parameters"][0]["name"], "user_id");
    assert_eq!(
        (
            &told["body"]["fields"][0]["name"],
            &told["body"]["fields"][0]["type"]
        ),
        (&json!("suspend"), &json!("boolean"))
    );
    assert_eq!(
        told["commands"],
        json!([
            "chatadm synapse user suspend",
            "chatadm synapse user unsuspend"
        ])
    );
    let methods = told["methods"].as_array().unwrap();
    assert!(
        methods.contains(&json!("synapse::User::suspend")),
        "{run:?}"
    );
    let text = explain(&["delete_room_v2", "-o", "table"]).await.stdout;
    for word in [
        "DELETE /_synapse/admin/v2/rooms/{room_id}",
        "get_room_delete_status",
        "chatadm synapse room delete",
        "block  boolean",
        "1.48.0",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    let text = explain(&["list_users_v3", "-o", "table"]).await.stdout;
    assert!(text.contains("items in `users`"), "{text}");
}

#[tokio::test]
async fn an_id_of_both_servers_is_explained_for_both() {
    let both = explain(&["get_user"]).await.json();
    assert_eq!(both.as_array().unwrap().len(), 2);
    let one = explain(&["get_user", "--api", "mattermost"]).await.json();
    assert_eq!(one["api"], "mattermost");
}

#[tokio::test]
async fn codes_statuses_and_exit_codes_are_explained() {
    for (topic, kind, word) in [
        ("M_FORBIDDEN", "Matrix error code", "admin"),
        ("m_unrecognized", "Matrix error code", "route"),
        (
            "api.context.permissions.app_error",
            "Mattermost error code",
            "permission",
        ),
        ("429", "HTTP status", "fast"),
        ("404", "HTTP status", "route"),
        ("10", "exit code", "part"),
        ("130", "exit code", "^C"),
        ("0", "exit code", "done"),
    ] {
        let run = explain(&[topic]).await;
        let told = run.json();
        assert_eq!(told["kind"], kind, "{run:?}");
        assert!(told["meaning"].as_str().unwrap().contains(word), "{run:?}");
        assert!(told["advice"].as_str().unwrap().ends_with('.'));
        let text = explain(&[topic, "-o", "table"]).await.stdout;
        assert!(text.contains("What to do: "), "{text}");
    }
}

#[tokio::test]
async fn topics_are_listed() {
    let topics = explain(&["-o", "ids"]).await.stdout;
    assert!(topics.lines().any(|topic| topic == "exit"), "{topics}");
    let exits = explain(&["exit", "-o", "ids"]).await.stdout;
    let expected: Vec<String> = (0..=13).chain([130]).map(|code| code.to_string()).collect();
    assert_eq!(exits.lines().collect::<Vec<_>>(), expected);
    let codes = explain(&["codes", "-o", "ids"]).await.stdout;
    assert!(codes.lines().any(|code| code == "M_NOT_FOUND"), "{codes}");
    let operations = explain(&["operations", "--api", "mattermost", "-o", "ids"])
        .await
        .stdout;
    assert!(
        operations.lines().any(|id| id == "get_users"),
        "{operations}"
    );
}

#[tokio::test]
async fn what_is_not_known_is_answered_with_what_is_like_it() {
    for (topic, word) in [
        ("M_FORBIDEN", "did you mean `M_FORBIDDEN`?"),
        ("suspend_users", "did you mean `suspend_user`?"),
        ("999", "nothing to tell"),
        ("14", "nothing to tell"),
    ] {
        let run = explain(&[topic]).await;
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
        assert!(run.stderr.contains(word), "{}", run.stderr);
    }
}

#[tokio::test]
async fn completions_for_every_shell_know_commands_and_operations() {
    let site = Site::blank().await;
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = Run::of(site.bare(&["completions", shell]).output().unwrap());
        assert_eq!(run.code, 0, "{shell}: {}", run.stderr);
        assert!(run.stdout.contains("deactivate"), "{shell}");
    }
    for shell in ["bash", "zsh", "fish"] {
        let run = Run::of(site.bare(&["completions", shell]).output().unwrap());
        for id in ["list_users_v3", "get_user_access_tokens"] {
            assert!(run.stdout.contains(id), "{shell}: {id}");
        }
    }
    let directory = site.path("completions");
    let run = site.run(&["completions", "--directory", directory.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(std::fs::read_dir(&directory).unwrap().count(), 5);
    assert_eq!(site.run(&["completions"]).code, 2);
}

#[tokio::test]
async fn every_command_has_a_manual_page() {
    let site = Site::blank().await;
    let reference = site.run(&["man", "--markdown"]).stdout;
    let directory = site.path("man");
    let run = site.run(&["man", "--directory", directory.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{run:?}");
    let mut commands = 0;
    for line in reference.lines() {
        if let Some(command) = line.strip_prefix("## chatadm ") {
            let page = format!("chatadm-{}.1", command.replace(' ', "-"));
            let text = std::fs::read_to_string(directory.join(&page));
            assert!(text.is_ok_and(|text| text.contains(".SH NAME")), "{page}");
            commands += 1;
        }
    }
    assert!(commands > 150, "{commands}");
}

#[tokio::test]
async fn an_unknown_command_of_the_manual_is_answered_with_one_like_it() {
    let site = Site::blank().await;
    let run = site.run(&["man", "synapse", "user", "lst"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("did you mean `list`?"),
        "{}",
        run.stderr
    );
}

#[tokio::test]
async fn long_descriptions_are_in_the_long_help() {
    let site = Site::blank().await;
    for (args, word) in [
        (&["api", "--help"][..], "put together"),
        (
            &["synapse", "user", "deactivate", "--help"],
            "lose their password",
        ),
        (&["synapse", "matrix", "api", "--help"], "MTOKEN"),
    ] {
        let run = Run::of(site.bare(args).output().unwrap());
        assert!(run.stdout.contains(word), "{args:?}: {}", run.stdout);
    }
    let short = Run::of(site.bare(&["synapse", "user", "-h"]).output().unwrap());
    assert!(short.stdout.contains("deactivate"), "{}", short.stdout);
}
