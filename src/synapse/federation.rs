//! Other servers, and how well they can be reached.

use crate::{
    Error,
    call::{call, found},
    synapse::{Client, ServerName, types},
};

mod destinations;
mod rooms;

pub use destinations::ListDestinations;
pub use rooms::ListDestinationRooms;

impl Client {
    /// Other servers, and how well they can be reached.
    pub fn federation(&self) -> Federation<'_> {
        Federation { client: self }
    }
}

/// The federation, as the server sees it; see [`Client::federation`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct Federation<'a> {
    client: &'a Client,
}

impl<'a> Federation<'a> {
    /// Lists the servers to which this one has sent something, by name unless told otherwise.
    ///
    /// The list is read by offset, so servers that appear meanwhile can shift others to the reader twice.
    ///
    /// Calls `GET /_synapse/admin/v1/federation/destinations` (`list_federation_destinations`).
    pub fn destinations(&self) -> ListDestinations<'a> {
        ListDestinations::new(self.client.raw().list_federation_destinations())
    }

    /// One other server.
    pub fn destination(&self, name: impl Into<ServerName>) -> Destination<'a> {
        Destination {
            client: self.client,
            name: name.into(),
        }
    }
}

/// One other server; see [`Federation::destination`].
#[derive(Debug, Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct Destination<'a> {
    client: &'a Client,
    name: ServerName,
}

impl<'a> Destination<'a> {
    /// The name of the other server.
    pub fn name(&self) -> &ServerName {
        &self.name
    }

    /// How well the other server can be reached: while all is well `failure_ts` is `None`.
    ///
    /// # Errors
    ///
    /// `is_not_found` when nothing was ever sent there; [`get_opt`](Self::get_opt) makes that `None`.
    ///
    /// Calls `GET /_synapse/admin/v1/federation/destinations/{destination}` (`get_federation_destination`).
    pub async fn get(&self) -> Result<types::Destination, Error> {
        call!(
            self.client,
            get_federation_destination.destination(&self.name)
        )
        .await
    }

    /// How well the other server can be reached, or `None` when nothing was ever sent there.
    ///
    /// # Errors
    ///
    /// As for [`get`](Self::get), but for `is_not_found`.
    ///
    /// Calls `GET /_synapse/admin/v1/federation/destinations/{destination}` (`get_federation_destination`).
    pub async fn get_opt(&self) -> Result<Option<types::Destination>, Error> {
        found(self.get().await)
    }

    /// Lists the rooms that both servers are in, by room id.
    ///
    /// Calls `GET /_synapse/admin/v1/federation/destinations/{destination}/rooms` (`list_federation_destination_rooms`).
    pub fn rooms(&self) -> ListDestinationRooms<'a> {
        let request = self.client.raw().list_federation_destination_rooms();
        ListDestinationRooms::new(request.destination(&self.name))
    }

    /// Forgets how long to wait for a server that fails, and tries it again now.
    ///
    /// The attempt runs in the background; [`get`](Self::get) tells later what came of it.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when there is nothing to forget, as after a call that took effect but whose
    /// answer got lost. `is_not_found` when nothing was ever sent there.
    ///
    /// # Retries
    ///
    /// Sent again only when it provably did not run.
    ///
    /// Calls `POST /_synapse/admin/v1/federation/destinations/{destination}/reset_connection` (`reset_federation_destination_connection`).
    pub async fn reset_connection(&self) -> Result<(), Error> {
        call!(
            self.client,
            reset_federation_destination_connection.destination(&self.name)
        )
        .await?;
        Ok(())
    }
}
