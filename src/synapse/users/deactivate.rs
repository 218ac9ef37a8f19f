//! Deactivating accounts.

use crate::{
    Error,
    call::{answer, request},
    synapse::UnbindResult,
};

use super::User;

impl<'a> User<'a> {
    /// Deactivates the account: logs it out everywhere, removes its third-party ids and password, and
    /// makes it leave all rooms. The name stays taken.
    ///
    /// Calls `POST /_synapse/admin/v1/deactivate/{user_id}` (`deactivate_user`).
    pub fn deactivate(&self) -> DeactivateUser<'a> {
        DeactivateUser::new(self.client.raw().deactivate_user().user_id(&self.id))
    }
}

request! {
    /// A request to deactivate an account; see [`User::deactivate`](super::User::deactivate).
    DeactivateUser: deactivate_user(DeactivateUser) of synapse
}

impl DeactivateUser<'_> {
    /// Whether to erase the account too: its display name and picture go, and its messages are hidden from
    /// those who join later. Not unless told. Only making a new account with the same name undoes it.
    pub fn erase(self, erase: bool) -> Self {
        self.with(|request| request.body_map(|body| body.erase(erase)))
    }

    /// Sends the request. A deactivated account can be deactivated again, for example to erase it.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account; `is_bad_request` when it is one of another server.
    ///
    /// Calls `POST /_synapse/admin/v1/deactivate/{user_id}` (`deactivate_user`).
    pub async fn send(self) -> Result<UnbindResult, Error> {
        let answer = answer(Self::OPERATION, self.request.send()).await?;
        Ok(answer.id_server_unbind_result)
    }
}
