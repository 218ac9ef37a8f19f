//! Building a client: an address, a token, limits. Both APIs are built the same way.

use std::{fmt, marker::PhantomData, time::Duration};

use reqwest::{Url, redirect::Policy};

use crate::{ConfigError, Error, Operation, Secret, transport::Transport};

/// How long a request may take unless told otherwise.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Collects what a client needs; see [`synapse::Client::builder`](crate::synapse::Client::builder) and
/// [`mattermost::Client::builder`](crate::mattermost::Client::builder).
///
/// `Debug` shows the address and the limits, never the token.
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder<C> {
    base_url: String,
    token: Option<Secret>,
    timeout: Duration,
    client: PhantomData<fn() -> C>,
}

impl<C> Clone for ClientBuilder<C> {
    fn clone(&self) -> Self {
        let Self {
            base_url,
            token,
            timeout,
            client,
        } = self;
        Self {
            base_url: base_url.clone(),
            token: token.clone(),
            timeout: *timeout,
            client: *client,
        }
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            base_url,
            token,
            timeout,
            client: _,
        } = self;
        // An address that will be refused may hold a password.
        let address = Url::parse(base_url).map(|url| url.origin().ascii_serialization());
        formatter
            .debug_struct("ClientBuilder")
            .field("server", &address.unwrap_or_default())
            .field("token", token)
            .field("timeout", timeout)
            .finish()
    }
}

/// A client that can be made of [`Parts`].
pub(crate) trait Connect: Sized {
    /// The operations that the client can send.
    const OPERATIONS: &'static [Operation];

    fn connect(parts: Parts) -> Self;
}

/// What a generated client is made of.
#[derive(Debug)]
pub(crate) struct Parts {
    /// Without a slash at the end, because generated paths start with one.
    pub(crate) base_url: String,
    pub(crate) http: reqwest::Client,
    pub(crate) transport: Transport,
}

impl<C> ClientBuilder<C> {
    pub(crate) fn new(base_url: String) -> Self {
        Self {
            base_url,
            token: None,
            timeout: TIMEOUT,
            client: PhantomData,
        }
    }

    /// Sends this token with every operation that wants one.
    ///
    /// For Synapse the access token of a server admin; for Mattermost a session token, a personal
    /// access token, or the token of a bot.
    pub fn access_token(mut self, token: impl Into<Secret>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Gives up on a request after this long, answer included; 60 seconds unless told.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    fn open(self, operations: &'static [Operation]) -> Result<Parts, ConfigError> {
        let base_url = parse(&self.base_url)?;
        let transport = Transport::new(&base_url, self.token.as_ref(), operations)?;
        install_tls_provider();
        let http = reqwest::Client::builder()
            .user_agent(concat!("chatadm/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(self.timeout)
            // Neither API redirects, so a redirect is a wrong address; following it could carry a
            // body with a password to whoever stands there.
            .redirect(Policy::none())
            .build()
            .map_err(|error| ConfigError::Http(error.to_string()))?;
        Ok(Parts {
            base_url: base_url.as_str().trim_end_matches('/').to_owned(),
            http,
            transport,
        })
    }
}

#[expect(private_bounds, reason = "only the clients of this library are built")]
impl<C: Connect> ClientBuilder<C> {
    /// Builds the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the address is no `http` or `https` URL, or the token cannot be sent.
    pub fn build(self) -> Result<C, Error> {
        Ok(C::connect(self.open(C::OPERATIONS)?))
    }
}

fn parse(text: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(text).map_err(|error| ConfigError::Url(error.to_string()))?;
    let problem = match () {
        () if !matches!(url.scheme(), "http" | "https") => "it must start with http:// or https://",
        () if !url.username().is_empty() || url.password().is_some() => {
            "it must not hold a user name or password; use an access token"
        }
        () if url.query().is_some() || url.fragment().is_some() => {
            "it must end with the path, without `?` or `#`"
        }
        () => return Ok(url),
    };
    Err(ConfigError::Url(problem.to_owned()))
}

/// Makes ring the process-wide provider of rustls unless the program has chosen one.
///
/// reqwest is built without a provider of its own, because the one it would bring takes longer to
/// build than all of this library.
fn install_tls_provider() {
    #[cfg(feature = "rustls")]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Another thread may have been faster; then there is a provider as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_cannot_be_a_server_are_refused() {
        for address in [
            "matrix.example.org",
            "ftp://example.org",
            "https://user:planted@example.org",
            "https://example.org/?a=b",
            "https://example.org/#a",
            "",
        ] {
            let error = parse(address).unwrap_err();
            assert!(!error.to_string().contains("planted"), "{error}");
        }
    }

    #[test]
    fn a_path_prefix_is_kept_without_its_slash() {
        let builder = ClientBuilder::<()>::new("https://example.org/prefix/".to_owned());
        let parts = builder.open(&[]).unwrap();
        assert_eq!(parts.base_url, "https://example.org/prefix");
    }

    #[test]
    fn debug_never_shows_what_is_secret() {
        let builder = ClientBuilder::<()>::new("https://user:planted@example.org/x".to_owned());
        let text = format!("{:?}", builder.access_token("planted"));
        assert!(
            text.contains("https://example.org") && !text.contains("planted"),
            "{text}"
        );
    }
}
