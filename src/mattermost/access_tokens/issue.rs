//! Making access tokens, and the one answer that shows the secret.

use crate::{
    Error, Secret, Timestamp,
    call::request,
    mattermost::{
        TokenId, UserId,
        raw::{self, ResponseValue, types},
    },
};

/// An access token with its secret, which the server shows once.
///
/// `Debug` never shows the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IssuedToken {
    /// Names the token, and gives no access.
    pub id: TokenId,
    /// The secret: give it to [`ClientBuilder::access_token`](crate::ClientBuilder::access_token).
    pub token: Secret,
    /// The user as whom the token acts.
    pub user_id: UserId,
    /// What the token is for.
    pub description: String,
    /// Whether the token works.
    pub is_active: bool,
    /// When the token expires; 0 for never. `None` from servers up to 11.6, whose tokens never expire,
    /// whatever they were asked for.
    pub expires_at: Option<Timestamp>,
}

/// The token that an operation has made.
pub(super) async fn issued(
    operation: &'static str,
    call: impl Future<Output = Result<ResponseValue<types::UserAccessToken>, raw::Error<()>>>,
) -> Result<IssuedToken, Error> {
    let answer = match call.await {
        Ok(answer) => answer,
        Err(error) => return Err(Error::from_raw(operation, error).await),
    };
    let status = answer.status();
    let made = answer.into_inner();
    let Some(token) = made.token.filter(|token| !token.expose().is_empty()) else {
        return Err(Error::Decode {
            operation,
            status,
            excerpt: String::new(),
            source: "the answer does not hold the secret".into(),
        });
    };
    Ok(IssuedToken {
        id: made.id,
        token,
        user_id: made.user_id,
        description: made.description,
        is_active: made.is_active,
        expires_at: made.expires_at,
    })
}

request! {
    /// A request to make an access token; see
    /// [`UserAccessTokens::create`](super::UserAccessTokens::create).
    CreateAccessToken: create_user_access_token(CreateUserAccessToken) of mattermost
}

impl CreateAccessToken<'_> {
    /// When the token expires; never unless told.
    ///
    /// Servers up to 11.6 overlook it and make a token that never expires: look at
    /// [`IssuedToken::expires_at`].
    pub fn expires_at(self, moment: Timestamp) -> Self {
        self.with(|request| request.body_map(|body| body.expires_at(moment)))
    }

    /// Sends the request. Each makes another token.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the description is empty or too long; `is_forbidden` without
    /// `create_user_access_token`, for others without `edit_other_users`, for an admin without
    /// `manage_system`, and in the session of an OAuth app; `is_not_implemented` when the server has access
    /// tokens switched off.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// # Security
    ///
    /// The server shows the secret in this answer and never again.
    ///
    /// Calls `POST /api/v4/users/{user_id}/tokens` (`create_user_access_token`).
    pub async fn send(self) -> Result<IssuedToken, Error> {
        issued(Self::OPERATION, self.request.send()).await
    }
}
