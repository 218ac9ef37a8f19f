//! Tokens that let people register, all of them and each alone.

use crate::{
    Error,
    call::{call, found},
    synapse::{Client, types},
};

mod create;
mod list;
mod update;

pub use create::CreateRegistrationToken;
pub use list::ListRegistrationTokens;
pub use update::UpdateRegistrationToken;

impl Client {
    /// The tokens that let people register.
    ///
    /// A server that delegates authentication to the Matrix Authentication Service has none of these
    /// calls; each is `is_not_found` there.
    pub fn registration_tokens(&self) -> RegistrationTokens<'_> {
        RegistrationTokens { client: self }
    }

    /// One token that lets people register, by its text.
    pub fn registration_token(&self, token: impl Into<String>) -> RegistrationToken<'_> {
        RegistrationToken {
            client: self,
            token: token.into(),
        }
    }
}

/// The registration tokens of a server; see [`Client::registration_tokens`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct RegistrationTokens<'a> {
    client: &'a Client,
}

impl<'a> RegistrationTokens<'a> {
    /// Lists tokens, spent and expired ones too unless told otherwise. They come in one answer.
    ///
    /// Calls `GET /_synapse/admin/v1/registration_tokens` (`list_registration_tokens`).
    pub fn list(&self) -> ListRegistrationTokens<'a> {
        ListRegistrationTokens::new(self.client.raw().list_registration_tokens())
    }

    /// Creates a token, unless told otherwise a random one of 16 characters without limits.
    ///
    /// Calls `POST /_synapse/admin/v1/registration_tokens/new` (`create_registration_token`).
    pub fn create(&self) -> CreateRegistrationToken<'a> {
        CreateRegistrationToken::new(self.client.raw().create_registration_token())
    }
}

/// One registration token; see [`Client::registration_token`].
#[derive(Debug, Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct RegistrationToken<'a> {
    client: &'a Client,
    token: String,
}

impl<'a> RegistrationToken<'a> {
    /// The text of the token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The token's limits, and how far it is used up.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such token; [`get_opt`](Self::get_opt) makes that `None`.
    /// The tokens `.` and `..` are refused here (`is_bad_request`), because no URL can name them.
    ///
    /// Calls `GET /_synapse/admin/v1/registration_tokens/{token}` (`get_registration_token`).
    pub async fn get(&self) -> Result<types::RegistrationToken, Error> {
        call!(self.client, get_registration_token.token(&*self.token)).await
    }

    /// The token's limits, and how far it is used up, or `None` when there is no such token.
    ///
    /// # Errors
    ///
    /// As for [`get`](Self::get), but for `is_not_found`.
    ///
    /// Calls `GET /_synapse/admin/v1/registration_tokens/{token}` (`get_registration_token`).
    pub async fn get_opt(&self) -> Result<Option<types::RegistrationToken>, Error> {
        found(self.get().await)
    }

    /// Changes the limits of the token; those that are not named stay.
    ///
    /// Calls `PUT /_synapse/admin/v1/registration_tokens/{token}` (`update_registration_token`).
    pub fn update(&self) -> UpdateRegistrationToken<'a> {
        let request = self.client.raw().update_registration_token();
        UpdateRegistrationToken::new(request.token(&*self.token))
    }

    /// Deletes the token and its counts. Accounts that were made with it stay.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such token, as after a deletion whose answer got lost.
    ///
    /// Calls `DELETE /_synapse/admin/v1/registration_tokens/{token}` (`delete_registration_token`).
    pub async fn delete(&self) -> Result<(), Error> {
        call!(self.client, delete_registration_token.token(&*self.token)).await?;
        Ok(())
    }
}
