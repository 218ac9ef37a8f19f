//! The rooms of a server.

use super::{Client, RoomId};

mod delete;

pub use delete::{DeleteRoom, RoomDeletion};

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

    /// A deletion that was started earlier, by the id that [`RoomDeletion::id`] gave.
    pub fn deletion(&self, id: impl Into<String>) -> RoomDeletion<'a> {
        RoomDeletion::new(self.client, id.into())
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

    /// Deletes the room: removes its local members and, unless told otherwise, its data.
    ///
    /// The server does the work in the background; wait for it with [`RoomDeletion::wait`].
    ///
    /// Calls `DELETE /_synapse/admin/v2/rooms/{room_id}` (`delete_room_v2`).
    pub fn delete(&self) -> DeleteRoom<'a> {
        DeleteRoom::new(self.client, &self.id)
    }
}
