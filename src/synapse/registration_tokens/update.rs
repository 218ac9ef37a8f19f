//! Changing registration tokens.

use crate::{
    Error, Patch, Timestamp,
    call::{answer, request},
    synapse::types,
};

request! {
    /// A request to change the limits of a registration token; see
    /// [`RegistrationToken::update`](super::RegistrationToken::update).
    UpdateRegistrationToken: update_registration_token(UpdateRegistrationToken) of synapse
}

impl UpdateRegistrationToken<'_> {
    /// How many registrations the token is good for, those that were made counted; `None` lifts the
    /// limit.
    pub fn uses_allowed(self, uses: impl Into<Patch<i64>>) -> Self {
        let uses = uses.into();
        self.with(|request| request.body_map(|body| body.uses_allowed(uses)))
    }

    /// When the token stops working; `None` means never.
    pub fn expiry_time(self, moment: impl Into<Patch<Timestamp>>) -> Self {
        let moment = moment.into();
        self.with(|request| request.body_map(|body| body.expiry_time(moment)))
    }

    /// Sends the request, and gives the token as it is then. With nothing to change the token stays.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such token; `is_bad_request` when a limit is out of range or lies
    /// in the past.
    ///
    /// Calls `PUT /_synapse/admin/v1/registration_tokens/{token}` (`update_registration_token`).
    pub async fn send(self) -> Result<types::RegistrationToken, Error> {
        answer(Self::OPERATION, self.request.send()).await
    }
}
