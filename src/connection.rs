//! Building a client: an address, a token, limits, ways to connect. Both APIs are built the same way.

use std::{
    collections::BTreeMap,
    fmt,
    marker::PhantomData,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use reqwest::{Proxy, Url, redirect::Policy};

use crate::{
    ConfigError, Error, Operation, RetryPolicy, Secret,
    transport::{Limits, Transport},
};

mod tls;

/// How long a call may take, all attempts apart.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How large a successful body may be: some fifty times the largest page anybody asks for.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// Collects what a client needs; see [`synapse::Client::builder`](crate::synapse::Client::builder) and
/// [`mattermost::Client::builder`](crate::mattermost::Client::builder).
///
/// `Debug` shows the address and the limits, never the token.
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder<C> {
    settings: Settings,
    client: PhantomData<fn() -> C>,
}

#[derive(Clone)]
struct Settings {
    base_url: String,
    token: Option<Secret>,
    limits: Limits,
    http: Http,
}

/// Where the HTTP client comes from.
#[derive(Debug, Clone)]
enum Http {
    /// Made by the user.
    Given(reqwest::Client),
    /// Made here.
    Own(Box<Own>),
}

/// The settings of an HTTP client that is made here.
#[derive(Debug, Clone)]
struct Own {
    timeout: Duration,
    connect_timeout: Duration,
    read_timeout: Option<Duration>,
    user_agent: String,
    tls: tls::Settings,
    addresses: BTreeMap<String, Vec<IpAddr>>,
    proxy: Option<Secret>,
    unix_socket: Option<PathBuf>,
}

impl Default for Own {
    fn default() -> Self {
        Self {
            timeout: TIMEOUT,
            connect_timeout: CONNECT_TIMEOUT,
            read_timeout: None,
            user_agent: concat!("chatadm/", env!("CARGO_PKG_VERSION")).to_owned(),
            tls: tls::Settings::default(),
            addresses: BTreeMap::new(),
            proxy: None,
            unix_socket: None,
        }
    }
}

impl<C> Clone for ClientBuilder<C> {
    fn clone(&self) -> Self {
        Self {
            settings: self.settings.clone(),
            client: self.client,
        }
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings {
            base_url,
            token,
            limits,
            http,
        } = &self.settings;
        // An address that will be refused may hold a password.
        let address = Url::parse(base_url).map(|url| url.origin().ascii_serialization());
        formatter
            .debug_struct("ClientBuilder")
            .field("server", &address.unwrap_or_default())
            .field("token", token)
            .field("limits", limits)
            .field("http", http)
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
        let limits = Limits {
            retry: RetryPolicy::default(),
            body: BODY_LIMIT,
        };
        let http = Http::Own(Box::default());
        Self {
            settings: Settings {
                base_url,
                token: None,
                limits,
                http,
            },
            client: PhantomData,
        }
    }

    /// Sends this token with every operation that wants one.
    ///
    /// For Synapse the access token of a server admin; for Mattermost a session token, a personal
    /// access token, or the token of a bot.
    pub fn access_token(mut self, token: impl Into<Secret>) -> Self {
        self.settings.token = Some(token.into());
        self
    }

    /// How often requests are sent again; see [`RetryPolicy`] for the default.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.limits.retry = policy;
        self
    }

    /// Refuses JSON answers larger than this many bytes, decompressed; 64 MiB unless told.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.settings.limits.body = bytes;
        self
    }

    /// Sends through this HTTP client instead of one made here.
    ///
    /// Its own settings count, so this forgets the timeouts, user agent, certificates, proxy and socket
    /// of this builder. Let it follow no redirects: neither API sends any, and a redirected request
    /// would carry its body to another place. With the feature `rustls` reqwest has no TLS provider of
    /// its own, so install one (`rustls::crypto::ring::default_provider().install_default()`) before
    /// you build it.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.settings.http = Http::Given(client);
        self
    }

    /// Gives up on an attempt after this long, answer included; 60 seconds unless told.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.own(|own| own.timeout = timeout)
    }

    /// Gives up on connecting after this long; 10 seconds unless told.
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        self.own(|own| own.connect_timeout = timeout)
    }

    /// Gives up on an answer that pauses for this long; only the whole attempt is limited unless told.
    pub fn read_timeout(self, timeout: Duration) -> Self {
        self.own(|own| own.read_timeout = Some(timeout))
    }

    /// The `User-Agent` of requests; `chatadm/` and the version unless told.
    pub fn user_agent(self, user_agent: impl Into<String>) -> Self {
        self.own(|own| own.user_agent = user_agent.into())
    }

    /// Trusts the certificate authorities in this PEM text as well as those of the platform.
    pub fn root_certificates(self, pem: impl Into<Vec<u8>>) -> Self {
        self.own(|own| own.tls.roots.push(pem.into()))
    }

    /// Presents the certificate and private key in this PEM text to the server.
    pub fn client_certificate(self, pem: impl Into<Secret>) -> Self {
        self.own(|own| own.tls.identity = Some(pem.into()))
    }

    /// Presents the certificate in the one PEM text, whose private key is in the other, to the server.
    pub fn client_certificate_and_key(
        self,
        certificate: impl AsRef<str>,
        key: impl Into<Secret>,
    ) -> Self {
        let (certificate, key) = (certificate.as_ref(), key.into());
        self.client_certificate(format!("{certificate}\n{}", key.expose()))
    }

    /// Accepts any certificate, whoever made it, whatever name it is for and however old it is.
    ///
    /// # Security
    ///
    /// Whoever is on the way to the server can then read and change everything, the token and passwords
    /// among it. It is for a server of one's own that is being set up, over a network that is trusted. An
    /// authority that the platform does not know is a case for [`Self::root_certificates`].
    pub fn danger_accept_invalid_certificates(self) -> Self {
        self.own(|own| own.tls.accepts_invalid = true)
    }

    /// Connects to these addresses where the URL names this host, without asking the name service.
    ///
    /// The port stays that of the URL, and the certificate has to be one for the host. A proxy looks names
    /// up by itself, and a Unix socket needs none, so it has no effect with either. An empty list counts
    /// as unknown host.
    pub fn resolve(
        self,
        host: impl Into<String>,
        addresses: impl IntoIterator<Item = IpAddr>,
    ) -> Self {
        let addresses = addresses.into_iter().collect();
        self.own(|own| {
            own.addresses.insert(host.into(), addresses);
        })
    }

    /// Connects through the proxy at this URL, which may hold credentials. Unless told, the proxy
    /// variables of the environment and the settings of the platform count.
    pub fn proxy(self, url: impl Into<Secret>) -> Self {
        self.own(|own| own.proxy = Some(url.into()))
    }

    /// Connects to this Unix domain socket; the address still gives the `Host` and the path. Other
    /// systems refuse it when the client is built.
    pub fn unix_socket(self, path: impl Into<PathBuf>) -> Self {
        self.own(|own| own.unix_socket = Some(path.into()))
    }

    /// Changes the settings of our own HTTP client, going back to one if another was given.
    fn own(mut self, change: impl FnOnce(&mut Own)) -> Self {
        let mut own = match self.settings.http {
            Http::Own(own) => own,
            Http::Given(_) => Box::default(),
        };
        change(&mut own);
        self.settings.http = Http::Own(own);
        self
    }

    fn open(self, operations: &'static [Operation]) -> Result<Parts, ConfigError> {
        let Settings {
            base_url,
            token,
            limits,
            http,
        } = self.settings;
        let base_url = parse(&base_url)?;
        let transport = Transport::new(&base_url, token.as_ref(), operations, limits)?;
        let http = match http {
            Http::Given(client) => client,
            Http::Own(own) => own.build()?,
        };
        Ok(Parts {
            base_url: base_url.as_str().trim_end_matches('/').to_owned(),
            http,
            transport,
        })
    }
}

