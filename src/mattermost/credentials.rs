//! What proves who a user is: passwords, e-mail addresses, and the service that an account logs in with.

use super::{Client, User, UserAuthService, types};
use crate::{Error, Secret, call::call};

mod migrate;
mod verification;

pub use migrate::{MigrateAuthToLdap, MigrateAuthToSaml};
pub use verification::SendVerificationEmail;

/// How long the tokens in e-mails are, in bytes.
const MAIL_TOKEN: usize = 64;

impl User<'_> {
    /// Sets the password of another user, without knowing the one it replaces.
    ///
    /// The sessions of the user go on (5.37). Where the account may be in wrong hands, end them with
    /// [`Sessions::revoke_all`](super::Sessions::revoke_all).
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the server's rules refuse the password, and when the user is oneself:
    /// [`change_password`](Self::change_password) is for that. `is_forbidden` without
    /// `sysconsole_write_user_management_users`, or for an admin without `manage_system`.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// # Security
    ///
    /// The password is sent to the server; use `https`.
    ///
    /// Calls `PUT /api/v4/users/{user_id}/password` (`update_user_password`).
    pub async fn set_password(&self, new: impl Into<Secret>) -> Result<(), Error> {
        self.update_password(|body| body.new_password(new.into()))
            .await
    }

    /// Sets the password of another user to one whose stored hash this is, for example from another server.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] when it does not look like a hash, which begins with `$`:
    /// the server would store it as it is and nobody could log in. Otherwise as for
    /// [`set_password`](Self::set_password).
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// # Security
    ///
    /// A hash can be guessed back to its password; use `https`.
    ///
    /// Calls `PUT /api/v4/users/{user_id}/password` (`update_user_password`).
    pub async fn set_password_hash(&self, hash: impl Into<Secret>) -> Result<(), Error> {
        let hash = hash.into();
        if !hash.expose().starts_with('$') {
            return Err(Error::Argument {
                operation: "update_user_password",
                reason: "this is no hash of a password, which begins with `$`".to_owned(),
            });
        }
        // NB: the server wants text; it overlooks a boolean.
        self.update_password(|body| body.new_password(hash).already_hashed("true".to_owned()))
            .await
    }

    /// Changes one's own password, which the one it replaces proves; the user is oneself.
    ///
    /// # Errors
    ///
    /// `is_bad_request` with the code `api.user.update_password.incorrect.app_error` when the current
    /// password is wrong, and when the server's rules refuse the new one.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// # Security
    ///
    /// The passwords are sent to the server; use `https`.
    ///
    /// Calls `PUT /api/v4/users/{user_id}/password` (`update_user_password`).
    pub async fn change_password(
        &self,
        current: impl Into<Secret>,
        new: impl Into<Secret>,
    ) -> Result<(), Error> {
        self.update_password(|body| {
            body.current_password(current.into())
                .new_password(new.into())
        })
        .await
    }

    async fn update_password(
        &self,
        change: impl FnOnce(types::builder::PasswordChange) -> types::builder::PasswordChange,
    ) -> Result<(), Error> {
        let id = &self.id;
        call!(
            self.client,
            update_user_password.user_id(id).body_map(change)
        )
        .await?;
        Ok(())
    }

    /// Marks the e-mail address of the user as verified, without the token of an e-mail.
    ///
    /// What the server answers is dropped: 5.37 sends the user as it was before, with the hash of the
    /// password.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such user, `is_forbidden` without `manage_system`.
    ///
    /// Calls `POST /api/v4/users/{user_id}/email/verify/member` (`verify_user_email_without_token`).
    pub async fn verify_email_without_token(&self) -> Result<(), Error> {
        let id = &self.id;
        call!(self.client, verify_user_email_without_token.user_id(id)).await?;
        Ok(())
    }

    /// Sets the service that the account logs in with, and the id of the user there.
    ///
    /// Servers up to 11.6 want both, so they cannot take an account back to e-mail and password.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when one of the two is empty, `is_forbidden` when the caller is no system admin,
    /// `is_not_implemented` when the server does not support it.
    ///
    /// Calls `PUT /api/v4/users/{user_id}/auth` (`update_user_auth`).
    pub async fn set_auth(
        &self,
        service: impl Into<UserAuthService>,
        id_there: impl Into<String>,
    ) -> Result<types::UserAuthData, Error> {
        let auth = |body: types::builder::UserAuthUpdate| {
            body.auth_service(service.into().as_str())
                .auth_data(id_there.into())
        };
        let id = &self.id;
        call!(self.client, update_user_auth.user_id(id).body_map(auth)).await
    }

    /// Forgets how often a wrong password was given, so that a locked account can log in again.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such user, and on servers older than 10, which cannot do it;
    /// `is_bad_request` for accounts that log in with neither e-mail nor LDAP; `is_forbidden` without
    /// `sysconsole_write_user_management_users`.
    ///
    /// Calls `POST /api/v4/users/{user_id}/reset_failed_attempts` (`reset_password_failed_attempts`).
    pub async fn reset_failed_attempts(&self) -> Result<(), Error> {
        let id = &self.id;
        call!(self.client, reset_password_failed_attempts.user_id(id)).await?;
        Ok(())
    }
}

