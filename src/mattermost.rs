//! The Mattermost v4 users API.
//!
//! [`Client`] is the facade; [`raw`] holds the complete client below it. Handles such as [`Users`]
//! borrow the client and cost nothing.

use std::time::Duration;

use crate::{Error, Secret, connection::Connection};

pub mod ids;
pub mod raw;
mod users;

pub use ids::{ChannelId, ParseIdError, SessionId, TeamId, TokenId, UserId};
pub use raw::{open::*, types};
pub use users::{ListUsers, Users};

/// A client of one Mattermost server. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct Client {
    raw: raw::Client,
}

impl Client {
    /// Starts a client for the server at `base_url`, for example `https://chat.example.org`.
    ///
    /// A path in the URL is kept as a prefix of every request.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            connection: Connection::new(base_url.into()),
        }
    }

    /// The raw client: every operation, with the same credentials and connections.
    pub fn raw(&self) -> &raw::Client {
        &self.raw
    }

    /// The users of the server.
    pub fn users(&self) -> Users<'_> {
        Users::new(self)
    }
}

/// Collects what a [`Client`] needs.
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    connection: Connection,
}

impl ClientBuilder {
    /// Sends this token with every operation that wants one: a session token, a personal access
    /// token, or the token of a bot.
    pub fn access_token(mut self, token: impl Into<Secret>) -> Self {
        self.connection.token = Some(token.into());
        self
    }

    /// Gives up on a request after this long, answer included; 60 seconds unless told.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.connection.timeout = timeout;
        self
    }

    /// Builds the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the address is no `http` or `https` URL, or the token cannot be sent.
    pub fn build(self) -> Result<Client, Error> {
        let parts = self.connection.open(crate::operation::MATTERMOST)?;
        Ok(Client {
            raw: raw::Client::over(parts),
        })
    }
}
