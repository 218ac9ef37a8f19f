//! The local users of a server, all of them and each alone. Their verbs are in the files below.

use crate::{
    Bulk, Error,
    call::{call, found},
    synapse::{Client, UserId, types},
};

mod access;
mod changes;
mod controls;
mod deactivate;
mod devices;
mod find;
mod list;
mod media;
mod ratelimit;
mod records;
mod redact;

pub use access::{LoginAs, ResetPassword};
pub use changes::{CreateUser, ModifyUser};
pub use deactivate::DeactivateUser;
pub use devices::{CreateDevice, PruneDevices, UserDevice, UserDevices};
pub use list::{ListUsers, ListUsersV3};
pub use media::{DeleteUserMedia, ListUserMedia, UserMedia};
pub use ratelimit::{RatelimitOverride, SetRatelimit};
pub use redact::{RedactUser, UserRedaction};

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

    /// Runs one verb for each of these users, several at once.
    ///
    /// ```no_run
    /// # async fn run(synapse: chatadm::synapse::Client, stale: Vec<chatadm::synapse::UserId>) {
    /// let run = synapse.users().each(stale, |user| async move { user.deactivate().erase(true).send().await });
    /// let summary = run.concurrency(8).rate(20.0).finish().await;
    /// println!("{summary}");
    /// # }
    /// ```
    ///
    /// Calls what its arguments name.
    pub fn each<I, V, F>(
        &self,
        ids: I,
        verb: impl Fn(User<'a>) -> F + Send + 'a,
    ) -> Bulk<'a, UserId, V>
    where
        I: IntoIterator<Item = UserId>,
        I::IntoIter: Send + 'a,
        V: Send + 'a,
        F: Future<Output = Result<V, Error>> + Send + 'a,
    {
        let client = self.client;
        Bulk::new(ids, move |id| verb(client.user(id)))
    }
}

/// One local user; see [`Client::user`].
#[derive(Debug, Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct User<'a> {
    client: &'a Client,
    id: UserId,
}

impl<'a> User<'a> {
    pub(super) fn new(client: &'a Client, id: UserId) -> Self {
        Self { client, id }
    }

    /// The id of the user.
    pub fn id(&self) -> &UserId {
        &self.id
    }

    /// Everything the server knows of the account.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account; [`get_opt`](Self::get_opt) makes that `None`.
    /// `is_bad_request` when the account is one of another server.
    ///
    /// Calls `GET /_synapse/admin/v2/users/{user_id}` (`get_user`).
    pub async fn get(&self) -> Result<types::User, Error> {
        call!(self.client, get_user.user_id(&self.id)).await
    }

    /// Everything the server knows of the account, or `None` when there is none.
    ///
    /// # Errors
    ///
    /// As for [`get`](Self::get), but for `is_not_found`.
    ///
    /// Calls `GET /_synapse/admin/v2/users/{user_id}` (`get_user`).
    pub async fn get_opt(&self) -> Result<Option<types::User>, Error> {
        found(self.get().await)
    }
}
