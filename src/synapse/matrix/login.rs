//! Logging in with a password.

use std::fmt;

use progenitor_client::ClientInfo as _;
use serde_json::Map;

use crate::{
    Error, Secret,
    call::call,
    synapse::{Client, ClientBuilder, DeviceId, UserId, types},
};

/// Who logs in, and how the new device is called.
#[derive(Clone)]
#[must_use = "a login does nothing by itself"]
pub struct Login {
    user: String,
    password: Secret,
    device_id: Option<DeviceId>,
    device_name: Option<String>,
}

impl Login {
    /// A user, by full id or by local part alone, and the password.
    pub fn new(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            user: user.into(),
            password: password.into(),
            device_id: None,
            device_name: None,
        }
    }

    /// Logs in as this device; a new one unless told. If it exists, its older token stops working.
    pub fn device_id(mut self, id: impl Into<DeviceId>) -> Self {
        self.device_id = Some(id.into());
        self
    }

    /// The name of the device, if it is new; none unless told.
    pub fn device_name(mut self, name: impl Into<String>) -> Self {
        self.device_name = Some(name.into());
        self
    }

    fn into_body(self) -> types::builder::LoginRequest {
        let identifier = types::LoginIdentifier {
            type_: "m.id.user".to_owned(),
            user: Some(self.user),
            extra: Map::new(),
        };
        let mut body = types::LoginRequest::builder()
            .type_("m.login.password")
            .identifier(identifier)
            .password(self.password);
        if let Some(id) = self.device_id {
            body = body.device_id(id);
        }
        if let Some(name) = self.device_name {
            body = body.initial_device_display_name(name);
        }
        body
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            user,
            password: _,
            device_id,
            device_name,
        } = self;
        formatter
            .debug_struct("Login")
            .field("user", user)
            .field("device_id", device_id)
            .field("device_name", device_name)
            .finish_non_exhaustive()
    }
}

/// A session that [`ClientBuilder::login`] has begun.
#[derive(Clone)]
#[non_exhaustive]
pub struct Session {
    /// A client that acts in this session.
    pub client: Client,
    /// Who has logged in.
    pub user_id: UserId,
    /// The device of the session.
    pub device_id: DeviceId,
    /// What [`ClientBuilder::access_token`](crate::ClientBuilder::access_token) wants next time.
    pub access_token: Secret,
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            client,
            user_id,
            device_id,
            access_token: _,
        } = self;
        formatter
            .debug_struct("Session")
            .field("client", client)
            .field("user_id", user_id)
            .field("device_id", device_id)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// Logs in, and builds a client with the access token that the server gives. A token that was set
    /// before is not used.
    ///
    /// Each login makes a device, and servers allow few of them: five at once and then one in some five
    /// minutes. Store the token of the [`Session`], or end it with [`Client::logout`].
    ///
    /// ```no_run
    /// # async fn run(password: chatadm::Secret) -> Result<(), chatadm::Error> {
    /// use chatadm::synapse::{Client, Login};
    ///
    /// let login = Login::new("admin", password).device_name("nightly report");
    /// let session = Client::builder("https://matrix.example.org").login(login).await?;
    /// println!("{}", session.client.version().await?);
    /// session.client.logout().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the client cannot be built. `is_forbidden` when the name or the password is
    /// wrong, or the account deactivated; `is_unauthorized` when it is locked; `is_rate_limited` after too
    /// many logins; `is_bad_request` when the server takes no passwords; `is_not_found` when it delegates
    /// authentication.
    ///
    /// # Retries
    ///
    /// Sent again only when it provably did not run.
    ///
    /// # Security
    ///
    /// The password crosses in plain text below TLS. Neither it nor the token is ever printed.
    ///
    /// Calls `POST /_matrix/client/v3/login` (`login`).
    pub async fn login(self, login: Login) -> Result<Session, Error> {
        let nobody = self.clone().build()?;
        let body = login.into_body();
        let session = call!(nobody, login.body(body)).await?;
        // The same connections, so that certificates are loaded once.
        let http = nobody.raw().client().clone();
        let token = session.access_token;
        let client = self.http_client(http).access_token(token.clone()).build()?;
        Ok(Session {
            client,
            user_id: session.user_id,
            device_id: session.device_id,
            access_token: token,
        })
    }
}
