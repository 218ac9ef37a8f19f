//! Personal access tokens: those of a user, of everybody, and each alone.
//!
//! An access token has an id, which names it, and a secret, which works like a password and is shown once.

use super::{Client, TokenId, User, UserId, types};
use crate::{
    Error, Timestamp,
    call::{answer, call, found},
};

mod issue;
mod list;

pub use issue::{CreateAccessToken, IssuedToken};
pub use list::{ListAccessTokens, ListUserAccessTokens};

impl<'a> User<'a> {
    /// The personal access tokens of the user.
    pub fn access_tokens(&self) -> UserAccessTokens<'a> {
        UserAccessTokens {
            client: self.client,
            user: self.id.clone(),
        }
    }
}

impl Client {
    /// The personal access tokens of all users.
    pub fn access_tokens(&self) -> AccessTokens<'_> {
        AccessTokens { client: self }
    }
}

/// The personal access tokens of one user; see [`User::access_tokens`].
#[derive(Debug, Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct UserAccessTokens<'a> {
    client: &'a Client,
    user: UserId,
}

impl<'a> UserAccessTokens<'a> {
    /// Lists the tokens of the user, without their secrets. Needs `read_user_access_token`, and for others
    /// `edit_other_users`.
    ///
    /// The list has no order, so pages can overlap and skip: the stream gives each token once, but may miss
    /// some of more than a page.
    ///
    /// Calls `GET /api/v4/users/{user_id}/tokens` (`get_user_access_tokens_for_user`).
    pub fn list(&self) -> ListUserAccessTokens<'a> {
        let request = self.client.raw().get_user_access_tokens_for_user();
        ListUserAccessTokens::new(request.user_id(&self.user))
    }

    /// Makes a token that works like the session of the user, with the same rights.
    ///
    /// The description says what it is for, in 1 to 255 characters.
    ///
    /// ```no_run
    /// # use chatadm::mattermost::{Client, UserId};
    /// # fn store(_: &str) {}
    /// # async fn run(mattermost: Client, ada: UserId) -> Result<(), chatadm::Error> {
    /// let issued = mattermost.user(&ada).access_tokens().create("nightly export").send().await?;
    /// store(issued.token.expose()); // the server shows it once
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Calls `POST /api/v4/users/{user_id}/tokens` (`create_user_access_token`).
    pub fn create(&self, description: impl Into<String>) -> CreateAccessToken<'a> {
        let request = self.client.raw().create_user_access_token();
        let request = request
            .user_id(&self.user)
            .body_map(|body| body.description(description.into()));
        CreateAccessToken::new(request)
    }
}

/// The personal access tokens of all users; see [`Client::access_tokens`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct AccessTokens<'a> {
    client: &'a Client,
}

impl<'a> AccessTokens<'a> {
    /// Lists the tokens of all users, without their secrets. Needs `manage_system`.
    ///
    /// The list has no order, so pages can overlap and skip: the stream gives each token once, but may miss
    /// some of more than a page.
    ///
    /// Calls `GET /api/v4/users/tokens` (`get_user_access_tokens`).
    pub fn list(&self) -> ListAccessTokens<'a> {
        ListAccessTokens::new(self.client.raw().get_user_access_tokens())
    }

    /// The token with this id, which is not its secret.
    pub fn token(&self, id: impl Into<TokenId>) -> AccessToken<'a> {
        AccessToken {
            client: self.client,
            id: id.into(),
        }
    }

    /// Finds the tokens that fit a term, for example the name of their user, without their secrets and all
    /// at once.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the term is empty, `is_forbidden` without `manage_system`.
    ///
    /// Calls `POST /api/v4/users/tokens/search` (`search_user_access_tokens`).
    pub async fn search(
        &self,
        term: impl Into<String>,
    ) -> Result<Vec<types::UserAccessTokenSanitized>, Error> {
        let term = |body: types::builder::UserAccessTokenSearch| body.term(term.into());
        call!(self.client, search_user_access_tokens.body_map(term)).await
    }

    /// Counts the tokens that live longer than the server is set up to allow.
    ///
    /// # Errors
    ///
    /// `is_forbidden` without `manage_system`; `is_not_found` on servers up to 11.6.
    ///
    /// Calls `GET /api/v4/users/tokens/non_compliant/count` (`get_non_compliant_user_access_token_count`).
    pub async fn non_compliant_count(&self) -> Result<i64, Error> {
        let counted = call!(self.client, get_non_compliant_user_access_token_count).await?;
        Ok(counted.count)
    }

    /// Deletes all tokens that live longer than the server is set up to allow, whosever they are, and tells
    /// how many. Nothing brings them back.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when no longest life is set up, `is_forbidden` without `manage_system`;
    /// `is_not_found` on servers up to 11.6.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/tokens/non_compliant/revoke` (`revoke_non_compliant_user_access_tokens`).
    pub async fn revoke_non_compliant(&self) -> Result<i64, Error> {
        let revoked = call!(self.client, revoke_non_compliant_user_access_tokens).await?;
        Ok(revoked.count)
    }
}

