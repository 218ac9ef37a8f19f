//! What the program says of itself, without any configuration.

use crate::site::{Run, Site};

#[tokio::test]
async fn help_is_as_it_was() {
    let site = Site::blank().await;
    for (name, args) in [
        ("top", &["--help"][..]),
        ("user", &["synapse", "user", "--help"]),
        ("user_list", &["syn", "user", "list", "-h"]),
        ("user_deactivate", &["synapse", "user", "deactivate", "-h"]),
        ("api", &["api", "-h"]),
    ] {
        let run = Run::of(site.bare(args).output().unwrap());
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
        insta::assert_snapshot!(name, run.stdout);
    }
}

#[tokio::test]
async fn help_needs_no_configuration_and_survives_a_broken_one() {
    let site = Site::blank().await;
    std::fs::write(site.path("config.toml"), "nonsense").unwrap();
    for args in [
        &["--version"][..],
        &["synapse", "user", "modify", "--help"],
        &["version"],
        &["completions", "bash"],
        &["completions", "zsh"],
        &["completions", "fish"],
        &["completions", "powershell"],
        &["man"],
        &["man", "synapse", "user", "list"],
        &["config", "path"],
    ] {
        let run = Run::of(site.bare(args).output().unwrap());
        assert_eq!(run.code, 0, "{args:?}: {}", run.stderr);
        assert!(!run.stdout.is_empty(), "{args:?}");
    }
}

#[tokio::test]
async fn a_manual_page_is_written_for_each_command() {
    let site = Site::blank().await;
    let directory = site.path("man");
    let run = site.run(&["man", "--directory", directory.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(directory.join("chatadm-synapse-user-list.1").exists());
}
