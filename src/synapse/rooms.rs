//! The rooms of a server, all of them and each alone.

use super::{Client, EventId, RoomId, UserId, types};
use crate::{
    Bulk, Error,
    call::{call, found},
};

mod admission;
mod delete;
mod extremities;
mod hierarchy;
mod list;
mod media;
mod messages;
mod power_levels;
mod purge;
mod state;

pub use admission::{JoinRoom, MakeRoomAdmin};
pub use delete::{DeleteRoom, DeleteRoomNow, RoomDeletion};
pub use hierarchy::ListRoomHierarchy;
pub use list::ListRooms;
pub use messages::{GetEventContext, ListRoomMessages};
pub use power_levels::PowerLevels;
pub use purge::{HistoryPurge, PurgeHistory, PurgeUpTo};
pub use state::GetRoomState;

/// The rooms of a server; see [`Client::rooms`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct Rooms<'a> {
    client: &'a Client,
}

impl<'a> Rooms<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists rooms, by name unless told otherwise.
    ///
    /// Rooms that the server knows only through an invite are left out. The list is read by offset, so
    /// rooms that appear or vanish meanwhile can shift others past the reader or to it twice.
    ///
    /// Calls `GET /_synapse/admin/v1/rooms` (`list_rooms`).
    pub fn list(&self) -> ListRooms<'a> {
        ListRooms::new(self.client.raw().list_rooms())
    }

    /// Runs one verb for each of these rooms, several at once.
    ///
    /// ```no_run
    /// # async fn run(synapse: chatadm::synapse::Client, spam: Vec<chatadm::synapse::RoomId>) {
    /// let run = synapse.rooms().each(spam, |room| async move { room.block().await });
    /// let summary = run.concurrency(8).rate(20.0).finish().await;
    /// println!("{summary}");
    /// # }
    /// ```
    ///
    /// Calls what its arguments name.
    pub fn each<I, V, F>(
        &self,
        ids: I,
        verb: impl Fn(Room<'a>) -> F + Send + 'a,
    ) -> Bulk<'a, RoomId, V>
    where
        I: IntoIterator<Item = RoomId>,
        I::IntoIter: Send + 'a,
        V: Send + 'a,
        F: Future<Output = Result<V, Error>> + Send + 'a,
    {
        let client = self.client;
        Bulk::new(ids, move |id| verb(client.room(id)))
    }

    /// A deletion that was started earlier, by the id that [`RoomDeletion::id`] gave.
    pub fn deletion(&self, id: impl Into<String>) -> RoomDeletion<'a> {
        RoomDeletion::new(self.client, id.into())
    }

    /// A purge of history that was started earlier, by the id that [`HistoryPurge::id`] gave.
    pub fn purge(&self, id: impl Into<String>) -> HistoryPurge<'a> {
        HistoryPurge::new(self.client, id.into())
    }

    /// One event of any room, the way servers exchange it: with signatures, hashes and the events that it
    /// follows. Since Synapse 1.140.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the server does not have the event; [`fetch_event_opt`](Self::fetch_event_opt)
    /// makes that `None`.
    ///
    /// # Security
    ///
    /// A redacted event still has the content that was redacted.
    ///
    /// Calls `GET /_synapse/admin/v1/fetch_event/{event_id}` (`fetch_event`).
    pub async fn fetch_event(
        &self,
        id: impl Into<EventId>,
    ) -> Result<types::FederationEvent, Error> {
        let fetched = call!(self.client, fetch_event.event_id(id.into())).await?;
        Ok(fetched.event)
    }

    /// One event of any room, the way servers exchange it, or `None` when the server does not have it.
    ///
    /// # Errors
    ///
    /// As for [`fetch_event`](Self::fetch_event), but for `is_not_found`.
    ///
    /// # Security
    ///
    /// A redacted event still has the content that was redacted.
    ///
    /// Calls `GET /_synapse/admin/v1/fetch_event/{event_id}` (`fetch_event`).
    pub async fn fetch_event_opt(
        &self,
        id: impl Into<EventId>,
    ) -> Result<Option<types::FederationEvent>, Error> {
        found(self.fetch_event(id).await)
    }
}

/// One room; see [`Client::room`].
#[derive(Debug, Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct Room<'a> {
    client: &'a Client,
    id: RoomId,
}

impl<'a> Room<'a> {
    pub(super) fn new(client: &'a Client, id: RoomId) -> Self {
        Self { client, id }
    }

    /// The id of the room.
    pub fn id(&self) -> &RoomId {
        &self.id
    }

    /// What the server knows of the room.
    ///
    /// A room that the server knows only through an invite is found too, but with little that is true
    /// of it: counts are missing, and it seems to be without a creator and without federation.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such room; [`get_opt`](Self::get_opt) makes that `None`.
    ///
    /// Calls `GET /_synapse/admin/v1/rooms/{room_id}` (`get_room`).
    pub async fn get(&self) -> Result<types::RoomDetails, Error> {
        call!(self.client, get_room.room_id(&self.id)).await
    }

    /// What the server knows of the room, or `None` when there is none.
    ///
    /// # Errors
    ///
    /// As for [`get`](Self::get), but for `is_not_found`.
    ///
    /// Calls `GET /_synapse/admin/v1/rooms/{room_id}` (`get_room`).
    pub async fn get_opt(&self) -> Result<Option<types::RoomDetails>, Error> {
        found(self.get().await)
    }

    /// Everybody who has joined the room, from all servers, in one answer.
    ///
    /// Who was invited or banned, or has left, is not among them.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such room.
    ///
    /// Calls `GET /_synapse/admin/v1/rooms/{room_id}/members` (`list_room_members`).
    pub async fn members(&self) -> Result<Vec<UserId>, Error> {
        let list = call!(self.client, list_room_members.room_id(&self.id)).await?;
        Ok(list.members)
    }
}