/// One personal access token; see [`AccessTokens::token`].
#[derive(Debug, Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct AccessToken<'a> {
    client: &'a Client,
    id: TokenId,
}

impl AccessToken<'_> {
    /// The id of the token.
    pub fn id(&self) -> &TokenId {
        &self.id
    }

    /// Shows the token without its secret, also when it is disabled.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such token, or not any more; [`get_opt`](Self::get_opt) makes that
    /// `None`. `is_forbidden` without `read_user_access_token`, and for those of others without
    /// `edit_other_users`.
    ///
    /// Calls `GET /api/v4/users/tokens/{token_id}` (`get_user_access_token`).
    pub async fn get(&self) -> Result<types::UserAccessTokenSanitized, Error> {
        call!(self.client, get_user_access_token.token_id(&self.id)).await
    }

    /// Shows the token without its secret, or `None` when there is none.
    ///
    /// # Errors
    ///
    /// As for [`get`](Self::get), but for `is_not_found`.
    ///
    /// Calls `GET /api/v4/users/tokens/{token_id}` (`get_user_access_token`).
    pub async fn get_opt(&self) -> Result<Option<types::UserAccessTokenSanitized>, Error> {
        found(self.get().await)
    }

    /// Makes a disabled token work again, with the same secret.
    ///
    /// # Errors
    ///
    /// `is_forbidden` without `create_user_access_token`, and for those of others without
    /// `edit_other_users`.
    ///
    /// Calls `POST /api/v4/users/tokens/enable` (`enable_user_access_token`).
    pub async fn enable(&self) -> Result<(), Error> {
        let request = self.client.raw().enable_user_access_token();
        let id = self.named("enable_user_access_token")?;
        let request = request.body_map(|body| body.token_id(id));
        answer("enable_user_access_token", request.send()).await?;
        Ok(())
    }

    /// Stops the token from working until it is enabled again, and ends the sessions opened with it.
    ///
    /// # Errors
    ///
    /// `is_forbidden` without `revoke_user_access_token`, and for those of others without
    /// `edit_other_users`.
    ///
    /// Calls `POST /api/v4/users/tokens/disable` (`disable_user_access_token`).
    pub async fn disable(&self) -> Result<(), Error> {
        let request = self.client.raw().disable_user_access_token();
        let id = self.named("disable_user_access_token")?;
        let request = request.body_map(|body| body.token_id(id));
        answer("disable_user_access_token", request.send()).await?;
        Ok(())
    }

    /// Deletes the token; it stops working at once, and nothing brings it back.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such token, or not any more, which after a lost answer means that it
    /// was deleted then; `is_forbidden` without `revoke_user_access_token`, and for those of others without
    /// `edit_other_users`.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/tokens/revoke` (`revoke_user_access_token`).
    pub async fn revoke(&self) -> Result<(), Error> {
        let request = self.client.raw().revoke_user_access_token();
        let id = self.named("revoke_user_access_token")?;
        let request = request.body_map(|body| body.token_id(id));
        answer("revoke_user_access_token", request.send()).await?;
        Ok(())
    }

    /// Gives the token another secret; the old one stops working at once.
    ///
    /// The moment is when the token expires from now on; with `None` it never does, whatever was set before.
    /// A disabled token cannot be rotated.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the token is disabled; `is_not_found` when there is none, and on servers up to
    /// 11.6, which cannot rotate; `is_forbidden` without the permissions of [`UserAccessTokens::create`].
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run. After a lost answer the new secret is lost too:
    /// rotate once more.
    ///
    /// # Security
    ///
    /// The server shows the new secret in this answer and never again.
    ///
    /// Calls `POST /api/v4/users/tokens/rotate` (`rotate_user_access_token`).
    pub async fn rotate(
        &self,
        expires_at: impl Into<Option<Timestamp>>,
    ) -> Result<IssuedToken, Error> {
        const OPERATION: &str = "rotate_user_access_token";
        let request = self.client.raw().rotate_user_access_token();
        let id = self.named(OPERATION)?;
        let request = request.body_map(|body| body.token_id(id).expires_at(expires_at.into()));
        issue::issued(OPERATION, request.send()).await
    }

    /// The id, which the server must not find missing: it would say that there is no such token.
    fn named(&self, operation: &'static str) -> Result<&TokenId, Error> {
        if self.id.as_str().is_empty() {
            let reason = "the id of the token is empty".to_owned();
            return Err(Error::Argument { operation, reason });
        }
        Ok(&self.id)
    }
}
