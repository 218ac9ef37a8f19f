//! Purging the history of rooms, and waiting for it.

use std::time::Duration;

use super::Room;
use crate::{
    Error, Timestamp,
    call::{answer, call},
    synapse::{Client, EventId, HistoryPurgeStatus, RoomId, raw::builder, types},
    wait::{self, Found, Job, Task},
};

impl<'a> Room<'a> {
    /// Deletes old events of the room from the database, up to an event, which stays, or up to a moment.
    ///
    /// Nobody sees those events in the history of the room again. Those of local users are kept all the same
    /// [unless told](PurgeHistory::delete_local_events), because no other server may have them:
    /// [`Rooms::fetch_event`](super::Rooms::fetch_event) still finds them. The state of the room stays.
    ///
    /// The server does the work in the background; wait for it with [`HistoryPurge::wait`].
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # use chatadm::{Timestamp, synapse::{Client, RoomId}};
    /// # async fn run(synapse: Client, room: RoomId, moment: Timestamp) -> Result<(), chatadm::Error> {
    /// let purge = synapse.room(room).purge_history(moment).delete_local_events(true).send().await?;
    /// println!("purge_id = {}", purge.id()); // survives a restart: rooms().purge(id)
    /// purge.wait(Duration::from_secs(600)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Calls `POST /_synapse/admin/v1/purge_history/{room_id}/{event_id}` (`purge_history_up_to_event`).
    ///
    /// Calls `POST /_synapse/admin/v1/purge_history/{room_id}` (`purge_history`).
    pub fn purge_history(&self, up_to: impl Into<PurgeUpTo>) -> PurgeHistory<'a> {
        PurgeHistory::new(self.client, &self.id, up_to.into())
    }
}

/// Where a purge of history stops; an event id or a [`Timestamp`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PurgeUpTo {
    /// Before this event.
    Event(EventId),
    /// Before some event shortly before this moment; the server chooses which.
    Time(Timestamp),
}

impl From<EventId> for PurgeUpTo {
    fn from(event: EventId) -> Self {
        Self::Event(event)
    }
}

impl From<&EventId> for PurgeUpTo {
    fn from(event: &EventId) -> Self {
        Self::Event(event.clone())
    }
}

impl From<Timestamp> for PurgeUpTo {
    fn from(moment: Timestamp) -> Self {
        Self::Time(moment)
    }
}

/// A request to purge the history of a room; see [`Room::purge_history`].
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct PurgeHistory<'a> {
    client: &'a Client,
    request: Request<'a>,
}

/// The path names an event; moments go into the body.
#[derive(Debug, Clone)]
enum Request<'a> {
    ToEvent(builder::PurgeHistoryUpToEvent<'a>),
    ToTime(builder::PurgeHistory<'a>),
}

impl<'a> PurgeHistory<'a> {
    fn new(client: &'a Client, room: &RoomId, up_to: PurgeUpTo) -> Self {
        let raw = client.raw();
        let request = match up_to {
            PurgeUpTo::Event(event) => {
                let request = raw.purge_history_up_to_event().room_id(room);
                Request::ToEvent(request.event_id(event))
            }
            PurgeUpTo::Time(moment) => {
                let request = raw.purge_history().room_id(room);
                Request::ToTime(request.body_map(|body| body.purge_up_to_ts(moment)))
            }
        };
        Self { client, request }
    }

    /// Whether to delete the events of local users from the database too; not unless told. Nothing brings
    /// them back, and no other server may have them.
    pub fn delete_local_events(mut self, delete: bool) -> Self {
        self.request = match self.request {
            Request::ToEvent(request) => {
                Request::ToEvent(request.body_map(|body| body.delete_local_events(delete)))
            }
            Request::ToTime(request) => {
                Request::ToTime(request.body_map(|body| body.delete_local_events(delete)))
            }
        };
        self
    }

    /// Starts the purge.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the server does not have the event, does not know the room, or has nothing to
    /// purge before the moment; `is_bad_request` when the event is one of another room.
    ///
    /// # Retries
    ///
    /// Sent again only when it provably did not run, because each time starts another job.
    ///
    /// Calls `POST /_synapse/admin/v1/purge_history/{room_id}/{event_id}` (`purge_history_up_to_event`).
    ///
    /// Calls `POST /_synapse/admin/v1/purge_history/{room_id}` (`purge_history`).
    pub async fn send(self) -> Result<HistoryPurge<'a>, Error> {
        let started = match self.request {
            Request::ToEvent(request) => {
                answer("purge_history_up_to_event", request.send()).await?
            }
            Request::ToTime(request) => answer("purge_history", request.send()).await?,
        };
        Ok(HistoryPurge::new(self.client, started.purge_id))
    }
}

/// A purge of history that the server works on.
///
/// Only its id matters: keep it, and [`Rooms::purge`](super::Rooms::purge) finds the purge again. The server
/// forgets it some days after it is over.
#[derive(Debug, Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct HistoryPurge<'a> {
    client: &'a Client,
    id: String,
}

impl<'a> HistoryPurge<'a> {
    pub(super) fn new(client: &'a Client, id: String) -> Self {
        Self { client, id }
    }

    /// The id of the purge.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How far the purge is, and why it failed if it did.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the server does not know the id, or has forgotten it. That says nothing about
    /// how the purge ended.
    ///
    /// Calls `GET /_synapse/admin/v1/purge_history_status/{purge_id}` (`get_purge_history_status`).
    pub async fn status(&self) -> Result<types::HistoryPurgeJob, Error> {
        call!(self.client, get_purge_history_status.purge_id(&*self.id)).await
    }

    /// Waits until the purge is over, at most as long as `limit`.
    ///
    /// # Errors
    ///
    /// [`Error::TaskFailed`] with the server's reason when the purge failed; [`Error::WaitTimedOut`]
    /// (`is_timeout`) when it was not over in time, in which case it goes on; any error of [`status`](Self::status).
    ///
    /// # Cancellation
    ///
    /// Dropping the future stops the waiting, not the purge.
    ///
    /// Calls `GET /_synapse/admin/v1/purge_history_status/{purge_id}` (`get_purge_history_status`).
    pub async fn wait(&self, limit: Duration) -> Result<(), Error> {
        self.wait_with(limit, |_| {}).await
    }

    /// Waits as [`wait`](Self::wait) does, and shows each status on the way, the last one too.
    ///
    /// # Errors
    ///
    /// As for [`wait`](Self::wait).
    ///
    /// # Cancellation
    ///
    /// Dropping the future stops the waiting, not the purge.
    ///
    /// Calls `GET /_synapse/admin/v1/purge_history_status/{purge_id}` (`get_purge_history_status`).
    pub async fn wait_with(
        &self,
        limit: Duration,
        progress: impl FnMut(&types::HistoryPurgeJob) + Send,
    ) -> Result<(), Error> {
        wait::watch(self, limit, progress).await
    }
}

impl Job for HistoryPurge<'_> {
    type Status = types::HistoryPurgeJob;
    type Result = ();

    fn task(&self) -> Task {
        Task {
            what: "history purge",
            id: self.id.clone(),
        }
    }

    async fn look(&self) -> Result<Self::Status, Error> {
        self.status().await
    }

    async fn judge(&self, purge: Self::Status) -> Found<()> {
        match purge.status {
            HistoryPurgeStatus::Complete => Found::Done(()),
            HistoryPurgeStatus::Failed => {
                Found::Failed(purge.error.unwrap_or_else(|| wait::NO_REASON.to_owned()))
            }
            _ => Found::Again,
        }
    }
}
