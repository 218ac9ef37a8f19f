//! The second factor of logins (MFA).

use super::{Client, User, types};
use crate::{Error, Secret, call::call};

impl Client {
    /// Asks whether a login with this name needs a code of the second factor.
    ///
    /// It needs no session. A name that nobody has counts as one without a second factor. Servers have dropped
    /// this, 11.6 among them: there log in, and take
    /// [`ErrorCode::BadMfaToken`](crate::ErrorCode::BadMfaToken) as the wish for a code.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the name is empty, `is_not_found` on servers that have dropped it.
    ///
    /// Calls `POST /api/v4/users/mfa` (`check_user_mfa`).
    pub async fn check_mfa(&self, login_id: impl Into<String>) -> Result<bool, Error> {
        let check = |body: types::builder::MfaCheckRequest| body.login_id(login_id.into());
        let answer = call!(self, check_user_mfa.body_map(check)).await?;
        Ok(answer.mfa_required)
    }
}

impl User<'_> {
    /// Makes a new secret for an authenticator app, as text and as a picture to scan, a PNG in base64.
    ///
    /// It takes the place of an earlier one, whose codes no longer fit. The second factor is not on before
    /// [`activate_mfa`](Self::activate_mfa).
    ///
    /// # Errors
    ///
    /// `is_forbidden` for others without `edit_other_users`, `is_not_found` when there is no such user,
    /// `is_not_implemented` when the server has the second factor switched off.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// # Security
    ///
    /// Whoever has the secret, or the picture, can make codes for ever.
    ///
    /// Calls `POST /api/v4/users/{user_id}/mfa/generate` (`generate_mfa_secret`).
    pub async fn generate_mfa_secret(&self) -> Result<types::MfaSecret, Error> {
        call!(self.client, generate_mfa_secret.user_id(&self.id)).await
    }

    /// Switches the second factor on, which a current code of the authenticator app proves to work.
    ///
    /// # Errors
    ///
    /// `is_unauthorized` when the code is wrong, with the code `mfa.activate.bad_token.app_error` and a
    /// session that is still good; `is_forbidden` for others without `edit_other_users`;
    /// `is_not_implemented` when the server has the second factor switched off.
    ///
    /// Calls `PUT /api/v4/users/{user_id}/mfa` (`update_user_mfa`).
    pub async fn activate_mfa(&self, code: impl Into<Secret>) -> Result<(), Error> {
        self.update_mfa(|body| body.activate(true).code(code.into()))
            .await
    }

    /// Switches the second factor off: from then on the password alone is enough.
    ///
    /// # Errors
    ///
    /// `is_forbidden` for others without `edit_other_users`, `is_not_implemented` when the server has the
    /// second factor switched off.
    ///
    /// Calls `PUT /api/v4/users/{user_id}/mfa` (`update_user_mfa`).
    pub async fn deactivate_mfa(&self) -> Result<(), Error> {
        self.update_mfa(|body| body.activate(false)).await
    }

    async fn update_mfa(
        &self,
        change: impl FnOnce(types::builder::MfaActivation) -> types::builder::MfaActivation,
    ) -> Result<(), Error> {
        let id = &self.id;
        call!(self.client, update_user_mfa.user_id(id).body_map(change)).await?;
        Ok(())
    }
}
