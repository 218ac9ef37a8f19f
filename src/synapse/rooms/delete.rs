//! Deleting rooms, and waiting for it.

use std::time::Duration;

use super::Room;
use crate::{
    Error,
    call::{answer, call, found, request},
    synapse::{
        Client, RoomId, UserId,
        raw::{
            builder,
            open::{RoomDeletionStatus, ScheduledTaskStatus},
            types::{self, RoomShutdown},
        },
    },
    wait::{self, Found, Job, Task},
};

impl<'a> Room<'a> {
    /// Deletes the room: removes its local members and, unless told otherwise, its data.
    ///
    /// The server does the work in the background; wait for it with [`RoomDeletion::wait`]. A room that the
    /// server does not know can be deleted too, and with [`block`](DeleteRoom::block) be barred ahead of time.
    ///
    /// Calls `DELETE /_synapse/admin/v2/rooms/{room_id}` (`delete_room_v2`).
    pub fn delete(&self) -> DeleteRoom<'a> {
        DeleteRoom::new(self.client, &self.id)
    }

    /// Deletes the room as [`delete`](Self::delete) does, but answers only when all is done.
    ///
    /// Prefer [`delete`](Self::delete): large rooms take longer than this client, or a proxy on the way, will
    /// wait, and then nobody knows how it ended. This one is for servers before Synapse 1.48.
    ///
    /// Calls `DELETE /_synapse/admin/v1/rooms/{room_id}` (`delete_room_v1`).
    pub fn delete_now(&self) -> DeleteRoomNow<'a> {
        DeleteRoomNow::new(self.client.raw().delete_room_v1().room_id(&self.id))
    }

    /// The deletions of the room that run or are over; empty when there are none.
    ///
    /// It helps where the id of a deletion got lost. One that still waits for its turn is not listed, so
    /// an empty list right after [`delete`](Self::delete) proves nothing, and the server forgets each one
    /// some days after it is over.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller is no server admin.
    ///
    /// Calls `GET /_synapse/admin/v2/rooms/{room_id}/delete_status` (`list_room_delete_statuses`).
    pub async fn deletions(&self) -> Result<Vec<types::RoomDeletion>, Error> {
        let list = call!(self.client, list_room_delete_statuses.room_id(&self.id)).await;
        Ok(found(list)?.map_or(Vec::new(), |answer| answer.results))
    }
}

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

    fn with(
        mut self,
        change: impl FnOnce(builder::DeleteRoomV2<'a>) -> builder::DeleteRoomV2<'a>,
    ) -> Self {
        self.request = change(self.request);
        self
    }

    /// Starts the deletion.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller is no server admin. The server answers 400 when the room is being
    /// deleted already.
    ///
    /// # Retries
    ///
    /// Sent again only when it provably did not run, because each time can start another deletion. When
    /// the answer got lost, [`Room::deletions`] tells whether one was started.
    ///
    /// Calls `DELETE /_synapse/admin/v2/rooms/{room_id}` (`delete_room_v2`).
    pub async fn send(self) -> Result<RoomDeletion<'a>, Error> {
        let started = answer(DELETE, self.request.send()).await?;
        Ok(RoomDeletion::new(self.client, started.delete_id))
    }
}

request! {
    /// A request to delete a room and wait for the answer; see [`Room::delete_now`].
    DeleteRoomNow: delete_room_v1(DeleteRoomV1) of synapse
}

impl DeleteRoomNow<'_> {
    /// Deletes the room, and tells what was done.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when local members could not be removed, or the new room is to be opened by a
    /// user of another server; `is_forbidden` when the caller is no server admin, or a module of the server
    /// forbids it; `is_timeout` when the answer took too long, in which case the deletion goes on.
    ///
    /// # Retries
    ///
    /// Sent again only when it provably did not run, because each time can open another
    /// [new room](Self::new_room). Without one, calling it again does no harm.
    ///
    /// Calls `DELETE /_synapse/admin/v1/rooms/{room_id}` (`delete_room_v1`).
    pub async fn send(self) -> Result<RoomShutdown, Error> {
        answer(Self::OPERATION, self.request.send()).await
    }
}

/// What both ways to delete a room can be told; `with` changes the body of the request.
macro_rules! options {
    ($name:ident) => {
        impl $name<'_> {
            /// Whether to block the room too, so that local users cannot join it again; not unless told.
            pub fn block(self, block: bool) -> Self {
                self.with(|request| request.body_map(|body| body.block(block)))
            }

            /// Whether to delete the data of the room; yes unless told. Nothing brings it back.
            pub fn purge(self, purge: bool) -> Self {
                self.with(|request| request.body_map(|body| body.purge(purge)))
            }

            /// Whether to delete the data even when local members could not be removed; not unless told.
            pub fn force_purge(self, force: bool) -> Self {
                self.with(|request| request.body_map(|body| body.force_purge(force)))
            }

            /// Opens a new room in the name of this local user, and moves the members there.
            pub fn new_room(self, creator: UserId) -> Self {
                self.with(|request| request.body_map(|body| body.new_room_user_id(creator)))
            }

            /// The name of the new room; `Content Violation Notification` unless told.
            pub fn new_room_name(self, name: impl Into<String>) -> Self {
                self.with(|request| request.body_map(|body| body.room_name(name.into())))
            }

            /// The first message in the new room.
            pub fn message(self, message: impl Into<String>) -> Self {
                self.with(|request| request.body_map(|body| body.message(message.into())))
            }
        }
    };
}

options!(DeleteRoom);
options!(DeleteRoomNow);

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
        self.wait_with(limit, |_| {}).await
    }

    /// Waits as [`wait`](Self::wait) does, and shows each status on the way, the last one too.
    ///
    /// Who has been removed so far is in `shutdown_room`, once the server has begun with that.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn run(deletion: chatadm::synapse::RoomDeletion<'_>) -> Result<(), chatadm::Error> {
    /// let limit = Duration::from_secs(600);
    /// deletion.wait_with(limit, |state| println!("{}", state.status)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`wait`](Self::wait).
    ///
    /// # Cancellation
    ///
    /// Dropping the future stops the waiting, not the deletion.
    ///
    /// After a failure also asks the list of scheduled tasks for the reason.
    ///
    /// Calls `GET /_synapse/admin/v2/rooms/delete_status/{delete_id}` (`get_room_delete_status`).
    pub async fn wait_with(
        &self,
        limit: Duration,
        progress: impl FnMut(&types::RoomDeletion) + Send,
    ) -> Result<RoomShutdown, Error> {
        wait::watch(self, limit, progress).await
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
            .unwrap_or_else(|| wait::NO_REASON.to_owned())
    }
}

impl Job for RoomDeletion<'_> {
    type Status = types::RoomDeletion;
    type Result = RoomShutdown;

    fn task(&self) -> Task {
        Task {
            what: "room deletion",
            id: self.id.clone(),
        }
    }

    async fn look(&self) -> Result<Self::Status, Error> {
        self.status().await
    }

    async fn judge(&self, deletion: Self::Status) -> Found<RoomShutdown> {
        match (deletion.status, deletion.shutdown_room) {
            (RoomDeletionStatus::Complete, Some(done)) => Found::Done(done),
            (RoomDeletionStatus::Failed, _) => Found::Failed(self.reason().await),
            _ => Found::Again,
        }
    }
}
