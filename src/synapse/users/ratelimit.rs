//! How fast a user may send messages, where that is not what the server's configuration says.

use crate::{
    Error,
    call::{answer, call},
    synapse::raw::builder,
};

use super::User;

const SET: &str = "set_user_ratelimit_override";

impl<'a> User<'a> {
    /// The message rate limit that was set for this user, or `None` when the configured one applies.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account; `is_bad_request` when it is one of another server.
    ///
    /// Calls `GET /_synapse/admin/v1/users/{user_id}/override_ratelimit` (`get_user_ratelimit_override`).
    pub async fn ratelimit(&self) -> Result<Option<RatelimitOverride>, Error> {
        let limits = call!(self.client, get_user_ratelimit_override.user_id(&self.id)).await?;
        // An empty object says that there is none; zeros are a limit of their own.
        Ok(match (limits.messages_per_second, limits.burst_count) {
            (None, None) => None,
            (rate, burst) => Some(RatelimitOverride {
                messages_per_second: rate.unwrap_or_default(),
                burst_count: burst.unwrap_or_default(),
            }),
        })
    }

    /// Gives the user a message rate limit of their own, or none at all.
    ///
    /// Calls `POST /_synapse/admin/v1/users/{user_id}/override_ratelimit` (`set_user_ratelimit_override`).
    pub fn set_ratelimit(&self) -> SetRatelimit<'a> {
        SetRatelimit {
            request: self
                .client
                .raw()
                .set_user_ratelimit_override()
                .user_id(&self.id),
            messages_per_second: None,
            burst_count: None,
            unlimited: false,
        }
    }

    /// Removes the user's own message rate limit, so that the configured one applies again; that there is
    /// none is no error.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account; `is_bad_request` when it is one of another server.
    ///
    /// Calls `DELETE /_synapse/admin/v1/users/{user_id}/override_ratelimit` (`delete_user_ratelimit_override`).
    pub async fn delete_ratelimit(&self) -> Result<(), Error> {
        let change = call!(
            self.client,
            delete_user_ratelimit_override.user_id(&self.id)
        );
        change.await.map(drop)
    }
}

/// A message rate limit of one user's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RatelimitOverride {
    /// Messages that the user may send in a second; 0 means that there is no limit.
    pub messages_per_second: i64,
    /// Messages that the user may send at once before the rate counts.
    pub burst_count: i64,
}

impl RatelimitOverride {
    /// Whether the user may send as fast as they like.
    pub const fn is_unlimited(self) -> bool {
        self.messages_per_second == 0
    }
}

/// A request to give a user a message rate limit; see [`User::set_ratelimit`].
///
/// It names both numbers, or says [`unlimited`](Self::unlimited): what is left out, the server takes for 0,
/// and a rate of 0 for no limit.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct SetRatelimit<'a> {
    request: builder::SetUserRatelimitOverride<'a>,
    messages_per_second: Option<u32>,
    burst_count: Option<u32>,
    unlimited: bool,
}

impl SetRatelimit<'_> {
    /// How many messages the user may send in a second, at least 1.
    pub fn messages_per_second(mut self, messages: u32) -> Self {
        self.messages_per_second = Some(messages);
        self
    }

    /// How many messages the user may send at once before the rate counts.
    pub fn burst_count(mut self, messages: u32) -> Self {
        self.burst_count = Some(messages);
        self
    }

    /// Lets the user send as fast as they like, whatever else is named.
    pub fn unlimited(mut self) -> Self {
        self.unlimited = true;
        self
    }

    /// Sets the limit, in place of an earlier one, and tells what it is now.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] (`is_bad_request`) when one of the numbers is missing or the rate is 0, because
    /// the server would lift the limit without a word. `is_not_found` when there is no such account;
    /// `is_bad_request` when it is one of another server.
    ///
    /// Calls `POST /_synapse/admin/v1/users/{user_id}/override_ratelimit` (`set_user_ratelimit_override`).
    pub async fn send(self) -> Result<RatelimitOverride, Error> {
        let (rate, burst) = match (self.unlimited, self.messages_per_second, self.burst_count) {
            (true, ..) => (0, 0),
            (false, Some(rate @ 1..), Some(burst)) => (rate, burst),
            (false, Some(0), _) => {
                return Err(argument(
                    "0 messages per second mean no limit; say `unlimited`",
                ));
            }
            (false, ..) => {
                return Err(argument(
                    "`messages_per_second` and `burst_count` go together; what is missing counts as 0",
                ));
            }
        };
        let request = self.request.body_map(|body| {
            body.messages_per_second(i64::from(rate))
                .burst_count(i64::from(burst))
        });
        let set = answer(SET, request.send()).await?;
        Ok(RatelimitOverride {
            messages_per_second: set.messages_per_second,
            burst_count: set.burst_count,
        })
    }
}

fn argument(reason: &str) -> Error {
    Error::Argument {
        operation: SET,
        reason: reason.to_owned(),
    }
}
