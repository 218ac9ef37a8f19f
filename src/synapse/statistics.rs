//! How much space users and rooms take.

use crate::{
    Error,
    call::call,
    synapse::{Client, types},
};

mod user_media;

pub use user_media::ListUserMediaStatistics;

impl Client {
    /// Statistics on media and on the database.
    pub fn statistics(&self) -> Statistics<'_> {
        Statistics { client: self }
    }
}

/// Statistics of a server; see [`Client::statistics`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct Statistics<'a> {
    client: &'a Client,
}

impl<'a> Statistics<'a> {
    /// Lists local users with the number and size of their uploads, by user id unless told otherwise.
    ///
    /// Users without uploads are left out. The list is read by offset, so uploads that appear or vanish
    /// meanwhile can shift others past the reader or to it twice.
    ///
    /// Calls `GET /_synapse/admin/v1/statistics/users/media` (`get_user_media_statistics`).
    pub fn user_media(&self) -> ListUserMediaStatistics<'a> {
        ListUserMediaStatistics::new(self.client.raw().get_user_media_statistics())
    }

    /// The ten rooms that take the most space in the database, the largest first, in bytes. Since
    /// Synapse 1.83.
    ///
    /// The server estimates the sizes from what PostgreSQL knows of its tables.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the server runs on SQLite. `is_server_error` while the database is young
    /// and has gathered no statistics; a repeat helps only once it has.
    ///
    /// Calls `GET /_synapse/admin/v1/statistics/database/rooms` (`get_largest_rooms_statistics`).
    pub async fn largest_rooms(&self) -> Result<Vec<types::RoomDatabaseSize>, Error> {
        let answer = call!(self.client, get_largest_rooms_statistics).await?;
        Ok(answer.rooms)
    }
}
