//! Work that the server does in the background: listed, and waited for.

use std::time::Duration;

use crate::{
    Error,
    synapse::{Client, ScheduledTaskStatus, types},
    wait::{self, Found, Job, Task},
};

mod list;

pub use list::ListScheduledTasks;

impl Client {
    /// Work that the server does in the background. Since Synapse 1.130.
    pub fn scheduled_tasks(&self) -> ScheduledTasks<'_> {
        ScheduledTasks { client: self }
    }
}

/// The scheduled tasks of a server; see [`Client::scheduled_tasks`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct ScheduledTasks<'a> {
    client: &'a Client,
}

impl<'a> ScheduledTasks<'a> {
    /// Lists tasks, the oldest first: deletions of rooms, purges, redactions, and inner work of the
    /// server. They come in one answer.
    ///
    /// Calls `GET /_synapse/admin/v1/scheduled_tasks` (`list_scheduled_tasks`).
    pub fn list(&self) -> ListScheduledTasks<'a> {
        ListScheduledTasks::new(self.client.raw().list_scheduled_tasks())
    }

    /// Waits until the task with this id is over, at most as long as `limit`, and gives it with its result.
    ///
    /// The ids of room deletions, purges of history and redactions are ids of tasks too.
    ///
    /// # Errors
    ///
    /// [`Error::TaskFailed`] with the server's reason when the task failed; the same error says so when the
    /// task was cancelled, or is not in the list, from which tasks vanish some time after they are
    /// over. [`Error::WaitTimedOut`] (`is_timeout`) when it was not over in time, in which case it goes
    /// on. `is_not_found` on servers that have no such list.
    ///
    /// # Cancellation
    ///
    /// Dropping the future stops the waiting, not the task.
    ///
    /// Calls `GET /_synapse/admin/v1/scheduled_tasks` (`list_scheduled_tasks`).
    pub async fn wait(
        &self,
        id: impl Into<String>,
        limit: Duration,
    ) -> Result<types::ScheduledTask, Error> {
        self.wait_with(id, limit, |_| {}).await
    }

    /// Waits as [`wait`](Self::wait) does, and shows the task as each look found it; `None` when it was not
    /// in the list.
    ///
    /// # Errors
    ///
    /// As for [`wait`](Self::wait).
    ///
    /// # Cancellation
    ///
    /// Dropping the future stops the waiting, not the task.
    ///
    /// Calls `GET /_synapse/admin/v1/scheduled_tasks` (`list_scheduled_tasks`).
    pub async fn wait_with(
        &self,
        id: impl Into<String>,
        limit: Duration,
        progress: impl FnMut(&Option<types::ScheduledTask>) + Send,
    ) -> Result<types::ScheduledTask, Error> {
        let one = OneTask {
            tasks: *self,
            id: id.into(),
        };
        wait::watch(&one, limit, progress).await
    }
}

/// A task that is waited for among the others.
struct OneTask<'a> {
    tasks: ScheduledTasks<'a>,
    id: String,
}

impl Job for OneTask<'_> {
    type Status = Option<types::ScheduledTask>;
    type Result = types::ScheduledTask;

    fn task(&self) -> Task {
        Task {
            what: "scheduled task",
            id: self.id.clone(),
        }
    }

    async fn look(&self) -> Result<Self::Status, Error> {
        let tasks = self.tasks.list().send().await?;
        Ok(tasks.into_iter().find(|task| task.id == self.id))
    }

    async fn judge(&self, task: Self::Status) -> Found<types::ScheduledTask> {
        let Some(task) = task else {
            return Found::Failed("it is not, or no longer, in the list of tasks".to_owned());
        };
        match task.status {
            ScheduledTaskStatus::Complete => Found::Done(task),
            ScheduledTaskStatus::Failed => {
                Found::Failed(task.error.unwrap_or_else(|| wait::NO_REASON.to_owned()))
            }
            ScheduledTaskStatus::Cancelled => Found::Failed("it was cancelled".to_owned()),
            _ => Found::Again,
        }
    }
}
