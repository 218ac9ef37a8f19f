//! Renewing an account.

use crate::{
    Error, Timestamp,
    call::{answer, request},
};

request! {
    /// A request to renew an account; see [`AccountValidity::renew`](super::AccountValidity::renew).
    RenewAccount: renew_account_validity(RenewAccountValidity) of synapse
}

impl RenewAccount<'_> {
    /// The last moment of the account; unless told, the server's own period from now. One that has
    /// passed is accepted too, and locks the account out.
    pub fn expiration(self, moment: Timestamp) -> Self {
        self.with(|request| request.body_map(|body| body.expiration_ts(moment)))
    }

    /// Whether the server may send the user mail before the account expires; yes unless told.
    pub fn enable_renewal_emails(self, enable: bool) -> Self {
        self.with(|request| request.body_map(|body| body.enable_renewal_emails(enable)))
    }

    /// Sends the request, and gives the last moment of the account as it is then.
    ///
    /// # Errors
    ///
    /// `is_server_error` when accounts do not expire on this server and no moment is named; a repeat does
    /// not help. `is_not_found` when the server delegates authentication. An unknown user is no error.
    ///
    /// # Retries
    ///
    /// Sent again only when it provably did not run, because without a moment each call moves it.
    ///
    /// Calls `POST /_synapse/admin/v1/account_validity/validity` (`renew_account_validity`).
    pub async fn send(self) -> Result<Timestamp, Error> {
        let answer = answer(Self::OPERATION, self.request.send()).await?;
        Ok(answer.expiration_ts)
    }
}
