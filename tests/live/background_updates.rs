//! Work on the database that goes on beside everything else.

use chatadm::synapse::BackgroundJob;

use crate::support::{Site, answer, eventually, refusal};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn background_work_is_stopped_started_and_given_a_job() {
    let site = Site::open();
    let switch = |enabled| {
        let call = site.raw().set_background_updates_enabled();
        answer(call.body_map(|body| body.enabled(enabled)).send())
    };
    let status = || answer(site.raw().get_background_updates_status().send());
    let enabled = || answer(site.raw().get_background_updates_enabled().send());

    assert!(!switch(false).await.enabled);
    assert!(!enabled().await.enabled);
    assert!(!status().await.enabled);
    let job = || {
        let call = site.raw().start_background_update_job();
        call.body_map(|body| body.job_name(BackgroundJob::PopulateStatsProcessRooms))
            .send()
    };
    answer(job()).await;
    assert_eq!(refusal(job()).await, "400 M_UNKNOWN", "it waits already");

    assert!(switch(true).await.enabled);
    assert!(enabled().await.enabled);
    let idle = eventually("the job", async || {
        let status = status().await;
        status.current_updates.is_empty().then_some(status)
    })
    .await;
    assert!(idle.enabled);
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_job_that_the_server_does_not_know_is_refused() {
    let site = Site::open();
    let call = site.raw().start_background_update_job();
    let call = call.body_map(|body| body.job_name(BackgroundJob::from("no_such_job")));
    assert_eq!(refusal(call.send()).await, "400 M_UNKNOWN");
}
