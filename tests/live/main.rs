//! The Synapse client against a real server, which `cargo xtask live` brings up and describes.
//!
//! One module for each room of the specification. A test does something through one operation and
//! asks the server through another what came of it. Accounts and rooms are new in every run, so the
//! suite can be repeated on one server, and no test needs another to have run before.
//!
//! `census` counts the operations from what the transport itself reports about each answer.
#![cfg(feature = "synapse")]
#![allow(clippy::unwrap_used, reason = "helpers of tests fail tests")]

use std::io::Write as _;

mod background_updates;
mod census;
mod crowd;
mod devices;
mod errors;
mod facade;
mod facade_background_updates;
mod facade_federation;
mod facade_matrix;
mod facade_media;
mod facade_registration;
mod facade_reports;
mod facade_rooms;
mod facade_server;
mod facade_statistics;
mod facade_users;
mod federation;
mod history;
mod identifiers;
mod manifest;
mod matrix;
mod media;
mod media_quarantine;
mod registration;
mod reports;
mod room_deletion;
mod rooms;
mod server;
mod statistics;
mod support;
mod user_controls;
mod user_data;
mod user_search;
mod users;

/// How many different operations have to succeed at least once in a run of the whole suite.
const MINIMUM: usize = 100;

/// The name sorts last, so with `--test-threads=1` everything else is over. Threads that are still
/// busy with other tests get some time.
#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn zz_a_hundred_operations_answered_with_success() {
    support::eventually(
        "a hundred successful operations (do other tests run?)",
        async || (census::successful().len() >= MINIMUM).then_some(()),
    )
    .await;
    let (called, answered) = (census::called(), census::successful());
    let refused: Vec<_> = called.difference(&answered).collect();
    // Not a macro, because the harness hides what those print when a test passes.
    writeln!(
        std::io::stderr(),
        "\nlive: {} different operations called, {} answered with success; only refused: {refused:?}",
        called.len(),
        answered.len()
    )
    .unwrap();
}