impl Client {
    /// Sends an e-mail with a link to reset the password.
    ///
    /// It needs no session. Success does not mean that somebody has the address.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the address is empty.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/password/reset/send` (`send_password_reset_email`).
    pub async fn send_password_reset_email(&self, email: impl Into<String>) -> Result<(), Error> {
        let email = |body: types::builder::PasswordResetEmail| body.email(email.into());
        call!(self, send_password_reset_email.body_map(email)).await?;
        Ok(())
    }

    /// Sets a new password with the token from the e-mail, which works once, and ends all sessions of the
    /// user.
    ///
    /// It needs no session.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] when the token does not have 64 characters;
    /// `is_bad_request` with the code `api.user.reset_password.invalid_link.app_error` when it is not known
    /// or has been used, and when the server's rules refuse the password.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// # Security
    ///
    /// The password is sent to the server; use `https`.
    ///
    /// Calls `POST /api/v4/users/password/reset` (`reset_password`).
    pub async fn reset_password(
        &self,
        token: impl Into<Secret>,
        new: impl Into<Secret>,
    ) -> Result<(), Error> {
        let token = mail_token("reset_password", token.into())?;
        // NB: the field is `token`, although what is written about the server says `code`.
        let reset =
            |body: types::builder::PasswordReset| body.token(token).new_password(new.into());
        call!(self, reset_password.body_map(reset)).await?;
        Ok(())
    }

    /// Sends the e-mail that verifies an address again.
    ///
    /// Calls `POST /api/v4/users/email/verify/send` (`send_verification_email`).
    pub fn send_verification_email(&self, email: impl Into<String>) -> SendVerificationEmail<'_> {
        let request = self.raw().send_verification_email();
        SendVerificationEmail::new(request.body_map(|body| body.email(email.into())))
    }

    /// Verifies an address with the token from the e-mail.
    ///
    /// It needs no session.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] when the token does not have 64 characters;
    /// `is_bad_request` with the code `api.user.verify_email.bad_link.app_error` when it is not known.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/email/verify` (`verify_user_email`).
    pub async fn verify_email(&self, token: impl Into<Secret>) -> Result<(), Error> {
        let token = mail_token("verify_user_email", token.into())?;
        let verify = |body: types::builder::EmailVerificationRequest| body.token(token);
        call!(self, verify_user_email.body_map(verify)).await?;
        Ok(())
    }
}

/// The token, if it is as long as those in e-mails: the server says of others that there is none.
fn mail_token(operation: &'static str, token: Secret) -> Result<Secret, Error> {
    let length = token.expose().len();
    if length == MAIL_TOKEN {
        return Ok(token);
    }
    Err(Error::Argument {
        operation,
        reason: format!("the token from the e-mail has {MAIL_TOKEN} characters, not {length}"),
    })
}
