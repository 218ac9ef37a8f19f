//! One registration: a nonce, the code that proves knowledge of the secret, and the account.

use std::fmt::{self, Write as _};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

use crate::{
    Error, Secret,
    call::call,
    synapse::{Client, DeviceId, types},
};

const REGISTER: &str = "register_user_with_shared_secret";

/// A request to create an account; see [`Registration::register`](super::Registration::register).
#[derive(Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct RegisterUser<'a> {
    client: &'a Client,
    shared_secret: Secret,
    username: String,
    password: Secret,
    admin: bool,
    user_type: Option<String>,
    /// What the code does not cover.
    rest: types::builder::SharedSecretRegistration,
}

impl fmt::Debug for RegisterUser<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            client,
            shared_secret: _,
            username,
            password: _,
            admin,
            user_type,
            rest,
        } = self;
        formatter
            .debug_struct("RegisterUser")
            .field("client", client)
            .field("username", username)
            .field("admin", admin)
            .field("user_type", user_type)
            .field("rest", rest)
            .finish_non_exhaustive()
    }
}

impl<'a> RegisterUser<'a> {
    pub(super) fn new(
        client: &'a Client,
        shared_secret: Secret,
        username: String,
        password: Secret,
    ) -> Self {
        Self {
            client,
            shared_secret,
            username,
            password,
            admin: false,
            user_type: None,
            rest: types::SharedSecretRegistration::builder(),
        }
    }

    /// Whether the account becomes a server admin; not unless told.
    pub fn admin(mut self, admin: bool) -> Self {
        self.admin = admin;
        self
    }

    /// The type of the account, such as `bot` or `support`; an ordinary one unless told.
    pub fn user_type(mut self, user_type: impl Into<String>) -> Self {
        self.user_type = Some(user_type.into());
        self
    }

    /// The display name of the new user; the server uses the local part unless told.
    pub fn displayname(self, name: impl Into<String>) -> Self {
        self.with(|rest| rest.displayname(name.into()))
    }

    /// Whether the new user is logged in, which makes a device and an access token; yes unless told.
    pub fn log_in(self, log_in: bool) -> Self {
        self.with(|rest| rest.inhibit_login(!log_in))
    }

    /// The id of the device that is logged in; the server picks one unless told.
    pub fn device_id(self, id: impl Into<DeviceId>) -> Self {
        self.with(|rest| rest.device_id(id.into()))
    }

    /// The name of the device that is logged in; none unless told.
    pub fn device_name(self, name: impl Into<String>) -> Self {
        self.with(|rest| rest.initial_device_display_name(name.into()))
    }

    /// Whether the access token expires and comes with a token to renew it; not unless told.
    pub fn refresh_token(self, refresh: bool) -> Self {
        self.with(|rest| rest.refresh_token(refresh))
    }

    fn with(
        mut self,
        change: impl FnOnce(
            types::builder::SharedSecretRegistration,
        ) -> types::builder::SharedSecretRegistration,
    ) -> Self {
        self.rest = change(self.rest);
        self
    }

    /// Fetches a nonce and creates the account with it. The answer holds the new access token, unless
    /// the login was left out or new accounts wait for approval.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the secret is wrong. `is_bad_request` when the name is taken or not legal, or
    /// when the server has no secret configured. `is_not_found` when the server delegates
    /// authentication and has no such registration. A nonce lives for 60 seconds in one process of the
    /// server: `is_bad_request` too when the second request comes later or reaches another process.
    ///
    /// # Retries
    ///
    /// Each call fetches a nonce of its own. The account is asked for again only when the request
    /// provably did not run. After a lost answer the account may be there; then another call says that
    /// the name is taken.
    ///
    /// # Security
    ///
    /// The password crosses in plain text and the shared secret never does. The access token in the
    /// answer is one of an admin if the account is.
    ///
    /// Calls `GET /_synapse/admin/v1/register` (`get_registration_nonce`).
    ///
    /// Calls `POST /_synapse/admin/v1/register` (`register_user_with_shared_secret`).
    pub async fn send(self) -> Result<types::RegisteredUser, Error> {
        let nonce = call!(self.client, get_registration_nonce).await?.nonce;
        let mac = self.mac(&nonce)?;
        let mut body = self
            .rest
            .nonce(nonce)
            .username(self.username)
            .password(self.password)
            .admin(self.admin)
            .mac(mac);
        if let Some(user_type) = self.user_type {
            body = body.user_type(user_type);
        }
        call!(self.client, register_user_with_shared_secret.body(body)).await
    }

    /// The proof that the sender knows the secret: HMAC-SHA1 over the fields with NUL between them.
    fn mac(&self, nonce: &str) -> Result<Secret, Error> {
        let secret = self.shared_secret.expose().as_bytes();
        let mut mac = Hmac::<Sha1>::new_from_slice(secret).map_err(|error| Error::Argument {
            operation: REGISTER,
            reason: error.to_string(),
        })?;
        let admin = if self.admin { "admin" } else { "notadmin" };
        let password = self.password.expose();
        for field in [nonce, "\0", &self.username, "\0", password, "\0", admin] {
            mac.update(field.as_bytes());
        }
        if let Some(user_type) = &self.user_type {
            mac.update(b"\0");
            mac.update(user_type.as_bytes());
        }
        let mut digits = String::new();
        for byte in mac.finalize().into_bytes() {
            // Writing to a string cannot fail.
            let _ = write!(digits, "{byte:02x}");
        }
        Ok(Secret::from(digits))
    }
}
