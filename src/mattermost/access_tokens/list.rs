//! Listing access tokens.

use crate::{
    Error,
    call::answer,
    mattermost::{raw::builder, types},
    paginate::{Answer, At, PageRequest, list},
};

list! {
    /// A request for a list of the access tokens of all users; see
    /// [`AccessTokens::list`](super::AccessTokens::list).
    ListAccessTokens: get_user_access_tokens(GetUserAccessTokens) -> UserAccessTokenSanitized of mattermost,
    "GET /api/v4/users/tokens", distinct by id
}

impl PageRequest for builder::GetUserAccessTokens<'_> {
    type Item = types::UserAccessTokenSanitized;

    async fn page(self, at: At, size: u32) -> Result<Answer<Self::Item>, Error> {
        let operation = at.operation;
        let request = self.page(at.number()?.unwrap_or(0)).per_page(size);
        answer(operation, request.send()).await.map(Answer::of)
    }
}

list! {
    /// A request for a list of the access tokens of a user; see
    /// [`UserAccessTokens::list`](super::UserAccessTokens::list).
    ListUserAccessTokens: get_user_access_tokens_for_user(GetUserAccessTokensForUser) -> UserAccessTokenSanitized
        of mattermost,
    "GET /api/v4/users/{user_id}/tokens", distinct by id
}

impl PageRequest for builder::GetUserAccessTokensForUser<'_> {
    type Item = types::UserAccessTokenSanitized;

    async fn page(self, at: At, size: u32) -> Result<Answer<Self::Item>, Error> {
        let operation = at.operation;
        let request = self.page(at.number()?.unwrap_or(0)).per_page(size);
        answer(operation, request.send()).await.map(Answer::of)
    }
}
