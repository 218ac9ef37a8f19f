//! Ways to the server that flags and profiles name, and what is never done unasked.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    os::unix::net::UnixListener,
    path::Path,
    thread::JoinHandle,
};

use serde_json::json;
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{method, path},
};

use crate::{
    configuration::{chmod, write},
    site::{Run, Site},
};

const LIST: [&str; 3] = ["mm", "user", "list"];

#[tokio::test]
async fn a_host_is_where_it_is_told_to_be() {
    let site = Site::new().await;
    site.users(&[]).await;
    let port = site.server.address().port();
    let run = |resolve: &str| {
        let mut command = site.command(&["synapse", "user", "list", "--resolve", resolve]);
        command.env("SYNAPSE_URL", format!("http://matrix.invalid:{port}"));
        Run::of(command.output().unwrap())
    };
    let told = run(&format!("Matrix.invalid:{port}:127.0.0.1"));
    assert_eq!(told.code, 0, "{told:?}");
    let requests = site.requests().await;
    for (wrong, word) in [
        (
            format!("matrix.invalid:{}:127.0.0.1", port ^ 1),
            "another host and port",
        ),
        (
            format!("other.invalid:{port}:127.0.0.1"),
            "another host and port",
        ),
        ("matrix.invalid:127.0.0.1".to_owned(), "HOST:PORT:ADDR"),
    ] {
        let told = run(&wrong);
        assert_eq!(told.code, 2, "{told:?}");
        assert!(told.stderr.contains(word), "{}", told.stderr);
    }
    assert_eq!(site.requests().await, requests);
}

#[tokio::test]
async fn what_may_happen_twice_is_repeated_for_who_says_so() {
    for (flag, code, sent) in [(None, 8, 1), (Some("--idempotent-retry"), 0, 2)] {
        let site = Site::new().await;
        let new = "/_synapse/admin/v1/registration_tokens/new";
        let gone = ResponseTemplate::new(503);
        let once = Mock::given(method("POST"))
            .and(path(new))
            .respond_with(gone);
        once.up_to_n_times(1).mount(&site.server).await;
        let token = json!({"token": "abc", "uses_allowed": null, "pending": 0, "completed": 0, "expiry_time": null});
        site.answer("POST", new, ResponseTemplate::new(200).set_body_json(token))
            .await;
        let args: Vec<&str> = ["synapse", "regtok", "new"]
            .into_iter()
            .chain(flag)
            .collect();
        let run = site.run(&args);
        assert_eq!(
            (run.code, site.changes().await.len()),
            (code, sent),
            "{run:?}"
        );
    }
}

#[tokio::test]
async fn who_skips_the_checks_is_warned_every_time_and_once_a_run() {
    let site = Site::new().await;
    site.users(&[]).await;
    let list = ["synapse", "user", "list"];
    let warnings = |run: &Run| run.stderr.matches("warning: the certificate").count();
    let run = site.run(&[&list[..], &["--insecure", "--quiet"]].concat());
    assert_eq!((run.code, warnings(&run)), (0, 1), "{run:?}");
    assert_eq!(warnings(&site.run(&list)), 0);
    let uri = site.server.uri();
    let text = format!("[profiles.a]\napi = 'synapse'\nserver = '{uri}'\ninsecure = true\n");
    write(&site.path("config.toml"), &text);
    let run = site.run(&list);
    assert_eq!((run.code, warnings(&run)), (0, 1), "{run:?}");
    assert!(run.stderr.contains("profile `a`"), "{}", run.stderr);
}

/// Answers one request with an empty list; gives what the request was.
fn serve(socket: &Path) -> JoinHandle<Vec<String>> {
    let listener = UnixListener::bind(socket).unwrap();
    chmod(socket, 0o600, None);
    std::thread::spawn(move || {
        let mut stream = BufReader::new(listener.accept().unwrap().0);
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).unwrap();
            if line.trim().is_empty() {
                break;
            }
            head.push(line.trim().to_ascii_lowercase());
        }
        let answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\
                       connection: close\r\n\r\n[]";
        stream.get_mut().write_all(answer).unwrap();
        head
    })
}

#[tokio::test]
async fn the_socket_of_mattermost_is_used_when_it_is_asked_for_and_without_a_token() {
    let site = Site::blank().await;
    let socket = site.path("mm.sock");
    let name = socket.to_str().unwrap();
    for by_flag in [false, true] {
        let served = serve(&socket);
        let mut command = site.command(&[&LIST[..], &["--local"]].concat());
        if by_flag {
            command.args(["--unix-socket", name]);
        } else {
            command.env("MMCTL_LOCAL_SOCKET_PATH", name);
        }
        let run = Run::of(command.output().unwrap());
        assert_eq!((run.code, run.json()), (0, json!([])), "{run:?}");
        let head = served.join().unwrap();
        assert!(head[0].starts_with("get /api/v4/users?"), "{head:?}");
        assert!(
            !head.iter().any(|line| line.starts_with("authorization")),
            "{head:?}"
        );
        std::fs::remove_file(&socket).unwrap();
    }
    assert_eq!(
        site.requests().await,
        0,
        "the server of the environment is not meant"
    );
}

#[tokio::test]
async fn the_socket_is_never_used_unasked() {
    let site = Site::blank().await;
    let socket = site.path("mm.sock");
    let _listener = UnixListener::bind(&socket).unwrap();
    chmod(&socket, 0o600, None);
    let mut command = site.bare(&LIST);
    command.env("MMCTL_LOCAL_SOCKET_PATH", &socket);
    let run = Run::of(command.output().unwrap());
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("auth login"), "{}", run.stderr);
}

