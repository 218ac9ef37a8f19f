//! Listing registration tokens.

use crate::{
    Error,
    call::{answer, request},
    synapse::types,
};

request! {
    /// A request for registration tokens; see
    /// [`RegistrationTokens::list`](super::RegistrationTokens::list).
    ListRegistrationTokens: list_registration_tokens(ListRegistrationTokens) of synapse
}

impl ListRegistrationTokens<'_> {
    /// Lists only tokens that can still be used, or only those that are expired or used up; the server
    /// lists both unless told.
    pub fn valid(self, valid: bool) -> Self {
        self.with(|request| request.valid(valid))
    }

    /// Asks for the tokens.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller is no server admin.
    ///
    /// Calls `GET /_synapse/admin/v1/registration_tokens` (`list_registration_tokens`).
    pub async fn send(self) -> Result<Vec<types::RegistrationToken>, Error> {
        let list = answer(Self::OPERATION, self.request.send()).await?;
        Ok(list.registration_tokens)
    }
}
