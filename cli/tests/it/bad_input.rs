//! What cannot be meant is refused with what to type instead, and nothing is sent.

use crate::site::{Run, Site};

#[tokio::test]
async fn mistakes_on_the_command_line_are_usage_errors() {
    let site = Site::new().await;
    let file = |name: &str, text: &str| {
        std::fs::write(site.path(name), text).unwrap();
        site.path(name).to_str().unwrap().to_owned()
    };
    let (mails, garbage) = (
        file("mails.csv", "mail,phone\na,b\n"),
        file("bad.jsonl", "{\"name\": true}\n"),
    );
    let missing = site.path("missing.txt").to_str().unwrap().to_owned();
    let deactivate = ["synapse", "user", "deactivate"];
    for (args, words) in [
        (
            &[&deactivate[..], &["@ada"]].concat()[..],
            "@alice:example.org",
        ),
        (
            &[&deactivate[..], &["ada:example.org", "-y"]].concat(),
            "@alice:example.org",
        ),
        (&deactivate, "--from-file"),
        (
            &[&deactivate[..], &["@a:h", "--match", "x"]].concat(),
            "not both",
        ),
        (
            &[&deactivate[..], &["--from-file", &missing]].concat(),
            "missing.txt",
        ),
        (
            &[&deactivate[..], &["--from-file", &mails]].concat(),
            "--column",
        ),
        (
            &[&deactivate[..], &["--from-file", &garbage]].concat(),
            "item 1",
        ),
        (
            &[&deactivate[..], &["@a:h", "--report", "a", "--resume", "b"]].concat(),
            "cannot be used with",
        ),
        (&[&deactivate[..], &["--match", "("]].concat(), "regex"),
        (
            &["synapse", "user", "list", "--created-after", "@1700000000"],
            "1700000000000",
        ),
        (
            &["synapse", "user", "list", "--created-after", "1700000000"],
            "unit",
        ),
        (
            &["synapse", "user", "list", "--inactive-for", "long"],
            "30d",
        ),
        (
            &["synapse", "user", "list", "--admins", "--non-admins"],
            "cannot be used with",
        ),
        (
            &["synapse", "user", "list", "--all", "--limit", "3"],
            "cannot be used with",
        ),
    ] {
        refused(&site, args, words).await;
    }
}

#[tokio::test]
async fn mistakes_in_other_commands_are_usage_errors() {
    let site = Site::new().await;
    for (args, words) in [
        (
            &[
                "synapse",
                "user",
                "login",
                "@a:h",
                "--expire-ts",
                "1700000000",
            ][..],
            "seconds",
        ),
        (&["synapse", "user", "modify", "@a:h"], "--display-name"),
        (
            &[
                "synapse",
                "user",
                "modify",
                "@a:h",
                "--admin",
                "--no-logout",
            ],
            "new password",
        ),
        (&["api", "no_such_operation"], "--list"),
        (&["api", "get_user", "--param", "user_id"], "name=value"),
        (&["api", "get_user", "--body", "{"], "no JSON"),
        (
            &["synapse", "user", "list", "--jq", "nope("],
            "no jq expression",
        ),
        (&["man", "no", "such"], "no command"),
        (&["nonsense"], "nonsense"),
    ] {
        refused(&site, args, words).await;
    }
}

async fn refused(site: &Site, args: &[&str], words: &str) {
    let run = site.run(args);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (2, ""),
        "{args:?}: {run:?}"
    );
    assert!(run.stderr.contains(words), "{args:?}: {}", run.stderr);
    assert_eq!(site.requests().await, 0);
}

#[tokio::test]
async fn missing_configuration_and_credentials_are_told() {
    let site = Site::new().await;
    let uri = site.server.uri();
    for (args, words) in [
        (&["synapse", "user", "list"][..], "chatadm auth login"),
        (&["synapse", "user", "list", "--url", &uri], "SYNAPSE_TOKEN"),
        (
            &["synapse", "user", "list", "--profile", "nope"],
            "no profile `nope`",
        ),
        (
            &[
                "synapse",
                "user",
                "list",
                "--url",
                "nonsense",
                "--token-file",
                "/dev/null",
            ],
            "/dev/null",
        ),
        (&["mattermost", "user", "show", "ada"], "MATTERMOST_URL"),
        (&["auth", "status"], "no credentials"),
        (&["auth", "switch", "nope"], "no profile `nope`"),
    ] {
        let run = Run::of(site.bare(args).output().unwrap());
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (3, ""),
            "{args:?}: {run:?}"
        );
        assert!(run.stderr.contains(words), "{args:?}: {}", run.stderr);
    }
    assert_eq!(site.requests().await, 0);
}
