//! Changes to the database that the server works off beside everything else.

use std::time::Duration;

use crate::{
    Error,
    call::call,
    synapse::{BackgroundJob, Client, types},
    wait::{self, Found, Job, Task},
};

mod run;

pub use run::RunBackgroundJob;

impl Client {
    /// Changes to the database that the server works off in the background.
    pub fn background_updates(&self) -> BackgroundUpdates<'_> {
        BackgroundUpdates { client: self }
    }
}

/// The background updates of a server; see [`Client::background_updates`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct BackgroundUpdates<'a> {
    client: &'a Client,
}

impl<'a> BackgroundUpdates<'a> {
    /// Whether updates are enabled, and the one that is running, if any, by the name of its database.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller is no server admin.
    ///
    /// Calls `GET /_synapse/admin/v1/background_updates/status` (`get_background_updates_status`).
    pub async fn status(&self) -> Result<types::BackgroundUpdatesStatus, Error> {
        call!(self.client, get_background_updates_status).await
    }

    /// Whether updates are enabled, as they are unless an admin has paused them.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller is no server admin.
    ///
    /// Calls `GET /_synapse/admin/v1/background_updates/enabled` (`get_background_updates_enabled`).
    pub async fn is_enabled(&self) -> Result<bool, Error> {
        let switch = call!(self.client, get_background_updates_enabled).await?;
        Ok(switch.enabled)
    }

    /// Resumes the updates.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller is no server admin.
    ///
    /// Calls `POST /_synapse/admin/v1/background_updates/enabled` (`set_background_updates_enabled`).
    pub async fn enable(&self) -> Result<(), Error> {
        self.switch(true).await
    }

    /// Pauses the updates, until they are enabled again or the server is restarted.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller is no server admin.
    ///
    /// Calls `POST /_synapse/admin/v1/background_updates/enabled` (`set_background_updates_enabled`).
    pub async fn disable(&self) -> Result<(), Error> {
        self.switch(false).await
    }

    async fn switch(&self, enabled: bool) -> Result<(), Error> {
        call!(
            self.client,
            set_background_updates_enabled.body_map(|body| body.enabled(enabled))
        )
        .await?;
        Ok(())
    }

    /// Queues a maintenance job; the server works on it in the background.
    ///
    /// Calls `POST /_synapse/admin/v1/background_updates/start_job` (`start_background_update_job`).
    pub fn run(&self, job: BackgroundJob) -> RunBackgroundJob<'a> {
        RunBackgroundJob::new(self.client.raw().start_background_update_job(), job)
    }

    /// Waits until no update is running, at most as long as `limit`, and gives the status then.
    ///
    /// A job may take a moment from the queue to the status, and paused updates do not go on: look at
    /// `enabled` in what is given back.
    ///
    /// # Errors
    ///
    /// [`Error::WaitTimedOut`] (`is_timeout`) when an update was still running at the limit, with the names
    /// of such updates as its id; any error of [`status`](Self::status).
    ///
    /// # Cancellation
    ///
    /// Dropping the future stops the waiting, not the updates.
    ///
    /// Calls `GET /_synapse/admin/v1/background_updates/status` (`get_background_updates_status`).
    pub async fn wait_idle(
        &self,
        limit: Duration,
    ) -> Result<types::BackgroundUpdatesStatus, Error> {
        self.wait_idle_with(limit, |_| {}).await
    }

    /// Waits as [`wait_idle`](Self::wait_idle) does, and shows each status on the way, the last one too.
    ///
    /// # Errors
    ///
    /// As for [`wait_idle`](Self::wait_idle).
    ///
    /// # Cancellation
    ///
    /// Dropping the future stops the waiting, not the updates.
    ///
    /// Calls `GET /_synapse/admin/v1/background_updates/status` (`get_background_updates_status`).
    pub async fn wait_idle_with(
        &self,
        limit: Duration,
        mut progress: impl FnMut(&types::BackgroundUpdatesStatus) + Send,
    ) -> Result<types::BackgroundUpdatesStatus, Error> {
        // What runs changes while it is waited for; the last look tells what to name.
        let mut running = String::new();
        let watched = wait::watch(self, limit, |status| {
            running = names(status);
            progress(status);
        });
        let mut result = watched.await;
        if let Err(Error::WaitTimedOut { id, .. }) = &mut result {
            *id = running;
        }
        result
    }
}

/// The names of the updates that are running.
fn names(status: &types::BackgroundUpdatesStatus) -> String {
    let updates = status.current_updates.values();
    let names: Vec<&str> = updates.map(|update| &*update.name).collect();
    names.join(", ")
}

impl Job for BackgroundUpdates<'_> {
    type Status = types::BackgroundUpdatesStatus;
    type Result = types::BackgroundUpdatesStatus;

    fn task(&self) -> Task {
        Task {
            what: "background updates",
            id: String::new(),
        }
    }

    async fn look(&self) -> Result<Self::Status, Error> {
        self.status().await
    }

    async fn judge(&self, status: Self::Status) -> Found<Self::Result> {
        if status.current_updates.is_empty() {
            Found::Done(status)
        } else {
            Found::Again
        }
    }
}
