//! One list and one record in each format.

use std::collections::BTreeSet;

use crate::site::Site;

pub(super) fn script(site: &Site) {
    let ids = [site.id("format-a"), site.id("format-b")];
    site.accounts(ids.to_vec());
    let name = site.name("format");
    let list = |format: &str| {
        let run = site.good(&["synapse", "user", "list", "--id", &name, "-o", format]);
        assert_eq!(run.stderr, "", "{run:?}");
        run.stdout
    };
    let one = |format: &str| {
        let run = site.good(&["synapse", "user", "details", &ids[0], "-o", format]);
        assert_eq!(run.stderr, "", "{run:?}");
        run.stdout
    };
    let mut seen = BTreeSet::new();
    for (format, letter) in [
        ("table", "human"),
        ("json", "j"),
        ("yaml", "y"),
        ("pprint", "p"),
        ("minified", "m"),
    ] {
        let text = list(format);
        assert_eq!(text, list(letter), "{format} and {letter}");
        assert!(ids.iter().all(|id| text.contains(id.as_str())), "{text}");
        assert!(seen.insert(text), "{format} looks like another");
        assert!(one(format).contains(&ids[0]));
    }
    assert_eq!(list("jsonl").lines().count(), 2);
    assert_eq!(one("jsonl").lines().count(), 1);
    let csv = list("csv");
    assert!(
        csv.starts_with("name,displayname,") && csv.lines().count() == 3,
        "{csv}"
    );
    let tsv = list("tsv");
    assert!(
        tsv.starts_with("name\tdisplayname\t") && tsv.lines().count() == 3,
        "{tsv}"
    );
    assert_eq!(list("ids"), format!("{}\n{}\n", ids[0], ids[1]));
    assert!(list("raw").contains(&ids[1]));

    let run = site.good(&[
        "synapse",
        "user",
        "list",
        "--id",
        &name,
        "-o",
        "csv",
        "--no-headers",
        "--columns",
        "name,creation_ts",
        "--time",
        "rfc3339",
    ]);
    assert!(
        run.stdout.starts_with(&format!("{},2", ids[0])) && run.stdout.contains('T'),
        "{run:?}"
    );
    let fields = site
        .good(&["synapse", "user", "list", "--id", &name, "--json", "name"])
        .json();
    assert_eq!(fields[0].as_object().unwrap().len(), 1);
    let picked = site.good(&[
        "synapse", "user", "list", "--id", &name, "--jq", ".[].name", "-o", "json",
    ]);
    assert_eq!(picked.stdout.lines().count(), 2, "{picked:?}");
}
