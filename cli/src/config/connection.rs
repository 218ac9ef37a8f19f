//! A server that was found, and how a client of it is built.

use std::{
    path::{Path, PathBuf},
    sync::Once,
    time::Duration,
};

use chatadm::{ClientBuilder, RetryPolicy};
use url::Url;

use super::{Config, ConnectArgs, Profile, token};
use crate::{exit::Failure, printer, sandbox::Place};

/// The server that is meant, and the credentials for it.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) address: String,
    /// Where the address was said.
    pub(crate) address_from: String,
    pub(crate) token: Option<token::Token>,
    pub(crate) profile_name: Option<String>,
    /// The profile's settings; empty when the address is another one.
    pub(crate) profile: Profile,
    /// Where the profile is from.
    pub(crate) config_path: PathBuf,
    /// Whether it is the socket of a Mattermost server, which asks for no token and knows no caller.
    pub(crate) is_local: bool,
}

impl Connection {
    /// A server to which one is still to log in.
    pub(crate) fn to(address: &str, profile: &Profile, config_path: &Path) -> Self {
        Self {
            address: address.to_owned(),
            address_from: "the command line".to_owned(),
            token: None,
            profile_name: None,
            profile: profile.clone(),
            config_path: config_path.to_owned(),
            is_local: false,
        }
    }

    /// A server in memory, which no profile is for.
    pub(crate) fn to_sandbox(place: &Place, config_path: PathBuf) -> Self {
        let from = "--sandbox".to_owned();
        let token = token::Token {
            secret: place.token.clone(),
            from: from.clone(),
        };
        Self {
            address: place.address.clone(),
            address_from: from,
            token: Some(token),
            profile_name: None,
            profile: Profile::default(),
            config_path,
            is_local: false,
        }
    }

    /// Gives a builder everything but the token.
    pub(crate) fn configure<C>(
        &self,
        args: &ConnectArgs,
        mut builder: ClientBuilder<C>,
    ) -> Result<ClientBuilder<C>, Failure> {
        let profile = &self.profile;
        builder = builder.user_agent(concat!("chatadm-cli/", env!("CARGO_PKG_VERSION")));
        if let Some(path) = args.unix_socket.as_ref().or(profile.unix_socket.as_ref()) {
            builder = builder.unix_socket(path);
        }
        if let Some(time) = args.timeout.or(profile.timeout.map(Duration::from_secs)) {
            builder = builder.timeout(time);
        }
        if let Some(time) = args
            .connect_timeout
            .or(profile.connect_timeout.map(Duration::from_secs))
        {
            builder = builder.connect_timeout(time);
        }
        if let Some(url) = args.proxy.as_ref().or(profile.proxy.as_ref()) {
            builder = builder.proxy(url.clone());
        }
        builder = self.certificates(args, builder)?;
        for (host, addresses) in self.resolutions(args)? {
            builder = builder.resolve(host, addresses);
        }
        let mut retry = RetryPolicy::default();
        if let Some(retries) = args.retries.or(profile.retries) {
            retry = retry.max_attempts(retries.saturating_add(1));
        }
        if args.idempotent_retry {
            retry = retry.danger_assume_idempotent();
        }
        Ok(builder.retry(retry))
    }

    fn certificates<C>(
        &self,
        args: &ConnectArgs,
        mut builder: ClientBuilder<C>,
    ) -> Result<ClientBuilder<C>, Failure> {
        let profile = &self.profile;
        if let Some(path) = args.ca_cert.as_ref().or(profile.ca_cert.as_ref()) {
            builder = builder.root_certificates(pem(path)?);
        }
        // A key belongs to the certificate beside it.
        let (certificate, key) = match &args.client_cert {
            Some(path) => (Some(path), args.client_key.as_ref()),
            None => (
                profile.client_cert.as_ref(),
                args.client_key.as_ref().or(profile.client_key.as_ref()),
            ),
        };
        builder = match (certificate, key) {
            (Some(certificate), Some(key)) => {
                builder.client_certificate_and_key(pem(certificate)?, pem(key)?)
            }
            (Some(certificate), None) => builder.client_certificate(pem(certificate)?),
            (None, Some(_)) => {
                return Err(Failure::Usage(
                    "`--client-key` needs the certificate in `--client-cert`".to_owned(),
                ));
            }
            (None, None) => builder,
        };
        if args.insecure || profile.insecure {
            self.warn(args);
            builder = builder.danger_accept_invalid_certificates();
        }
        Ok(builder)
    }

    /// Warns of what nobody checks, once in a run and whatever was said to be left out.
    fn warn(&self, args: &ConnectArgs) {
        static WARNED: Once = Once::new();
        let who = match &self.profile_name {
            Some(name) if !args.insecure => format!("`insecure` of the profile `{name}`"),
            _ => "`--insecure`".to_owned(),
        };
        WARNED.call_once(|| {
            printer::say_safely(&format!(
                "warning: the certificate of {} is not checked ({who}); anybody on the way can read the \
                 token and change what is sent",
                self.address
            ));
        });
    }

    /// The hosts whose addresses were told, as far as they concern this server.
    fn resolutions(
        &self,
        args: &ConnectArgs,
    ) -> Result<Vec<(String, Vec<std::net::IpAddr>)>, Failure> {
        let Ok(url) = Url::parse(&self.address) else {
            // The builder tells what is wrong with it.
            return Ok(Vec::new());
        };
        let (host, port) = (url.host_str(), url.port_or_known_default());
        let own: Vec<_> = args
            .resolve
            .iter()
            .filter(|told| host == Some(told.host.as_str()) && port == Some(told.port))
            .map(|told| (told.host.clone(), told.addresses.clone()))
            .collect();
        if own.is_empty() && !args.resolve.is_empty() {
            return Err(Failure::Usage(format!(
                "`--resolve` names another host and port than the server, which is {}:{}",
                host.unwrap_or_default(),
                port.unwrap_or_default()
            )));
        }
        Ok(own)
    }

    /// Keeps the name of the server in the profile, so that nobody has to ask for it again.
    pub(crate) fn learn_server_name(&self, server_name: &str) {
        let (Some(name), None) = (&self.profile_name, &self.profile.server_name) else {
            return;
        };
        let kept = Config::update(&self.config_path, |config| {
            // It may have become another one meanwhile.
            if let Some(profile) = config.profiles.get_mut(name)
                && profile.server == self.profile.server
            {
                profile.server_name = Some(server_name.to_owned());
            }
            Ok(())
        });
        // It is a convenience; a file that cannot be written, such as one of a deployment, is fine.
        if let Err(failure) = kept {
            tracing::info!(%failure, "the name of the server is not kept");
        }
    }
}

fn pem(path: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(path)
        .map_err(|error| Failure::Config(format!("{}: {error}", path.display())))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
