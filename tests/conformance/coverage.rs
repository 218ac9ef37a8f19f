//! Which operations the expectations tell of, and that nothing else lies there.

use std::{collections::BTreeSet, fs};

use serde_json::Value;

use crate::transcript;

/// Operations that no scenario calls with success, with the reason.
const LEFT_OUT: [(&str, &str); 4] = [
    ("get_federation_destination", NO_FEDERATION),
    ("get_largest_rooms_statistics", "SQLite cannot tell"),
    ("list_federation_destination_rooms", NO_FEDERATION),
    ("reset_federation_destination_connection", NO_FEDERATION),
];
const NO_FEDERATION: &str = "the server talks to no other";

/// Operations that are known to fail where they should refuse, each of them documented. A scenario that
/// finds another such failure has found a defect of the server, and no behaviour to stand by.
const FAILING: [&str; 3] = [
    "renew_account_validity",
    "reset_user_password",
    "set_user_experimental_features",
];

/// All expectations: noun, scenario, transcript.
fn expectations() -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    for noun in fs::read_dir(transcript::directory()).unwrap() {
        let noun = noun.unwrap().path();
        for file in fs::read_dir(&noun).unwrap() {
            let file = file.unwrap().path();
            let text = fs::read_to_string(&file).unwrap();
            let name =
                |path: &std::path::Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
            found.push((
                name(&noun),
                name(&file),
                serde_json::from_str(&text).unwrap(),
            ));
        }
    }
    found
}

/// What was called, if that went well.
fn succeeded(entry: &Value) -> Option<&str> {
    match entry.as_str() {
        Some(brief) if brief.contains(": 20") => brief.split(' ').next(),
        Some(_) => None,
        None => entry["call"]
            .as_str()
            .filter(|_| entry["status"].as_u64() < Some(300)),
    }
}

#[test]
fn every_operation_is_called_with_success() {
    let expectations = expectations();
    let exchanges = expectations
        .iter()
        .flat_map(|(_, _, entries)| entries.as_array().unwrap());
    let called: BTreeSet<&str> = exchanges.filter_map(succeeded).collect();
    for operation in chatadm::synapse::Client::OPERATIONS {
        let reason = LEFT_OUT.iter().find(|(id, _)| *id == operation.id);
        assert_eq!(
            called.contains(operation.id),
            reason.is_none(),
            "{}: called, or left out with a reason: {reason:?}",
            operation.id
        );
    }
}

#[test]
fn every_expectation_belongs_to_a_scenario() {
    for (noun, scenario, _) in expectations() {
        let source = format!("{}/tests/conformance/{noun}.rs", env!("CARGO_MANIFEST_DIR"));
        let source =
            fs::read_to_string(&source).unwrap_or_else(|error| panic!("{source}: {error}"));
        assert!(
            source.contains(&format!("async fn {scenario}(talk: &mut Talk)")),
            "{noun}/{scenario}.json has no scenario"
        );
    }
}

#[test]
fn only_documented_failures_are_expected() {
    for (noun, scenario, transcript) in expectations() {
        for exchange in transcript.as_array().unwrap() {
            let failed = exchange["status"].as_u64() >= Some(500);
            let known = exchange["call"]
                .as_str()
                .is_some_and(|call| FAILING.contains(&call));
            assert!(known || !failed, "{noun}/{scenario}: {exchange}");
        }
    }
}

#[test]
fn no_expectation_holds_a_secret() {
    for (noun, scenario, transcript) in expectations() {
        let text = transcript.to_string();
        for mark in ["syt_", "syr_", "$2b$", "correct horse"] {
            assert!(!text.contains(mark), "{noun}/{scenario}: `{mark}`");
        }
    }
}
