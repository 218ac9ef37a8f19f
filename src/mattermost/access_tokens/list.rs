//! Listing access tokens.

use crate::{mattermost::page_number::page_number, paginate::list};

list! {
    /// A request for a list of the access tokens of all users; see
    /// [`AccessTokens::list`](super::AccessTokens::list).
    ListAccessTokens: get_user_access_tokens(GetUserAccessTokens) -> UserAccessTokenSanitized of mattermost,
    "GET /api/v4/users/tokens", distinct by id
}

page_number!(GetUserAccessTokens -> UserAccessTokenSanitized);

list! {
    /// A request for a list of the access tokens of a user; see
    /// [`UserAccessTokens::list`](super::UserAccessTokens::list).
    ListUserAccessTokens: get_user_access_tokens_for_user(GetUserAccessTokensForUser) -> UserAccessTokenSanitized
        of mattermost,
    "GET /api/v4/users/{user_id}/tokens", distinct by id
}

page_number!(GetUserAccessTokensForUser -> UserAccessTokenSanitized);
