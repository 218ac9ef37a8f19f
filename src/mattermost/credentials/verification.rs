//! Sending the e-mail that verifies an address.

use crate::{
    Error,
    call::{answer, request},
};

request! {
    /// A request to send the e-mail that verifies an address; see
    /// [`Client::send_verification_email`](crate::mattermost::Client::send_verification_email).
    SendVerificationEmail: send_verification_email(SendVerificationEmail) of mattermost
}

impl SendVerificationEmail<'_> {
    /// Where the link in the e-mail leads to in the end; read by 11.6.
    pub fn redirect_to(self, address: impl Into<String>) -> Self {
        self.with(|request| request.r(address.into()))
    }

    /// Sends the request. It needs no session, and success does not mean that somebody has the address.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the address is empty.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run: each can send another e-mail.
    ///
    /// Calls `POST /api/v4/users/email/verify/send` (`send_verification_email`).
    pub async fn send(self) -> Result<(), Error> {
        answer(Self::OPERATION, self.request.send()).await?;
        Ok(())
    }
}
