//! Getting into an account: a new password, or a token that acts as the user.

use crate::{
    Error, Secret, Timestamp,
    call::{answer, request},
    synapse::types,
};

use super::User;

impl<'a> User<'a> {
    /// Sets a new password and, unless told otherwise, logs the user out everywhere.
    ///
    /// # Security
    ///
    /// The server gets the password itself and keeps a hash.
    ///
    /// Calls `POST /_synapse/admin/v1/reset_password/{user_id}` (`reset_user_password`).
    pub fn reset_password(&self, password: impl Into<Secret>) -> ResetPassword<'a> {
        let request = self.client.raw().reset_user_password().user_id(&self.id);
        ResetPassword::new(request.body_map(|body| body.new_password(password.into())))
    }

    /// Makes an access token with which the caller acts as the user, deactivated ones included.
    ///
    /// Calls `POST /_synapse/admin/v1/users/{user_id}/login` (`login_as_user`).
    pub fn login_as(&self) -> LoginAs<'a> {
        LoginAs::new(self.client.raw().login_as_user().user_id(&self.id))
    }
}

request! {
    /// A request to set a password; see [`User::reset_password`](super::User::reset_password).
    ResetPassword: reset_user_password(ResetUserPassword) of synapse
}

impl ResetPassword<'_> {
    /// Whether the user is logged out everywhere; yes unless told.
    pub fn logout_devices(self, logout: bool) -> Self {
        self.with(|request| request.body_map(|body| body.logout_devices(logout)))
    }

    /// Sets the password.
    ///
    /// # Errors
    ///
    /// `is_not_found` when this server has no such account, also where authentication is delegated;
    /// `is_forbidden` where nobody logs in with a password.
    ///
    /// Calls `POST /_synapse/admin/v1/reset_password/{user_id}` (`reset_user_password`).
    pub async fn send(self) -> Result<(), Error> {
        answer(Self::OPERATION, self.request.send()).await.map(drop)
    }
}

request! {
    /// A request for a token that acts as a user; see [`User::login_as`](super::User::login_as).
    LoginAs: login_as_user(LoginAsUser) of synapse
}

impl LoginAs<'_> {
    /// The moment at which the token expires; it never does unless told.
    ///
    /// The server takes a moment in the past too, and answers with a token that never works.
    pub fn valid_until(self, moment: Timestamp) -> Self {
        self.with(|request| request.body_map(|body| body.valid_until_ms(moment)))
    }

    /// Makes the token. It belongs to no device; a client that uses it can give it back by logging out.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account, or where authentication is delegated;
    /// `is_bad_request` when the account is one of another server, or the caller's own.
    ///
    /// # Retries
    ///
    /// Sent again only when it provably did not run. After a lost answer there may be a token that nobody
    /// knows, which is a reason to let tokens expire.
    ///
    /// # Security
    ///
    /// The token can do all that the user can. The server shows it once.
    ///
    /// Calls `POST /_synapse/admin/v1/users/{user_id}/login` (`login_as_user`).
    pub async fn send(self) -> Result<types::ImpersonationToken, Error> {
        answer(Self::OPERATION, self.request.send()).await
    }
}
