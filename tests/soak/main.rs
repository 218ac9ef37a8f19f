//! Ten thousand changes of a real server that dies while they are made, by a client that dies too.
//!
//! `cargo xtask soak` owns the server, runs `client`, kills both of them in the middle of the work, starts
//! them again, and runs `verify` in the end. The plan says what there is to do, the journal what became
//! of it.
#![cfg(feature = "synapse")]
#![allow(clippy::unwrap_used, reason = "a failed test says where")]
#![allow(
    clippy::disallowed_methods,
    reason = "the environment tells where the server is"
)]

use std::{env, time::Duration};

use chatadm::{Bulk, RetryPolicy, synapse::Client};

mod check;
mod journal;
mod plan;
mod work;

use journal::Journal;

/// How many changes are made at once.
const CONCURRENCY: usize = 16;

/// How often what has failed is begun again before it counts as lost.
const ROUNDS: usize = 20;

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set; run: cargo xtask soak"))
}

/// A client that outlives a restart of the server: what surely did not run is sent again for so long.
fn client() -> Client {
    let policy = RetryPolicy::default()
        .max_attempts(60)
        .max_total(Duration::from_secs(120));
    Client::builder(variable("SYNAPSE_URL"))
        .access_token(variable("SYNAPSE_TOKEN"))
        .retry(policy)
        .build()
        .unwrap()
}

#[tokio::test]
#[ignore = "needs: cargo xtask soak"]
async fn client_works_until_all_is_done() {
    let client = client();
    let site = work::Site::prepare(&client).await;
    let journal = Journal::open(variable("CHATADM_SOAK_JOURNAL"));
    for _ in 0..ROUNDS {
        let left = journal.left();
        if left.is_empty() {
            return;
        }
        let run = Bulk::new(left, |key| {
            let (site, journal) = (&site, &journal);
            async move {
                // Whether it was begun before has to be known before it is begun again.
                let was_begun = journal.begin(key);
                match site.work_on(key, was_begun).await {
                    Ok(found) => journal.done(key, found),
                    Err(error) => journal.failed(key, &error),
                }
                Ok(())
            }
        });
        let summary = run.concurrency(CONCURRENCY).finish().await;
        assert!(summary.is_complete(), "{summary}");
    }
    panic!("{} keys were not done", journal.left().len());
}

#[tokio::test]
#[ignore = "needs: cargo xtask soak"]
async fn verify_that_the_server_equals_the_plan() {
    let client = client();
    let site = work::Site::prepare(&client).await;
    let journal = Journal::open(variable("CHATADM_SOAK_JOURNAL"));
    let counts = journal.counts();
    let differences = check::differences(&client, &site).await;
    println!(
        "soak: {}",
        serde_json::json!({
            "keys": plan::KEYS,
            "outcomes": counts.done,
            "keys_with_other_than_one_outcome": counts.other_than_one,
            "begun": counts.begun,
            "failed_attempts": counts.failed,
            "found_done": counts.found,
            "differences": differences.len(),
        })
    );
    assert_eq!(differences, Vec::<String>::new());
    assert_eq!(
        (counts.done, counts.other_than_one),
        (plan::KEYS as usize, 0)
    );
}