#[tokio::test]
async fn a_socket_that_others_can_use_is_refused() {
    let site = Site::blank().await;
    let socket = site.path("mm.sock");
    let run = |more: &[&str]| {
        let mut command = site.bare(&[&LIST[..], &["--local"], more].concat());
        command.env("MMCTL_LOCAL_SOCKET_PATH", &socket);
        Run::of(command.output().unwrap())
    };
    let absent = run(&[]);
    assert_eq!(absent.code, 3, "{absent:?}");
    assert!(
        absent.stderr.contains("EnableLocalMode"),
        "{}",
        absent.stderr
    );
    std::fs::write(&socket, "").unwrap();
    assert!(run(&[]).stderr.contains("no socket"));
    std::fs::remove_file(&socket).unwrap();
    let _listener = UnixListener::bind(&socket).unwrap();
    for mode in [0o660, 0o700, 0o666] {
        chmod(&socket, mode, None);
        let open = run(&[]);
        assert_eq!(open.code, 3, "{open:?}");
        assert!(
            open.stderr.contains(&format!("{mode:o}")),
            "{}",
            open.stderr
        );
    }
    chmod(&socket, 0o600, None);
    for more in [
        &["--url", "http://chat.example.org"][..],
        &["--token-file", "/dev/null"],
    ] {
        assert_eq!(run(more).code, 2, "{more:?}");
    }
    let synapse = Run::of(
        site.bare(&["doctor", "synapse", "--local"])
            .output()
            .unwrap(),
    );
    assert_eq!(synapse.code, 2, "{synapse:?}");
    assert!(
        synapse.stderr.contains("--unix-socket"),
        "{}",
        synapse.stderr
    );
}

#[tokio::test]
async fn flags_of_mmctl_mean_something_or_say_why_not() {
    let site = Site::mattermost().await;
    site.get("/api/v4/users", json!([])).await;
    let run = site.run(&[&LIST[..], &["--format", "plain", "--suppress-warnings"]].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert_ne!(run.stdout, "[]\n");
    assert_eq!(
        site.run(&[&LIST[..], &["--format", "json"]].concat())
            .json(),
        json!([])
    );
    let sent = site.requests().await;
    for flag in [
        "--strict",
        "--insecure-tls-version",
        "--insecure-sha1-intermediate",
    ] {
        let run = site.run(&[&LIST[..], &[flag]].concat());
        assert_eq!(run.code, 2, "{run:?}");
        assert!(
            run.error()["message"].as_str().unwrap().contains(flag),
            "{run:?}"
        );
    }
    assert_eq!(site.requests().await, sent);
}

mod tls {
    use std::sync::Arc;

    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };
    use tokio_rustls::{
        TlsAcceptor,
        rustls::{
            RootCertStore, ServerConfig,
            pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
            server::WebPkiClientVerifier,
        },
    };

    use super::*;

    fn authority() -> CertifiedIssuer<'static, KeyPair> {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
    }

    /// A server at `localhost` that wants a certificate of its own authority; gives its port.
    async fn serve(authority: &CertifiedIssuer<'static, KeyPair>) -> u16 {
        let _chosen = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
        let mut roots = RootCertStore::empty();
        roots.add(authority.der().clone()).unwrap();
        let verifier = WebPkiClientVerifier::builder(Arc::new(roots))
            .build()
            .unwrap();
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, authority).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder()
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    continue;
                };
                let mut request = [0; 4096];
                let _read = stream.read(&mut request).await;
                let answer =
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 25\r\n\
                               connection: close\r\n\r\n{\"server_version\": \"1.0\"}";
                let _written = stream.write_all(answer).await;
                let _closed = stream.shutdown().await;
            }
        });
        port
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn certificates_are_checked_and_presented_as_told() {
        let authority = authority();
        let port = serve(&authority).await;
        let site = Site::blank().await;
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["admin".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &authority).unwrap();
        let file = |name: &str, text: &str| {
            write(&site.path(name), text);
            site.path(name).to_str().unwrap().to_owned()
        };
        let ca = file("ca.pem", &authority.pem());
        let cert = file("cert.pem", &certificate.pem());
        let key = file("key.pem", &key.serialize_pem());
        let run = |more: &[&str]| {
            let mut command =
                site.command(&[&["synapse", "version", "--retries", "0"], more].concat());
            command.env("SYNAPSE_URL", format!("https://localhost:{port}"));
            Run::of(command.output().unwrap())
        };
        let pair = ["--client-cert", cert.as_str(), "--client-key", key.as_str()];
        assert_eq!(run(&pair).code, 9, "the authority is unknown");
        assert_eq!(run(&["--ca-cert", &ca]).code, 9, "nobody presents anything");
        for trust in [&["--ca-cert", ca.as_str()][..], &["--insecure"]] {
            let run = run(&[&pair[..], trust].concat());
            assert_eq!(run.code, 0, "{trust:?} {run:?}");
        }
        assert_eq!(
            run(&["--client-key", &key]).code,
            2,
            "a key without its certificate"
        );
        assert_eq!(run(&["--ca-cert", &key]).code, 3, "this is no certificate");
        // The same by a profile.
        let text = format!(
            "[profiles.a]\napi = 'synapse'\nserver = 'https://localhost:{port}'\nca_cert = '{ca}'\n\
             client_cert = '{cert}'\nclient_key = '{key}'\n"
        );
        write(&site.path("config.toml"), &text);
        assert_eq!(run(&[]).code, 0);
    }
}
