//! Which server is meant, and how to reach it: flag, then environment, then profile.

use std::{path::PathBuf, time::Duration};

use chatadm::{ClientBuilder, RetryPolicy, Secret};

use super::{Api, Config, Profile, token};
use crate::{
    env_vars::{self, Variable},
    exit::Failure,
    moment,
};

/// Where to connect, as flags tell. All of them are valid with every command.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ConnectArgs {
    /// The configuration file
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// The configuration file, in the place where older programs have it
    #[arg(
        short = 'c',
        hide = true,
        id = "config_short",
        value_name = "FILE",
        conflicts_with = "config"
    )]
    pub(crate) config_short: Option<PathBuf>,

    /// The profile to use; its address and token then count before those of the environment
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// The address of the server
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) url: Option<String>,

    /// A file that holds the access token; `-` reads standard input
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,

    /// Connect to this Unix domain socket
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) unix_socket: Option<PathBuf>,

    /// Give up on an attempt after this long (`60s` unless told)
    #[arg(long, global = true, value_name = "TIME", value_parser = moment::duration)]
    pub(crate) timeout: Option<Duration>,

    /// Give up on connecting after this long (`10s` unless told)
    #[arg(long, global = true, value_name = "TIME", value_parser = moment::duration)]
    pub(crate) connect_timeout: Option<Duration>,

    /// Trust the certificate authorities in this PEM file too
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) ca_cert: Option<PathBuf>,

    /// Present the certificate and key in this PEM file
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) client_cert: Option<PathBuf>,

    /// Connect through this proxy
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) proxy: Option<String>,

    /// How often a call is tried again, where that is harmless
    #[arg(long, global = true, value_name = "N")]
    pub(crate) retries: Option<u32>,

    /// Refuse everything but reading
    #[arg(long, global = true)]
    pub(crate) read_only: bool,
}

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
}

impl ConnectArgs {
    /// The file that flags or the environment name.
    pub(crate) fn config_path(&self) -> Result<PathBuf, Failure> {
        super::path(self.config.as_deref().or(self.config_short.as_deref()))
    }

    /// Finds out which server of an API is meant.
    pub(crate) fn resolve(&self, api: Api) -> Result<Connection, Failure> {
        let config = Config::read(&self.config_path()?)?;
        let (url, token_variables) = variables(api);
        // A profile that is named on the command line was meant; the environment may be an old one.
        let environment = if self.profile.is_some() {
            None
        } else {
            url.text()
        };
        let told = match (&self.url, environment) {
            (Some(address), _) => Some((address.clone(), "--url".to_owned())),
            (None, Some(address)) => Some((address, url.name.to_owned())),
            (None, None) => None,
        };
        let name = self.profile_name(api, &config, told.is_some());
        let profile = match &name {
            Some(name) => config.profile(name)?.clone(),
            None => Profile::default(),
        };
        if let (Some(name), Some(other)) = (&name, profile.api.filter(|other| *other != api)) {
            return Err(Failure::Config(format!(
                "the profile `{name}` is one of {other}, not of {api}"
            )));
        }
        let is_same = |address: &str| {
            let own = profile.server.as_deref().unwrap_or_default();
            own.trim_end_matches('/') == address.trim_end_matches('/')
        };
        let (address, address_from, profile) = match told {
            // What belongs to one server, its token above all, must not reach another.
            Some((address, from)) if !is_same(&address) => (address, from, Profile::default()),
            Some((address, from)) => (address, from, profile),
            None => {
                let from = format!("profile `{}`", name.as_deref().unwrap_or_default());
                let address = profile.server.clone().ok_or_else(|| {
                    Failure::Config(format!(
                        "no server is named; log in with `chatadm auth login`, or set `{}` and `{}`",
                        url.name, token_variables[0].name
                    ))
                })?;
                (address, from, profile)
            }
        };
        let variables = if self.profile.is_some() {
            None
        } else {
            Some(token_variables)
        };
        let token = token::find(self.token_file.as_deref(), variables, &profile)?;
        Ok(Connection {
            address,
            address_from,
            token,
            profile_name: name,
            profile,
        })
    }

    /// The profile that `resolve` would use, when that can be said without its credentials.
    pub(crate) fn resolve_profile(&self, api: Api) -> Option<Profile> {
        let config = Config::read(&self.config_path().ok()?).ok()?;
        let name = self.profile_name(api, &config, false)?;
        config.profiles.get(&name).cloned()
    }

    fn profile_name(&self, api: Api, config: &Config, is_told: bool) -> Option<String> {
        if let Some(name) = &self.profile {
            return Some(name.clone());
        }
        if let Some(name) = env_vars::PROFILE.text() {
            return Some(name);
        }
        let mut own = config
            .profiles
            .iter()
            .filter(|(_, profile)| profile.api == Some(api));
        let only = match (own.next(), own.next()) {
            (Some((name, _)), None) => Some(name.clone()),
            _ => None,
        };
        let current = config.current.get(&api).cloned().or(only);
        // Without a name it is a convenience, so an address for another server simply wins.
        current.filter(|name| !is_told || config.profiles.contains_key(name))
    }
}

/// The variables of an API: the address, and the token in itself or in a file.
fn variables(api: Api) -> (Variable, [Variable; 2]) {
    match api {
        Api::Synapse => (
            env_vars::SYNAPSE_URL,
            [env_vars::SYNAPSE_TOKEN, env_vars::SYNAPSE_TOKEN_FILE],
        ),
        Api::Mattermost => (
            env_vars::MATTERMOST_URL,
            [env_vars::MATTERMOST_TOKEN, env_vars::MATTERMOST_TOKEN_FILE],
        ),
    }
}

impl Connection {
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
        if let Some(path) = args.ca_cert.as_ref().or(profile.ca_cert.as_ref()) {
            builder = builder.root_certificates(file(path)?);
        }
        if let Some(path) = args.client_cert.as_ref().or(profile.client_cert.as_ref()) {
            let pem = String::from_utf8(file(path)?);
            let pem = pem.map_err(|_| Failure::Config(format!("{} is not PEM", path.display())))?;
            builder = builder.client_certificate(pem);
        }
        if let Some(url) = args
            .proxy
            .clone()
            .map(Secret::from)
            .or(profile.proxy.clone())
        {
            builder = builder.proxy(url);
        }
        if let Some(retries) = args.retries.or(profile.retries) {
            builder = builder.retry(RetryPolicy::default().max_attempts(retries.saturating_add(1)));
        }
        Ok(builder)
    }
}

fn file(path: &std::path::Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::Config(format!("{}: {error}", path.display())))
}
