//! Sessions: those of a user, of everybody, and what is known of the device of one's own.

use super::{Client, SessionId, User, UserId, types};
use crate::{Error, call::call};

mod device;

pub use device::AttachDevice;

impl<'a> User<'a> {
    /// The sessions of the user.
    pub fn sessions(&self) -> Sessions<'a> {
        Sessions {
            client: self.client,
            user: self.id.clone(),
        }
    }
}

/// The sessions of one user; see [`User::sessions`].
#[derive(Debug, Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct Sessions<'a> {
    client: &'a Client,
    user: UserId,
}

impl Sessions<'_> {
    /// Lists all sessions of the user, those of personal access tokens among them.
    ///
    /// The tokens are not shown, but `props` holds the CSRF token of each session, which is never printed.
    ///
    /// # Errors
    ///
    /// `is_forbidden` for others without `edit_other_users`.
    ///
    /// Calls `GET /api/v4/users/{user_id}/sessions` (`get_sessions`).
    pub async fn list(&self) -> Result<Vec<types::Session>, Error> {
        call!(self.client, get_sessions.user_id(&self.user)).await
    }

    /// Ends one session; its token is refused at once.
    ///
    /// # Errors
    ///
    /// `is_bad_request` with the code `app.session.get.app_error` when there is no such session, or not any
    /// more; `is_forbidden` for others without `edit_other_users`.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/{user_id}/sessions/revoke` (`revoke_session`).
    pub async fn revoke(&self, session: impl Into<SessionId>) -> Result<(), Error> {
        let session = |body: types::builder::SessionRevokeRequest| body.session_id(session.into());
        let user = &self.user;
        call!(self.client, revoke_session.user_id(user).body_map(session)).await?;
        Ok(())
    }

    /// Ends all sessions of the user; one's own among them when the user is oneself.
    ///
    /// # Errors
    ///
    /// `is_forbidden` for others without `edit_other_users`.
    ///
    /// Calls `POST /api/v4/users/{user_id}/sessions/revoke/all` (`revoke_all_sessions`).
    pub async fn revoke_all(&self) -> Result<(), Error> {
        call!(self.client, revoke_all_sessions.user_id(&self.user)).await?;
        Ok(())
    }
}

impl Client {
    /// Ends all sessions of all users, the one that asks for it among them: log in again afterwards.
    ///
    /// # Errors
    ///
    /// `is_forbidden` without `manage_system`.
    ///
    /// Calls `POST /api/v4/users/sessions/revoke/all` (`revoke_sessions_from_all_users`).
    pub async fn revoke_all_sessions_of_all_users(&self) -> Result<(), Error> {
        call!(self, revoke_sessions_from_all_users).await?;
        Ok(())
    }

    /// Tells the server about the mobile device of this session, which push notifications go to.
    ///
    /// Calls `PUT /api/v4/users/sessions/device` (`attach_device_extra_props`).
    pub fn attach_device(&self) -> AttachDevice<'_> {
        AttachDevice::new(self.raw().attach_device_extra_props())
    }

    /// The attributes that sessions can have: types, lifetimes, platforms.
    ///
    /// Only servers after 11.6 have them, with a feature flag and an Enterprise Advanced license.
    ///
    /// # Errors
    ///
    /// `is_not_implemented` without the flag or the license, `is_not_found` on older servers.
    ///
    /// Calls `GET /api/v4/users/sessions/attributes/manifest` (`get_session_attributes_manifest`).
    pub async fn session_attributes(&self) -> Result<Vec<types::SessionAttribute>, Error> {
        call!(self, get_session_attributes_manifest).await
    }
}
