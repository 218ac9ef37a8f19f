//! A list of thousands: complete, and no burden on memory.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use serde_json::Value;

use crate::{database, site::Site};

/// How many accounts there have to be.
const CROWD: usize = 5_000;

/// How much a list may add to the program's memory while it is read, in KiB.
const GROWTH: usize = 8 * 1024;

#[test]
#[ignore = "needs: cargo xtask live"]
fn a_list_of_five_thousand_equals_the_database_and_keeps_memory_flat() {
    let site = Site::open();
    let accounts = || database::count("select count(*) from users");
    let missing = CROWD.saturating_sub(accounts());
    site.accounts(
        (0..missing)
            .map(|number| site.id(&format!("crowd-{number:05}")))
            .collect(),
    );
    let expected = accounts();
    assert!(expected >= CROWD);

    let args = [
        "synapse", "user", "list", "--all", "-o", "jsonl", "-d", "yes", "-L",
    ];
    let mut command = site.command(&args);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let id = child.id();
    let mut names = BTreeSet::new();
    let mut count = 0;
    let mut memory = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let user: Value = serde_json::from_str(&line.unwrap()).unwrap();
        names.insert(user["name"].as_str().unwrap().to_owned());
        count += 1;
        // A pipe holds a few hundred lines, so the program is at work while most of them are read.
        if count % 500 == 0 {
            memory.extend(resident(id));
        }
    }
    assert!(child.wait().unwrap().success());
    assert_eq!((names.len(), count), (expected, expected));
    let (first, last) = (memory[0], memory[memory.len() - 1]);
    eprintln!("{count} accounts; resident KiB on the way: {memory:?}");
    assert!(memory.len() >= 5, "too few looks: {memory:?}");
    assert!(last < first + GROWTH, "{memory:?}");
}

/// The memory of a process in KiB, while it runs.
fn resident(id: u32) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
