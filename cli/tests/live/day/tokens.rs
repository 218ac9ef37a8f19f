//! Registration tokens.

use serde_json::json;

use crate::site::Site;

pub(super) fn script(site: &Site) {
    let token = site.name("token");
    let made = site.json(&[
        "synapse", "regtok", "new", "-n", &token, "--uses", "2", "--expire", "30d",
    ]);
    assert_eq!(made["token"], json!(token));
    let seen = site.json(&["synapse", "regtok", "details", &token]);
    assert_eq!(seen["uses_allowed"], 2);
    site.good(&[
        "synapse",
        "regtok",
        "update",
        &token,
        "--uses",
        "unlimited",
        "-y",
    ]);
    let seen = site.json(&["synapse", "regtok", "details", &token]);
    assert_eq!(seen["uses_allowed"], json!(null));
    let run = site.good(&["synapse", "regtok", "list", "--valid", "-o", "tsv"]);
    assert!(run.stdout.contains(&token), "{run:?}");
    site.good(&["synapse", "regtok", "disable", &token, "-y"]);
    let run = site.good(&["synapse", "regtok", "list", "--invalid", "-o", "ids"]);
    assert!(run.stdout.lines().any(|line| line == token), "{run:?}");
    site.good(&["synapse", "regtok", "delete", &token, "-y"]);
    site.bad(5, &["synapse", "regtok", "details", &token]);
}
