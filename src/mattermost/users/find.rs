//! Finding users by what is known of them.

use std::collections::BTreeMap;

use super::{Users, found};
use crate::{
    Error, Timestamp,
    call::{answer, call},
    identifier::with_ids,
    mattermost::{ChannelId, Client, UserId, types},
};

impl<'a> Users<'a> {
    /// Fetches the user with this name.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is none, and when no user can have such a name.
    ///
    /// Calls `GET /api/v4/users/username/{username}` (`get_user_by_username`).
    pub async fn by_username(&self, name: impl Into<String>) -> Result<types::User, Error> {
        call!(self.client, get_user_by_username.username(name.into())).await
    }

    /// Fetches the user with this name, or `None` when there is none.
    ///
    /// # Errors
    ///
    /// As for [`by_username`](Self::by_username), but for `is_not_found`.
    ///
    /// Calls `GET /api/v4/users/username/{username}` (`get_user_by_username`).
    pub async fn by_username_opt(
        &self,
        name: impl Into<String>,
    ) -> Result<Option<types::User>, Error> {
        // A name with characters that no name can have misses the route, which means the same.
        crate::call::found(self.by_username(name).await)
    }

    /// Fetches the user with this e-mail address.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is none, `is_bad_request` when the text is no address, `is_forbidden` when the
    /// server hides addresses from the caller.
    ///
    /// Calls `GET /api/v4/users/email/{email}` (`get_user_by_email`).
    pub async fn by_email(&self, email: impl Into<String>) -> Result<types::User, Error> {
        call!(self.client, get_user_by_email.email(email.into())).await
    }

    /// Fetches the user with this e-mail address, or `None` when there is none.
    ///
    /// # Errors
    ///
    /// As for [`by_email`](Self::by_email), but for `is_not_found`.
    ///
    /// Calls `GET /api/v4/users/email/{email}` (`get_user_by_email`).
    pub async fn by_email_opt(
        &self,
        email: impl Into<String>,
    ) -> Result<Option<types::User>, Error> {
        found(self.by_email(email).await)
    }

    /// Fetches the user who has this identity at another login service; for system administrators, on
    /// servers after 11.6.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is none, and on older servers.
    ///
    /// Calls `GET /api/v4/users/auth_data` (`get_user_by_auth_data`).
    pub async fn by_auth_data(&self, value: impl Into<String>) -> Result<types::User, Error> {
        call!(self.client, get_user_by_auth_data.value(value.into())).await
    }

    /// Fetches the user who has this identity at another login service, or `None` when there is none.
    ///
    /// # Errors
    ///
    /// As for [`by_auth_data`](Self::by_auth_data), but `is_not_found` only on servers that do not have the route.
    ///
    /// Calls `GET /api/v4/users/auth_data` (`get_user_by_auth_data`).
    pub async fn by_auth_data_opt(
        &self,
        value: impl Into<String>,
    ) -> Result<Option<types::User>, Error> {
        found(self.by_auth_data(value).await)
    }

    /// Fetches the users with these ids, in no particular order; ids of nobody are left out.
    ///
    /// Calls `POST /api/v4/users/ids` (`get_users_by_ids`).
    pub fn by_ids<T: Into<UserId>>(&self, ids: impl IntoIterator<Item = T>) -> UsersByIds<'a> {
        UsersByIds {
            client: self.client,
            ids: ids.into_iter().map(Into::into).collect(),
            since: None,
        }
    }

    /// Fetches the users with these names; names of nobody are left out.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] (`is_bad_request`) when there are no names.
    ///
    /// Calls `POST /api/v4/users/usernames` (`get_users_by_usernames`).
    pub async fn by_usernames<T: Into<String>>(
        &self,
        names: impl IntoIterator<Item = T>,
    ) -> Result<Vec<types::User>, Error> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        some("get_users_by_usernames", &names)?;
        call!(self.client, get_users_by_usernames.body(names)).await
    }

    /// Fetches the members of these group channels, without the caller, by id of the channel.
    ///
    /// Channels that the caller is not in are left out.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] (`is_bad_request`) when there are no channels.
    ///
    /// Calls `POST /api/v4/users/group_channels` (`get_users_by_group_channel_ids`).
    pub async fn by_group_channels<T: Into<ChannelId>>(
        &self,
        channels: impl IntoIterator<Item = T>,
    ) -> Result<BTreeMap<ChannelId, Vec<types::User>>, Error> {
        let channels: Vec<ChannelId> = channels.into_iter().map(Into::into).collect();
        some("get_users_by_group_channel_ids", &channels)?;
        let members = call!(self.client, get_users_by_group_channel_ids.body(channels)).await?;
        Ok(with_ids(members))
    }

    /// Fetches the ids of all users whom the caller shares a channel with.
    ///
    /// # Errors
    ///
    /// `is_unauthorized` when the token is bad.
    ///
    /// Calls `GET /api/v4/users/known` (`get_known_users`).
    pub async fn known(&self) -> Result<Vec<UserId>, Error> {
        call!(self.client, get_known_users).await
    }
}

/// A request for the users with certain ids; see [`Users::by_ids`].
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct UsersByIds<'a> {
    client: &'a Client,
    ids: Vec<UserId>,
    since: Option<Timestamp>,
}

impl UsersByIds<'_> {
    /// Keeps users who changed after this moment.
    pub fn since(mut self, moment: Timestamp) -> Self {
        self.since = Some(moment);
        self
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] (`is_bad_request`) when there are no ids.
    ///
    /// Calls `POST /api/v4/users/ids` (`get_users_by_ids`).
    pub async fn send(self) -> Result<Vec<types::User>, Error> {
        let operation = "get_users_by_ids";
        some(operation, &self.ids)?;
        let mut request = self.client.raw().get_users_by_ids().body(self.ids);
        if let Some(since) = self.since {
            request = request.since(since);
        }
        answer(operation, request.send()).await
    }
}

/// Refuses a list of nothing, which the server calls malformed.
fn some<T>(operation: &'static str, list: &[T]) -> Result<(), Error> {
    if list.is_empty() {
        return Err(Error::Argument {
            operation,
            reason: "the list is empty".to_owned(),
        });
    }
    Ok(())
}
