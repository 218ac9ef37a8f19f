//! What a login with a password, or with a magic link in its place, says of itself.

use super::Stranger;
use crate::{
    Secret,
    mattermost::{LdapOnly, UserId, raw::types},
};

/// A login name with its password; see [`ClientBuilder::login`](crate::ClientBuilder::login).
///
/// `Debug` shows the name and the device, never the password or a code.
#[derive(Debug, Clone)]
#[must_use = "nobody is logged in until the builder of a client gets it"]
pub struct Login {
    pub(super) request: types::builder::LoginRequest,
}

impl Login {
    /// A login by e-mail address or user name.
    pub fn new(login_id: impl Into<String>, password: impl Into<Secret>) -> Self {
        let request = types::LoginRequest::builder();
        Self {
            request: request.login_id(login_id.into()).password(password.into()),
        }
    }

    /// A login by the id of the user; `me` is refused.
    pub fn by_id(user: impl Into<UserId>, password: impl Into<Secret>) -> Self {
        let request = types::LoginRequest::builder();
        Self {
            request: request.id(Stranger(user.into())).password(password.into()),
        }
    }

    /// A login of a guest with the token of a magic link, which takes the place of the password. Servers
    /// up to 11.6 do not know it and ask for a password.
    pub fn by_magic_link(login_id: impl Into<String>, token: impl Into<Secret>) -> Self {
        Self::new(login_id, "").with(|request| request.magic_link_token(token.into()))
    }

    /// The current code of the second factor, for accounts that have one.
    pub fn mfa_code(self, code: impl Into<Secret>) -> Self {
        self.with(|request| request.token(code.into()))
    }

    /// The mobile device of the session, for example `android:` and its push token. An older session of
    /// the same device ends.
    pub fn device_id(self, device: impl Into<String>) -> Self {
        self.with(|request| request.device_id(device.into()))
    }

    /// The device for voice calls; read by servers after 11.6.
    pub fn voip_device_id(self, device: impl Into<String>) -> Self {
        self.with(|request| request.voip_device_id(device.into()))
    }

    /// Whether only accounts of LDAP may log in; all may unless told. Without LDAP on the server it has no
    /// effect.
    pub fn ldap_only(self, only: bool) -> Self {
        // NB: the server wants text; a boolean makes old ones overlook everything else.
        self.with(|request| request.ldap_only(only.then_some(LdapOnly::True)))
    }

    fn with(
        self,
        change: impl FnOnce(types::builder::LoginRequest) -> types::builder::LoginRequest,
    ) -> Self {
        Self {
            request: change(self.request),
        }
    }
}
