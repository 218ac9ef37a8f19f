//! The local users of a server.

use super::Client;

mod list;

pub use list::ListUsers;

/// The local users of a server; see [`Client::users`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct Users<'a> {
    client: &'a Client,
}

impl<'a> Users<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists users, by name unless told otherwise.
    ///
    /// Deactivated and locked users are left out unless asked for. The list is read by offset, so
    /// accounts that appear or vanish meanwhile can shift others past the reader or to it twice.
    ///
    /// Calls `GET /_synapse/admin/v2/users` (`list_users_v2`).
    pub fn list(&self) -> ListUsers<'a> {
        ListUsers::new(self.client)
    }
}
