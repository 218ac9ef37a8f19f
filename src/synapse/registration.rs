//! Making accounts with the secret that stands in the server's configuration, without an access token.

use std::fmt;

use crate::{Secret, synapse::Client};

mod register;

pub use register::RegisterUser;

impl Client {
    /// Making accounts with the `registration_shared_secret` of the server's configuration.
    ///
    /// This needs no access token, so it is the way to the first admin of a new server.
    ///
    /// # Security
    ///
    /// The secret stays here: only a code computed with it is sent. Whoever knows it can make admins.
    pub fn registration(&self, shared_secret: impl Into<Secret>) -> Registration<'_> {
        Registration {
            client: self,
            shared_secret: shared_secret.into(),
        }
    }
}

/// Registration with the shared secret; see [`Client::registration`].
#[derive(Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct Registration<'a> {
    client: &'a Client,
    shared_secret: Secret,
}

impl fmt::Debug for Registration<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            client,
            shared_secret: _,
        } = self;
        formatter
            .debug_struct("Registration")
            .field("client", client)
            .finish_non_exhaustive()
    }
}

impl<'a> Registration<'a> {
    /// Creates an account with this local part, such as `alice`, and password.
    ///
    /// The server writes the name in lower case. The new user is logged in too, unless told otherwise.
    ///
    /// ```no_run
    /// # async fn run(synapse: chatadm::synapse::Client) -> Result<(), chatadm::Error> {
    /// let registration = synapse.registration("the shared secret");
    /// let admin = registration.register("root", "a password").admin(true).send().await?;
    /// println!("{} is there", admin.user_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Calls `GET /_synapse/admin/v1/register` (`get_registration_nonce`).
    ///
    /// Calls `POST /_synapse/admin/v1/register` (`register_user_with_shared_secret`).
    pub fn register(
        &self,
        username: impl Into<String>,
        password: impl Into<Secret>,
    ) -> RegisterUser<'a> {
        RegisterUser::new(
            self.client,
            self.shared_secret.clone(),
            username.into(),
            password.into(),
        )
    }
}
