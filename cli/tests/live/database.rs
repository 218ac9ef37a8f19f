//! What the server's database and its log say, for tests that do not take the API's word for it.

use std::{collections::BTreeMap, path::PathBuf, process::Command};

use crate::site::variable;

fn directory() -> PathBuf {
    let manifest = PathBuf::from(variable("CHATADM_LIVE_MANIFEST"));
    manifest.parent().unwrap().to_owned()
}

/// Asks the database something that it answers with numbers.
pub(crate) fn count(query: &str) -> usize {
    let script = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])";
    let output = Command::new(variable("CHATADM_LIVE_PYTHON"))
        .args(["-c", script])
        .arg(directory().join("homeserver.db"))
        .arg(query)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let problem = String::from_utf8_lossy(&output.stderr);
    text.trim().parse().unwrap_or_else(|_| panic!("{problem}"))
}

/// How often the server has answered requests of this method below a path, by the rest of the path.
pub(crate) fn answered(method: &str, below: &str) -> BTreeMap<String, usize> {
    let log = std::fs::read(directory().join("homeserver.log")).unwrap();
    let start = format!("\"{method} {below}");
    let mut counts = BTreeMap::new();
    for line in String::from_utf8_lossy(&log).lines() {
        let request = line.split_once("Processed request: ").map(|(_, rest)| rest);
        let rest = request.and_then(|request| request.split_once(&start));
        if let Some((_, rest)) = rest {
            let rest = rest.split(' ').next().unwrap_or_default();
            *counts.entry(rest.to_owned()).or_default() += 1;
        }
    }
    counts
}