impl Own {
    fn build(self) -> Result<reqwest::Client, ConfigError> {
        tls::install_provider();
        let mut builder = reqwest::Client::builder()
            .user_agent(self.user_agent)
            .connect_timeout(self.connect_timeout)
            .timeout(self.timeout)
            // Neither API redirects, so a redirect is a wrong address; following it could carry a
            // body with a password to whoever stands there.
            .redirect(Policy::none());
        if let Some(timeout) = self.read_timeout {
            builder = builder.read_timeout(timeout);
        }
        if let Some(url) = &self.proxy {
            // What is wrong with the URL stays unsaid, because the words would quote it.
            let proxy = Proxy::all(url.expose()).map_err(|_| ConfigError::Proxy)?;
            builder = builder.proxy(proxy);
        }
        for (host, addresses) in &self.addresses {
            // Port 0 stands for the one of the URL.
            let addresses: Vec<SocketAddr> = addresses
                .iter()
                .map(|address| SocketAddr::new(*address, 0))
                .collect();
            builder = builder.resolve_to_addrs(host, &addresses);
        }
        builder = self.tls.apply(builder)?;
        if let Some(path) = self.unix_socket {
            #[cfg(unix)]
            {
                builder = builder.unix_socket(path);
            }
            #[cfg(not(unix))]
            {
                return Err(ConfigError::Http(format!(
                    "no Unix sockets here: {}",
                    path.display()
                )));
            }
        }
        builder
            .build()
            .map_err(|error| ConfigError::Http(error.to_string()))
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

    #[test]
    fn ways_to_connect_that_cannot_work_are_refused_without_quoting_them() {
        let builder = || ClientBuilder::<()>::new("https://example.org".to_owned());
        for (builder, expected) in [
            (builder().proxy("planted:no url"), ConfigError::Proxy),
            (
                builder().root_certificates("planted"),
                ConfigError::Certificate,
            ),
            (
                builder().client_certificate("planted"),
                ConfigError::Certificate,
            ),
        ] {
            assert!(!format!("{builder:?}").contains("planted"));
            assert_eq!(builder.open(&[]).unwrap_err(), expected);
        }
    }
}
