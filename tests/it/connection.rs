//! Ways to the server: sockets, proxies, certificates. Real connections, no more than needed of HTTP.

use std::sync::Arc;

use chatadm::{Error, RetryPolicy, synapse::Client};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::TcpListener,
    task::JoinHandle,
};

const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 25\r\nconnection: close\r\n\r\n\
      {\"server_version\": \"1.0\"}";

/// Answers one request with a version, and tells what its head was.
async fn answer(stream: impl AsyncRead + AsyncWrite + Unpin) -> Vec<String> {
    let mut stream = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        if line.trim().is_empty() {
            break;
        }
        head.push(line.trim().to_owned());
    }
    stream.write_all(ANSWER).await.unwrap();
    stream.flush().await.unwrap();
    let _closed = stream.shutdown().await;
    head
}

/// Answers the next connection over TCP; gives its port.
async fn tcp() -> (u16, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = tokio::spawn(async move { answer(listener.accept().await.unwrap().0).await });
    (port, served)
}

async fn version(client: &Client) -> Result<String, Error> {
    let request = client.raw().get_server_version().send();
    match request.await {
        Ok(answer) => Ok(answer.into_inner().server_version),
        Err(error) => Err(Error::from_raw("get_server_version", error).await),
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_unix_socket_is_used_instead_of_the_network() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("synapse.sock");
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let served = tokio::spawn(async move { answer(listener.accept().await.unwrap().0).await });
    let client = Client::builder("http://matrix.invalid/prefix")
        .unix_socket(path)
        .build()
        .unwrap();
    assert_eq!(version(&client).await.unwrap(), "1.0");
    let head = served.await.unwrap();
    assert_eq!(
        head[0],
        "GET /prefix/_synapse/admin/v1/server_version HTTP/1.1"
    );
    assert!(
        head.contains(&"host: matrix.invalid".to_owned()),
        "{head:?}"
    );
}

#[tokio::test]
async fn a_proxy_gets_the_whole_address_and_its_own_credentials() {
    let (port, served) = tcp().await;
    let client = Client::builder("http://matrix.invalid")
        .access_token("for-the-server")
        .proxy(format!("http://ada:secret@127.0.0.1:{port}"))
        .build()
        .unwrap();
    assert_eq!(version(&client).await.unwrap(), "1.0");
    let head = served.await.unwrap();
    assert_eq!(
        head[0],
        "GET http://matrix.invalid/_synapse/admin/v1/server_version HTTP/1.1"
    );
    let basic = "proxy-authorization: Basic YWRhOnNlY3JldA==".to_owned();
    assert!(head.contains(&basic), "{head:?}");
}

#[tokio::test]
async fn a_host_is_where_the_caller_says() {
    let (port, served) = tcp().await;
    let client = Client::builder(format!("http://Matrix.invalid:{port}"))
        .resolve("matrix.INVALID", ["127.0.0.1".parse().unwrap()])
        .build()
        .unwrap();
    assert_eq!(version(&client).await.unwrap(), "1.0");
    let head = served.await.unwrap();
    let host = format!("host: matrix.invalid:{port}");
    assert!(head.contains(&host), "{head:?}");
    // Another host is looked up as ever, and this one cannot be found.
    let lost = Client::builder(format!("http://other.invalid:{port}"))
        .resolve("matrix.invalid", ["127.0.0.1".parse().unwrap()])
        .retry(RetryPolicy::NONE)
        .build()
        .unwrap();
    let error = version(&lost).await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
}

#[tokio::test]
async fn the_user_agent_is_ours_or_what_was_given() {
    let ours = concat!("user-agent: chatadm/", env!("CARGO_PKG_VERSION"));
    for (given, expected) in [(None, ours), (Some("nightly/1"), "user-agent: nightly/1")] {
        let (port, served) = tcp().await;
        let mut builder = Client::builder(format!("http://127.0.0.1:{port}"));
        if let Some(given) = given {
            builder = builder.user_agent(given);
        }
        version(&builder.build().unwrap()).await.unwrap();
        let head = served.await.unwrap();
        assert!(head.contains(&expected.to_owned()), "{head:?}");
        let encodings = head
            .iter()
            .find(|line| line.starts_with("accept-encoding"))
            .unwrap();
        assert!(encodings.contains("gzip") && encodings.contains("br"));
    }
}

#[cfg(feature = "rustls")]
mod tls {
    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
    use tokio_rustls::{
        TlsAcceptor,
        rustls::{
            RootCertStore, ServerConfig,
            pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
            server::WebPkiClientVerifier,
        },
    };

    use super::*;

    /// An authority that nobody knows.
    struct Authority(CertifiedIssuer<'static, KeyPair>);

    /// A certificate and its key.
    struct Identity {
        certificate: rcgen::Certificate,
        key: KeyPair,
    }

    impl Authority {
        fn new() -> Self {
            let mut params = CertificateParams::new(Vec::new()).unwrap();
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            let key = KeyPair::generate().unwrap();
            Self(CertifiedIssuer::self_signed(params, key).unwrap())
        }

        fn issue(&self, name: &str) -> Identity {
            let key = KeyPair::generate().unwrap();
            let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
            let certificate = params.signed_by(&key, &self.0).unwrap();
            Identity { certificate, key }
        }

        fn roots(&self) -> RootCertStore {
            let mut roots = RootCertStore::empty();
            roots.add(self.0.der().clone()).unwrap();
            roots
        }
    }

    impl Identity {
        fn pem(&self) -> String {
            format!("{}{}", self.certificate.pem(), self.key.serialize_pem())
        }
    }

    #[tokio::test]
    async fn a_certificate_of_nobody_is_accepted_by_those_who_ask_for_the_danger() {
        let _provider = client(1).build().unwrap();
        let (port, served) = serve(&Authority::new(), false).await;
        let careless = client(port).danger_accept_invalid_certificates();
        assert_eq!(version(&careless.build().unwrap()).await.unwrap(), "1.0");
        assert!(served.await.unwrap().is_some());
        // Not even the name matters.
        let (port, served) = serve(&Authority::new(), false).await;
        let careless = Client::builder(format!("https://127.0.0.1:{port}"))
            .danger_accept_invalid_certificates();
        assert_eq!(version(&careless.build().unwrap()).await.unwrap(), "1.0");
        assert!(served.await.unwrap().is_some());
    }

    /// Serves `localhost` in the name of this authority, to anybody or only to those it knows.
    async fn serve(authority: &Authority, clients: bool) -> (u16, JoinHandle<Option<Vec<String>>>) {
        let server = authority.issue("localhost");
        let config = ServerConfig::builder();
        let config = if clients {
            let verifier = WebPkiClientVerifier::builder(Arc::new(authority.roots()));
            config.with_client_cert_verifier(verifier.build().unwrap())
        } else {
            config.with_no_client_auth()
        };
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(server.key.serialize_der()));
        let config = config
            .with_single_cert(vec![server.certificate.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let answered = tokio::spawn(async move {
            let stream = listener.accept().await.unwrap().0;
            match acceptor.accept(stream).await {
                Ok(stream) => Some(answer(stream).await),
                Err(_) => None,
            }
        });
        (port, answered)
    }

    fn client(port: u16) -> chatadm::synapse::ClientBuilder {
        Client::builder(format!("https://localhost:{port}")).retry(RetryPolicy::NONE)
    }

    #[tokio::test]
    async fn an_authority_of_ones_own_is_trusted_when_it_is_named_and_only_then() {
        // Building any client installs the provider that the server needs too.
        let _provider = client(1).build().unwrap();
        let authority = Authority::new();
        let (port, served) = serve(&authority, false).await;
        let error = version(&client(port).build().unwrap()).await.unwrap_err();
        assert!(matches!(error, Error::Transport { .. }), "{error:?}");
        assert_eq!(served.await.unwrap(), None, "nothing was sent");
        let (port, served) = serve(&authority, false).await;
        let trusting = client(port).root_certificates(authority.0.pem()).build();
        assert_eq!(version(&trusting.unwrap()).await.unwrap(), "1.0");
        assert!(served.await.unwrap().is_some());
    }

    #[tokio::test]
    async fn a_client_certificate_is_presented_to_a_server_that_wants_one() {
        let _provider = client(1).build().unwrap();
        let authority = Authority::new();
        let (port, served) = serve(&authority, true).await;
        let builder = client(port).root_certificates(authority.0.pem());
        let nobody = version(&builder.build().unwrap()).await;
        assert!(nobody.is_err());
        assert_eq!(served.await.unwrap(), None);
        let (port, served) = serve(&authority, true).await;
        let builder = client(port).root_certificates(authority.0.pem());
        let builder = builder.client_certificate(authority.issue("admin").pem());
        let known = version(&builder.build().unwrap()).await;
        assert_eq!(known.unwrap(), "1.0");
        assert!(served.await.unwrap().is_some());
        // The same, from two files.
        let (port, served) = serve(&authority, true).await;
        let Identity { certificate, key } = authority.issue("admin");
        let builder = client(port)
            .root_certificates(authority.0.pem())
            .client_certificate_and_key(certificate.pem().trim_end(), key.serialize_pem());
        let known = version(&builder.build().unwrap()).await;
        assert_eq!(known.unwrap(), "1.0");
        assert!(served.await.unwrap().is_some());
    }
}
