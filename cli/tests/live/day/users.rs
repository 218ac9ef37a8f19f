//! Accounts: made, found, changed, restricted, and gone.

use serde_json::json;

use crate::site::{Site, texts};

pub(super) fn script(site: &Site) {
    make(site);
    find(site);
    change(site);
    restrict(site);
    end(site);
}

fn make(site: &Site) {
    let (ada_name, bob_name) = (site.name("ada"), site.name("bob"));
    let password = site.file("password", "correct horse battery staple");
    let args = [
        "synapse",
        "user",
        "create",
        &ada_name,
        "--display-name",
        "Ada",
        "--password-file",
        &password,
    ];
    site.good(&args);
    let secret = site.shared_secret();
    let register = [
        "synapse",
        "user",
        "register",
        &bob_name,
        "--shared-secret-file",
        &secret,
        "--password-file",
        &password,
    ];
    let run = site.run_as("", &register);
    assert_eq!(run.code, 0, "{run:?}");
    let free = site.json(&[
        "synapse",
        "user",
        "available",
        &ada_name,
        &site.name("nobody"),
    ]);
    let free: Vec<_> = free
        .as_array()
        .unwrap()
        .iter()
        .map(|name| &name["available"])
        .collect();
    assert_eq!(free, [&json!(false), &json!(true)]);
}

fn find(site: &Site) {
    let (ada, ada_name) = (site.id("ada"), site.name("ada"));
    let found = site.json(&["synapse", "user", "list", "--id", &ada_name]);
    assert_eq!(texts(&found, "name"), [ada.as_str()]);
    let found = site.json(&["synapse", "user", "search", &ada_name.to_uppercase()]);
    assert_eq!(texts(&found, "name"), [ada.as_str()]);
    let details = site.json(&["synapse", "user", "details", &ada_name]);
    assert_eq!(
        (&details["name"], &details["displayname"]),
        (&json!(ada), &json!("Ada"))
    );
    let full = site.json(&["synapse", "user", "show", &ada, "--full"]);
    assert!(
        full["devices"].is_array() && full["rooms"].is_object(),
        "{full}"
    );
}

fn change(site: &Site) {
    let (ada, bob) = (site.id("ada"), site.id("bob"));
    let (ada_name, bob_name) = (site.name("ada"), site.name("bob"));
    let password = site.file("password", "better than the first");
    let mail = format!("{ada_name}@example.org");
    let change = [
        "synapse",
        "user",
        "modify",
        &ada_name,
        "--display-name",
        "Countess",
        "-t",
        "email",
        &mail,
        "-y",
    ];
    site.good(&change);
    let details = site.json(&["synapse", "user", "details", &ada_name]);
    assert_eq!(details["displayname"], "Countess");
    assert_eq!(details["threepids"][0]["address"], json!(mail));
    let found = site.json(&["synapse", "user", "find", "--email", &mail]);
    assert_eq!(found["name"], json!(ada));
    site.good(&[
        "synapse",
        "user",
        "password",
        &ada_name,
        "--password-file",
        &password,
        "-y",
    ]);
    site.good(&["synapse", "user", "admin", "grant", &bob_name, "-y"]);
    assert_eq!(
        site.json(&["synapse", "user", "details", &bob])["admin"],
        true
    );
    site.good(&["synapse", "user", "admin", "revoke", &bob_name, "-y"]);
    assert_eq!(
        site.json(&["synapse", "user", "details", &bob])["admin"],
        false
    );
}

/// Several at once; each is read back.
fn restrict(site: &Site) {
    let (ada, bob) = (site.id("ada"), site.id("bob"));
    let (ada_name, bob_name) = (site.name("ada"), site.name("bob"));
    let ids = site.file("ids.csv", &format!("name,why\n{ada},test\n{bob},test\n"));
    for (verb, undo, field) in [
        ("suspend", "unsuspend", "suspended"),
        ("lock", "unlock", "locked"),
        ("shadow-ban", "shadow-unban", "shadow_banned"),
    ] {
        let done = site.json(&["synapse", "user", verb, "--from-file", &ids, "-y"]);
        assert_eq!(texts(&done, "outcome"), ["done", "done"]);
        assert_eq!(
            site.json(&["synapse", "user", "details", &ada])[field],
            true,
            "{verb}"
        );
        site.good(&["synapse", "user", undo, &ada_name, &bob_name, "-y"]);
        assert_eq!(
            site.json(&["synapse", "user", "details", &bob])[field],
            false,
            "{undo}"
        );
    }
    site.good(&[
        "synapse",
        "user",
        "ratelimit",
        "set",
        &bob_name,
        "--messages-per-second",
        "1",
        "--burst-count",
        "1",
    ]);
    let limit = site.json(&["synapse", "user", "ratelimit", "get", &bob_name]);
    assert_eq!(limit["messages_per_second"], 1);
}

fn end(site: &Site) {
    let (ada, ada_name) = (site.id("ada"), site.name("ada"));
    let plan = site.json(&["synapse", "user", "deactivate", &ada_name, "--dry-run"]);
    assert_eq!(
        plan[0]["path"],
        json!(format!("/_synapse/admin/v1/deactivate/{ada}"))
    );
    assert_eq!(
        site.json(&["synapse", "user", "details", &ada])["deactivated"],
        false
    );
    let run = site.good(&["synapse", "user", "deactivate", &ada_name, "-y"]);
    assert!(!run.stdout.is_empty());
    assert_eq!(
        site.json(&["synapse", "user", "details", &ada])["deactivated"],
        true
    );
    let own = site.bad(
        2,
        &["synapse", "user", "deactivate", site.seeded("/admin"), "-y"],
    );
    assert!(
        own["message"].as_str().unwrap().contains("--allow-self"),
        "{own}"
    );
}
