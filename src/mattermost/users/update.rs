//! Replacing the profile of an account.

use serde_json::{Map, Value};

use super::User;
use crate::{
    Error,
    call::call,
    mattermost::types::{self, UserReplacement},
};

const OPERATION: &str = "update_user";

impl User<'_> {
    /// Reads the account, lets `change` edit it, and replaces the profile with the result.
    ///
    /// [`patch`](Self::patch) is better for a few fields: what somebody else changes between the two calls is
    /// undone here. Id and time of creation stay what they are. Callers who change their own e-mail address put
    /// their current password into `password`.
    ///
    /// ```no_run
    /// # async fn run(mattermost: chatadm::mattermost::Client, me: chatadm::mattermost::UserId) -> Result<(), chatadm::Error> {
    /// let user = mattermost.user(me).update(|user| user.nickname.clear()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `is_bad_request` when a value is not acceptable or the password is missing; also, with nothing changed,
    /// when the server did not show the notification settings and `change` did not set any, because sending
    /// the account without them resets them. `is_conflict` when a login provider owns a field,
    /// `is_forbidden` without the permission `edit_other_users`.
    ///
    /// Calls `GET /api/v4/users/{user_id}` (`get_user`).
    ///
    /// Calls `PUT /api/v4/users/{user_id}` (`update_user`).
    pub async fn update(
        &self,
        change: impl FnOnce(&mut types::User),
    ) -> Result<types::User, Error> {
        let mut user = self.get().await?;
        let (id, created) = (user.id.clone(), user.create_at);
        change(&mut user);
        (user.id, user.create_at) = (id, created);
        if user.notify_props.is_none() {
            let reason =
                "the notification settings are not shown to this session, and would be reset";
            return Err(refused(reason.to_owned()));
        }
        self.replace(replacement(&user)?).await
    }

    /// Replaces the profile with this; what is left out is emptied or reset.
    ///
    /// Notification settings return to their defaults when left out, and the time zone becomes null.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when a value is not acceptable, the id is not the user's, or the caller's own address
    /// changes without `password`. `is_conflict` when a login provider owns a field, `is_forbidden`
    /// without the permission `edit_other_users`.
    ///
    /// Calls `PUT /api/v4/users/{user_id}` (`update_user`).
    pub async fn replace(&self, profile: UserReplacement) -> Result<types::User, Error> {
        // The body has room for everything, which is much for a future.
        Box::pin(call!(
            self.client,
            update_user.user_id(&self.id).body(profile)
        ))
        .await
    }
}

/// The account as the server takes it back.
fn replacement(user: &types::User) -> Result<UserReplacement, Error> {
    let mut fields: Map<String, Value> = serde_json::to_value(user)
        .and_then(serde_json::from_value)
        .map_err(|error| refused(error.to_string()))?;
    // A time zone that is null is left out, which means the same.
    fields.retain(|_, value| !value.is_null());
    serde_json::from_value(Value::Object(fields)).map_err(|error| refused(error.to_string()))
}

fn refused(reason: String) -> Error {
    Error::Argument {
        operation: OPERATION,
        reason,
    }
}
