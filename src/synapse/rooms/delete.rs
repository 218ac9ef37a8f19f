//! Deleting rooms, and waiting for it.

use std::time::Duration;

use crate::{
    Error,
    call::{answer, call},
    synapse::{
        Client, RoomId, UserId,
        raw::{
            builder,
            open::{RoomDeletionStatus, ScheduledTaskStatus},
            types::{self, RoomShutdown},
        },
    },
    wait::{self, Found, Task},
};

const DELETE: &str = "delete_room_v2";

/// A request to delete a room; see [`Room::delete`](super::Room::delete).
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct DeleteRoom<'a> {
    client: &'a Client,
    request: builder::DeleteRoomV2<'a>,
}

impl<'a> DeleteRoom<'a> {
    pub(super) fn new(client: &'a Client, room: &RoomId) -> Self {
        let request = client.raw().delete_room_v2().room_id(room);
        Self { client, request }
    }

    /// Whether to block the room too, so that local users cannot join it again; not unless told.
    pub fn block(self, block: bool) -> Self {
        self.with(|body| body.block(block))
    }

    /// Whether to delete the data of the room; yes unless told. Nothing brings it back.
    pub fn purge(self, purge: bool) -> Self {
        self.with(|body| body.purge(purge))
    }

    /// Whether to delete the data even when local members could not be removed; not unless told.
    pub fn force_purge(self, force: bool) -> Self {
        self.with(|body| body.force_purge(force))
    }

    /// Opens a new room in the name of this local user, and moves the members there.
    pub fn new_room(self, creator: UserId) -> Self {
        self.with(|body| body.new_room_user_id(creator))
    }

    /// The name of the new room; `Content Violation Notification` unless told.
    pub fn new_room_name(self, name: impl Into<String>) -> Self {
        self.with(|body| body.room_name(name.into()))
    }

    /// The first message in the new room.
    pub fn message(self, message: impl Into<String>) -> Self {
        self.with(|body| body.message(message.into()))
    }

    fn with(
        mut self,
        change: impl FnOnce(types::builder::RoomDeletionRequest) -> types::builder::RoomDeletionRequest,
    ) -> Self {
        self.request = self.request.body_map(change);
        self
    }

    /// Starts the deletion.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller is no server admin. The server answers 400 when the room is being
    /// deleted already.
    ///
    /// Calls `DELETE /_synapse/admin/v2/rooms/{room_id}` (`delete_room_v2`).
    pub async fn send(self) -> Result<RoomDeletion<'a>, Error> {
        let started = answer(DELETE, self.request.send()).await?;
        Ok(RoomDeletion::new(self.client, started.delete_id))
    }
}

/// A deletion that the server works on.
///
/// Only its id matters: keep it, and [`Rooms::deletion`](super::Rooms::deletion) finds the deletion again.
/// The server forgets it some time after it is over.
#[derive(Debug, Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct RoomDeletion<'a> {
    client: &'a Client,
    id: String,
}

impl<'a> RoomDeletion<'a> {
    pub(super) fn new(client: &'a Client, id: String) -> Self {
        Self { client, id }
    }

    /// The id of the deletion.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How far the deletion is.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the server does not know the id, or has forgotten it.
    ///
    /// Calls `GET /_synapse/admin/v2/rooms/delete_status/{delete_id}` (`get_room_delete_status`).
    pub async fn status(&self) -> Result<types::RoomDeletion, Error> {
        call!(self.client, get_room_delete_status.delete_id(&*self.id)).await
    }

    /// Waits until the deletion is over, at most as long as `limit`, and tells what was done.
    ///
    /// # Errors
    ///
    /// [`Error::TaskFailed`] with the server's reason when the deletion failed; [`Error::WaitTimedOut`]
    /// (`is_timeout`) when it was not over in time, in which case it goes on; any error of [`status`](Self::status).
    ///
    /// # Cancellation
    ///
    /// Dropping the future stops the waiting, not the deletion.
    ///
    /// After a failure also asks the list of scheduled tasks for the reason.
    ///
    /// Calls `GET /_synapse/admin/v2/rooms/delete_status/{delete_id}` (`get_room_delete_status`).
    pub async fn wait(&self, limit: Duration) -> Result<RoomShutdown, Error> {
        let task = Task {
            what: "room deletion",
            id: self.id.clone(),
        };
        let look = async || {
            let deletion = self.status().await?;
            Ok(match (deletion.status, deletion.shutdown_room) {
                (RoomDeletionStatus::Complete, Some(done)) => Found::Done(done),
                (RoomDeletionStatus::Failed, _) => Found::Failed(self.reason().await),
                _ => Found::Again,
            })
        };
        wait::until(&task, limit, look).await
    }

    /// Why the deletion failed, which only the list of scheduled tasks tells.
    async fn reason(&self) -> String {
        let failed = ScheduledTaskStatus::Failed;
        let list = call!(self.client, list_scheduled_tasks.job_status(vec![failed])).await;
        // Older servers do not have the list; the failure matters more than its reason.
        let tasks = list
            .map(|answer| answer.scheduled_tasks)
            .unwrap_or_default();
        let task = tasks.into_iter().find(|task| task.id == self.id);
        task.and_then(|task| task.error)
            .unwrap_or_else(|| "the server does not say why".to_owned())
    }
}
