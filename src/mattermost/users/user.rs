//! One account: what it is, its roles, whether it is active, and its end.

use super::found;
use crate::{
    Error,
    call::call,
    mattermost::{Client, UserId, types},
};

/// One user; see [`Client::user`].
#[derive(Debug, Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct User<'a> {
    pub(in crate::mattermost) client: &'a Client,
    pub(in crate::mattermost) id: UserId,
}

impl<'a> User<'a> {
    pub(in crate::mattermost) fn new(client: &'a Client, id: UserId) -> Self {
        Self { client, id }
    }

    /// The id of the user, or `me`.
    pub fn id(&self) -> &UserId {
        &self.id
    }

    /// Fetches the account, as far as the caller may see it; deactivated ones too.
    ///
    /// Only the users themselves see their notification settings and whether their address is verified; newer
    /// servers show the former to administrators.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account; [`get_opt`](Self::get_opt) makes that `None`.
    ///
    /// Calls `GET /api/v4/users/{user_id}` (`get_user`).
    pub async fn get(&self) -> Result<types::User, Error> {
        call!(self.client, get_user.user_id(&self.id)).await
    }

    /// Fetches the account, or `None` when there is none.
    ///
    /// # Errors
    ///
    /// As for [`get`](Self::get), but for `is_not_found`.
    ///
    /// Calls `GET /api/v4/users/{user_id}` (`get_user`).
    pub async fn get_opt(&self) -> Result<Option<types::User>, Error> {
        found(self.get().await)
    }

    /// Replaces the system roles of the user with these, for example `system_user` and `system_admin`.
    ///
    /// Roles that are not named are taken away; the server refuses `system_admin` alone.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when there is no such role, `is_forbidden` without the permission `manage_roles`.
    ///
    /// Calls `PUT /api/v4/users/{user_id}/roles` (`update_user_roles`).
    pub async fn set_roles<T: Into<String>>(
        &self,
        roles: impl IntoIterator<Item = T>,
    ) -> Result<(), Error> {
        let roles: Vec<String> = roles.into_iter().map(Into::into).collect();
        let roles = roles.join(" ");
        let change = |body: types::builder::UserRoles| body.roles(roles);
        call!(
            self.client,
            update_user_roles.user_id(&self.id).body_map(change)
        )
        .await?;
        Ok(())
    }

    /// Makes a deactivated account active again.
    ///
    /// # Errors
    ///
    /// `is_forbidden` without the permission `sysconsole_write_user_management_users`, and for users of LDAP.
    ///
    /// Calls `PUT /api/v4/users/{user_id}/active` (`update_user_active`).
    pub async fn activate(&self) -> Result<(), Error> {
        self.set_active(true).await
    }

    /// Deactivates the account: its sessions end, and nobody can log in until it is activated again.
    ///
    /// # Errors
    ///
    /// `is_forbidden` without the permission `sysconsole_write_user_management_users`, `is_unauthorized` when
    /// the account is the caller's own and the server does not let users deactivate themselves.
    ///
    /// Calls `PUT /api/v4/users/{user_id}/active` (`update_user_active`).
    pub async fn deactivate(&self) -> Result<(), Error> {
        self.set_active(false).await
    }

    async fn set_active(&self, active: bool) -> Result<(), Error> {
        let change = |body: types::builder::UserActivation| body.active(active);
        call!(
            self.client,
            update_user_active.user_id(&self.id).body_map(change)
        )
        .await?;
        Ok(())
    }

    /// Deactivates the account, like [`deactivate`](Self::deactivate), with the permission `edit_other_users`.
    ///
    /// Deactivating twice is no error; [`activate`](Self::activate) brings the account back.
    ///
    /// # Errors
    ///
    /// `is_forbidden` without the permission, `is_unauthorized` when the account is the caller's own and the
    /// server does not let users deactivate themselves, `is_bad_request` when it was deleted for good.
    ///
    /// Calls `DELETE /api/v4/users/{user_id}` (`delete_user`).
    pub async fn delete(&self) -> Result<(), Error> {
        call!(self.client, delete_user.user_id(&self.id)).await?;
        Ok(())
    }

    /// Deletes the account and what belongs to it. Nothing brings it back.
    ///
    /// # Errors
    ///
    /// `is_unauthorized` where the server setting `EnableAPIUserDeletion` is off: logging in again does not
    /// help. `is_bad_request` when the account was deleted before, `is_forbidden` without the permission.
    ///
    /// Calls `DELETE /api/v4/users/{user_id}` (`delete_user`).
    pub async fn delete_permanently(&self) -> Result<(), Error> {
        call!(self.client, delete_user.user_id(&self.id).permanent(true)).await?;
        Ok(())
    }
}
