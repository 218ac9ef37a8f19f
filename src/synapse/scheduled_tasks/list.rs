//! Listing scheduled tasks.

use crate::{
    Error, Timestamp,
    call::{answer, request},
    synapse::{ScheduledTaskStatus, types},
};

request! {
    /// A request for scheduled tasks; see [`ScheduledTasks::list`](super::ScheduledTasks::list).
    ListScheduledTasks: list_scheduled_tasks(ListScheduledTasks) of synapse
}

impl ListScheduledTasks<'_> {
    /// Keeps tasks that do one of these, such as `shutdown_and_purge_room`, `purge_history` and
    /// `redact_all_events`.
    pub fn actions<T: Into<String>>(self, actions: impl IntoIterator<Item = T>) -> Self {
        let actions: Vec<String> = actions.into_iter().map(Into::into).collect();
        self.with(|request| request.action_name(actions))
    }

    /// Keeps tasks that work on this, such as a room id or a user id.
    pub fn resource(self, id: impl Into<String>) -> Self {
        self.with(|request| request.resource_id(id.into()))
    }

    /// Keeps tasks with one of these statuses.
    pub fn statuses(self, statuses: impl IntoIterator<Item = ScheduledTaskStatus>) -> Self {
        let statuses: Vec<_> = statuses.into_iter().collect();
        // The newer name of this parameter says nothing to older servers, which would send everything.
        self.with(|request| request.job_status(statuses))
    }

    /// Keeps tasks that last changed, or are to start, at this moment or earlier.
    pub fn until(self, moment: Timestamp) -> Self {
        self.with(|request| request.max_timestamp(moment))
    }

    /// Asks for the tasks.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when a text is not ASCII, a status unknown, or the moment before 1970.
    /// `is_not_found` on servers that have no such list.
    ///
    /// Calls `GET /_synapse/admin/v1/scheduled_tasks` (`list_scheduled_tasks`).
    pub async fn send(self) -> Result<Vec<types::ScheduledTask>, Error> {
        let list = answer(Self::OPERATION, self.request.send()).await?;
        Ok(list.scheduled_tasks)
    }
}
