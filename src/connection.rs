//! What both clients are built from: an address, a token, limits.

use std::time::Duration;

use reqwest::{Url, redirect::Policy};

use crate::{ConfigError, Operation, Secret, transport::Transport};

/// How long a request may take unless told otherwise.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The settings of a client that is not built yet.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    base_url: String,
    pub(crate) token: Option<Secret>,
    pub(crate) timeout: Duration,
}

/// What a generated client is made of.
#[derive(Debug)]
pub(crate) struct Parts {
    /// Without a slash at the end, because generated paths start with one.
    pub(crate) base_url: String,
    pub(crate) http: reqwest::Client,
    pub(crate) transport: Transport,
}

impl Connection {
    pub(crate) fn new(base_url: String) -> Self {
        Self {
            base_url,
            token: None,
            timeout: TIMEOUT,
        }
    }

    pub(crate) fn open(self, operations: &'static [Operation]) -> Result<Parts, ConfigError> {
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
        let parts = Connection::new("https://example.org/prefix/".to_owned())
            .open(&[])
            .unwrap();
        assert_eq!(parts.base_url, "https://example.org/prefix");
    }
}
