//! The tips of the graph of a room's events.

use super::Room;
use crate::{
    Error,
    call::call,
    synapse::{RoomIdOrAlias, types},
};

impl Room<'_> {
    /// The events at the tip of the room, which no other event follows yet.
    ///
    /// More than a handful slow the server down. A room that the server does not know has none.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller is no server admin.
    ///
    /// Calls `GET /_synapse/admin/v1/rooms/{room_identifier}/forward_extremities` (`get_forward_extremities`).
    pub async fn forward_extremities(&self) -> Result<Vec<types::ForwardExtremity>, Error> {
        let room = RoomIdOrAlias::from(&self.id);
        let found = call!(self.client, get_forward_extremities.room_identifier(room)).await?;
        Ok(found.results)
    }

    /// Drops the events at the tip of the room but for one, and tells how many those were.
    ///
    /// # Errors
    ///
    /// `is_server_error` when there is no such room; to ask again does not help.
    ///
    /// Calls `DELETE /_synapse/admin/v1/rooms/{room_identifier}/forward_extremities` (`delete_forward_extremities`).
    pub async fn delete_forward_extremities(&self) -> Result<i64, Error> {
        let room = RoomIdOrAlias::from(&self.id);
        let done = call!(
            self.client,
            delete_forward_extremities.room_identifier(room)
        );
        Ok(done.await?.deleted)
    }
}
