//! Calls of the client-server API that an administrator needs: logging in and out, and finding rooms.

use serde::Deserialize;

use crate::{
    Error, Method,
    call::call,
    synapse::{Client, RoomAlias, RoomId, types},
};

mod login;

pub use login::{Login, Session};

impl Client {
    /// The user and the device that the access token belongs to. Any account may ask.
    ///
    /// # Errors
    ///
    /// `is_unauthorized` when the token is unknown or has expired.
    ///
    /// Calls `GET /_matrix/client/v3/account/whoami` (`whoami`).
    pub async fn whoami(&self) -> Result<types::TokenOwner, Error> {
        call!(self, whoami).await
    }

    /// Ends the session of the access token: the token stops working and its device is deleted.
    ///
    /// # Errors
    ///
    /// `is_unauthorized` when the token is unknown, as after a logout whose answer got lost.
    /// `is_not_found` when the server delegates authentication.
    ///
    /// # Retries
    ///
    /// Sent again only when it provably did not run.
    ///
    /// Calls `POST /_matrix/client/v3/logout` (`logout`).
    pub async fn logout(&self) -> Result<(), Error> {
        call!(self, logout).await?;
        Ok(())
    }

    /// The id of the room that an alias stands for. The server asks others for aliases of theirs.
    ///
    /// This is `GET /_matrix/client/v3/directory/room/{room_alias}`, which the specification of this
    /// library leaves out; errors name the operation `request`.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such alias, or when its server cannot be reached.
    ///
    /// Calls what its arguments name.
    pub async fn resolve_alias(&self, alias: &RoomAlias) -> Result<RoomId, Error> {
        #[derive(Deserialize)]
        struct Found {
            room_id: RoomId,
        }
        let path = "/_matrix/client/v3/directory/room/{room_alias}";
        let request = self.request(Method::GET, path).param("room_alias", alias);
        let found: Found = request.send().await?;
        Ok(found.room_id)
    }
}
