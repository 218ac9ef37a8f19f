//! The users of a server.

use super::{Client, UserId};

mod list;

pub use list::ListUsers;

/// The users of a server; see [`Client::users`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct Users<'a> {
    client: &'a Client,
}

impl<'a> Users<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists users, by user name.
    ///
    /// The list is read by page number, so users that appear or are renamed meanwhile can shift
    /// others past the reader or to it twice.
    ///
    /// Calls `GET /api/v4/users` (`get_users`).
    pub fn list(&self) -> ListUsers<'a> {
        ListUsers::new(self.client.raw().get_users())
    }
}

/// One user; see [`Client::user`].
#[derive(Debug, Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct User<'a> {
    pub(super) client: &'a Client,
    pub(super) id: UserId,
}

impl Client {
    /// The user with this id; `me` is the user of the session.
    pub fn user(&self, id: impl Into<UserId>) -> User<'_> {
        let id = id.into();
        User { client: self, id }
    }
}
