//! The files that the events of a room link to.

use super::Room;
use crate::{Error, call::call, synapse::types};

impl Room<'_> {
    /// The files that events of the room link to, those of this server and those of others.
    ///
    /// Links in encrypted events are not seen. A room that the server does not know has none.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller is no server admin.
    ///
    /// Calls `GET /_synapse/admin/v1/room/{room_id}/media` (`list_room_media`).
    pub async fn media(&self) -> Result<types::RoomMedia, Error> {
        call!(self.client, list_room_media.room_id(&self.id)).await
    }

    /// Quarantines all files that events of the room link to, and tells how many those are.
    ///
    /// Links in encrypted events are not seen. Files that were in quarantine already are counted too, and
    /// files that are marked as safe stay available. A room that the server does not know has none.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the server keeps no media.
    ///
    /// Calls `POST /_synapse/admin/v1/room/{room_id}/media/quarantine` (`quarantine_room_media`).
    pub async fn quarantine_media(&self) -> Result<i64, Error> {
        let done = call!(self.client, quarantine_room_media.room_id(&self.id)).await?;
        Ok(done.num_quarantined)
    }
}
