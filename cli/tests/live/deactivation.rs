//! Accounts chosen by a pattern: exactly those are deactivated, and a killed run can be resumed.

use std::{collections::BTreeSet, fs};

use serde_json::Value;

use crate::{
    database,
    site::{Site, texts, until},
};

/// Makes 200 accounts, of which 40 are to go; gives the pattern and both sets.
fn crowd(site: &Site, purpose: &str) -> (String, BTreeSet<String>, BTreeSet<String>) {
    let kept = (0..160).map(|number| site.id(&format!("{purpose}-keep-{number:03}")));
    let gone = (0..40).map(|number| site.id(&format!("{purpose}-spam-{number:03}")));
    let (kept, gone): (BTreeSet<_>, BTreeSet<_>) = (kept.collect(), gone.collect());
    site.accounts(kept.union(&gone).cloned().collect());
    let pattern = format!("@{}-spam-", site.name(purpose));
    (pattern, kept, gone)
}

/// The accounts that are deactivated, or those that are not.
fn listed(site: &Site, purpose: &str, deactivated: &str) -> BTreeSet<String> {
    let name = site.name(purpose);
    let args = [
        "synapse",
        "user",
        "list",
        "--all",
        "--id",
        &name,
        "-d",
        deactivated,
    ];
    texts(&site.json(&args), "name").into_iter().collect()
}

/// The outcomes in a report, in order.
fn outcomes(path: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = |line: &str| -> Option<(String, String)> {
        let line: Value = serde_json::from_str(line).ok()?;
        let field = |name: &str| line[name].as_str().map(str::to_owned);
        Some((field("id")?, field("outcome")?))
    };
    text.lines().filter_map(line).collect()
}

fn with(outcomes: &[(String, String)], wanted: &str) -> Vec<String> {
    let found = outcomes.iter().filter(|(_, outcome)| outcome == wanted);
    found.map(|(id, _)| id.clone()).collect()
}

#[test]
#[ignore = "needs: cargo xtask live"]
fn forty_of_two_hundred_are_deactivated_and_no_other() {
    let site = Site::open();
    let (pattern, kept, gone) = crowd(&site, "pattern");
    let change = ["synapse", "user", "deactivate", "--match", &pattern];

    let plan = site.json(&[&change[..], &["--dry-run"]].concat());
    assert_eq!(plan.as_array().unwrap().len(), 40);
    assert_eq!(listed(&site, "pattern", "no").len(), 200);
    // Nobody is there to type how many they are.
    let refused = site.run(&change);
    assert_eq!(
        (refused.code, refused.stdout.as_str()),
        (2, ""),
        "{refused:?}"
    );

    let report = site.path("pattern.jsonl").to_str().unwrap().to_owned();
    let done = site.json(&[&change[..], &["-y", "--report", &report]].concat());
    let done: BTreeSet<_> = texts(&done, "id").into_iter().collect();
    assert_eq!(done, gone);
    assert_eq!(listed(&site, "pattern", "no"), kept);
    assert_eq!(listed(&site, "pattern", "only"), gone);
    assert_eq!(with(&outcomes(&report), "done").len(), 40);
}

#[test]
#[ignore = "needs: cargo xtask live"]
fn a_killed_run_is_resumed_without_touching_an_account_twice() {
    let site = Site::open();
    let (pattern, kept, gone) = crowd(&site, "killed");
    let report = site.path("killed.jsonl").to_str().unwrap().to_owned();
    let change = ["synapse", "user", "deactivate", "--match", &pattern, "-y"];
    let slowly = ["--report", &report, "--rate", "20", "--concurrency", "4"];
    let mut child = site.start(&[&change[..], &slowly].concat());
    until("half of the accounts", || {
        (with(&outcomes(&report), "done").len() >= 20).then_some(())
    });
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success());
    let half = with(&outcomes(&report), "done");
    assert!((20..40).contains(&half.len()), "{half:?}");

    site.good(&[&change[..], &["--resume", &report]].concat());
    assert_eq!(listed(&site, "killed", "no"), kept);
    assert_eq!(listed(&site, "killed", "only"), gone);
    let done = with(&outcomes(&report), "done");
    assert_eq!(done.len(), 40, "each account is done once: {done:?}");
    assert_eq!(done.iter().cloned().collect::<BTreeSet<_>>(), gone);
    // What the server was asked, in its own words.
    let prefix = format!("/_synapse/admin/v1/deactivate/@{}-", site.name("killed"));
    let asked = database::answered("POST", &prefix);
    assert_eq!(asked.len(), 40, "{asked:?}");
    assert!(asked.values().all(|times| *times == 1), "{asked:?}");
}
