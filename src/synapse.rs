//! The Synapse admin API.
//!
//! [`Client`] is the facade; [`raw`] holds the complete generated client below it. Handles such as
//! [`Users`] borrow the client and cost nothing.

use crate::{
    Operation,
    connection::{Connect, Parts},
};

pub mod ids;
pub mod raw;
mod rooms;
mod users;

pub use ids::{DeviceId, EventId, ParseIdError, RoomId, RoomIdOrAlias, ServerName, UserId};
pub use raw::{open::*, types};
pub use rooms::{DeleteRoom, Room, RoomDeletion, Rooms};
pub use users::{ListUsers, Users};

/// A client of one Synapse server. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct Client {
    raw: raw::Client,
}

impl Client {
    /// Starts a client for the server at `base_url`, for example `https://matrix.example.org`.
    ///
    /// A path in the URL is kept as a prefix of every request.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(base_url.into())
    }

    /// The generated client: every operation, with the same credentials and connections.
    pub fn raw(&self) -> &raw::Client {
        &self.raw
    }

    /// The rooms that the server knows.
    pub fn rooms(&self) -> Rooms<'_> {
        Rooms::new(self)
    }

    /// One room.
    pub fn room<'a>(&'a self, id: &'a RoomId) -> Room<'a> {
        Room::new(self, id)
    }

    /// The local users of the server.
    pub fn users(&self) -> Users<'_> {
        Users::new(self)
    }
}

/// Collects what a [`Client`] needs.
pub type ClientBuilder = crate::ClientBuilder<Client>;

impl Connect for Client {
    const OPERATIONS: &'static [Operation] = crate::operation::SYNAPSE;

    fn connect(parts: Parts) -> Self {
        Self {
            raw: raw::Client::over(parts),
        }
    }
}
