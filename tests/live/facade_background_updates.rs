//! Background updates of the database, through the facade.

use std::time::Duration;

use chatadm::synapse::BackgroundJob;

use crate::support::{Site, eventually};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn updates_are_paused_given_a_job_resumed_and_waited_for() {
    let site = Site::open();
    let updates = site.client.background_updates();
    updates.disable().await.unwrap();
    assert!(!updates.is_enabled().await.unwrap());
    assert!(!updates.status().await.unwrap().enabled);

    // Another job than that of another test, which could be queued at the same time.
    let run = || updates.run(BackgroundJob::RegenerateDirectory).send();
    run().await.unwrap();
    let again = run().await.unwrap_err();
    assert!(again.is_bad_request(), "it waits already: {again}");

    updates.enable().await.unwrap();
    assert!(updates.is_enabled().await.unwrap());
    let idle = updates.wait_idle(Duration::from_secs(60)).await.unwrap();
    assert!(idle.current_updates.is_empty());
    // Once it has run, it can be queued again, which is how a job shows that it is over.
    eventually("the job to be over", async || run().await.ok()).await;
    updates.wait_idle(Duration::from_secs(60)).await.unwrap();
    let unknown = updates.run("no_such_job".into()).send().await.unwrap_err();
    assert!(unknown.is_bad_request(), "{unknown}");
}
