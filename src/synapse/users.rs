//! The local users of a server, all of them and each alone.

use crate::{
    Bulk, Error,
    call::{call, found},
    synapse::{Client, UserId, types},
};

mod deactivate;
mod list;

pub use deactivate::DeactivateUser;
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
        ListUsers::new(self.client.raw().list_users_v2())
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

    /// Deactivates the account: logs it out everywhere, removes its third-party ids and password, and
    /// makes it leave all rooms. The name stays taken.
    ///
    /// Calls `POST /_synapse/admin/v1/deactivate/{user_id}` (`deactivate_user`).
    pub fn deactivate(&self) -> DeactivateUser<'a> {
        DeactivateUser::new(self.client.raw().deactivate_user().user_id(&self.id))
    }
}
