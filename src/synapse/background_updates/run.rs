//! Queueing maintenance jobs.

use crate::{
    Error, Timestamp,
    call::answer,
    synapse::{BackgroundJob, raw::builder, types},
};

const START: &str = "start_background_update_job";

/// A request to queue a job; see [`BackgroundUpdates::run`](super::BackgroundUpdates::run).
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct RunBackgroundJob<'a> {
    request: builder::StartBackgroundUpdateJob<'a>,
    job: BackgroundJob,
    /// Whether there is a setting that one job only looks at.
    resigns: bool,
}

impl<'a> RunBackgroundJob<'a> {
    pub(super) fn new(request: builder::StartBackgroundUpdateJob<'a>, job: BackgroundJob) -> Self {
        Self {
            request,
            job,
            resigns: false,
        }
    }

    /// For [`BackgroundJob::EventResign`]: the old public key, with its id as `algorithm:id`.
    pub fn old_key(self, key: impl Into<String>) -> Self {
        self.resigning(|body| body.old_key(key.into()))
    }

    /// For [`BackgroundJob::EventResign`]: only events from before this moment.
    pub fn before(self, moment: Timestamp) -> Self {
        self.resigning(|body| body.before_ts(moment))
    }

    fn resigning(
        mut self,
        change: impl FnOnce(
            types::builder::BackgroundJobRequest,
        ) -> types::builder::BackgroundJobRequest,
    ) -> Self {
        self.request = self.request.body_map(change);
        self.resigns = true;
        self
    }

    /// Queues the job. [`wait_idle`](super::BackgroundUpdates::wait_idle) waits until nothing runs.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the job is queued already, or when the server does not know it. So are settings
    /// for a job that would ignore them, which are not sent.
    ///
    /// # Retries
    ///
    /// Sent again only when it provably did not run.
    ///
    /// Calls `POST /_synapse/admin/v1/background_updates/start_job` (`start_background_update_job`).
    pub async fn send(self) -> Result<(), Error> {
        let job = self.job;
        let ignores = [
            BackgroundJob::PopulateStatsProcessRooms,
            BackgroundJob::RegenerateDirectory,
        ];
        if self.resigns && ignores.contains(&job) {
            return Err(Error::Argument {
                operation: START,
                reason: format!("only `event_resign` takes settings, not `{job}`"),
            });
        }
        let request = self.request.body_map(|body| body.job_name(job));
        answer(START, request.send()).await?;
        Ok(())
    }
}
