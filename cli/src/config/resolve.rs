//! Which server is meant: flag, then environment, then profile.

use super::{Api, Config, ConnectArgs, Connection, Profile, local, token};
use crate::{
    env_vars::{self, Variable},
    exit::Failure,
};

impl ConnectArgs {
    /// Finds out which server of an API is meant, and the credentials for it.
    pub(crate) fn resolve(&self, api: Api) -> Result<Connection, Failure> {
        let config_path = self.config_path()?;
        if let Some(place) = self.places.of(api) {
            return Ok(Connection::to_sandbox(place, config_path));
        }
        let config = Config::read(&config_path)?;
        if self.local {
            return local::resolve(self, api, &config, config_path);
        }
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
        // Without being named a profile is a convenience, so an address for another server simply wins.
        let usual = config.usual(api).map(ToOwned::to_owned);
        let usual = usual.filter(|name| told.is_none() || config.profiles.contains_key(name));
        let name = self.named_profile().or(usual);
        let profile = match &name {
            Some(name) => config.profile_of(api, name)?,
            None => Profile::default(),
        };
        let is_same = |address: &str| {
            let own = profile.server.as_deref().unwrap_or_default();
            own.trim_end_matches('/') == address.trim_end_matches('/')
        };
        let (address, address_from, name, profile) = match told {
            // What belongs to one server, its token above all, must not reach another.
            Some((address, from)) if !is_same(&address) => {
                (address, from, None, Profile::default())
            }
            Some((address, from)) => (address, from, name, profile),
            None => {
                let from = format!("profile `{}`", name.as_deref().unwrap_or_default());
                let address = profile.server.clone().ok_or_else(|| {
                    Failure::Config(format!(
                        "no server is named; log in with `chatadm auth login`, or set `{}` and `{}`",
                        url.name, token_variables[0].name
                    ))
                })?;
                (address, from, name, profile)
            }
        };
        let variables = if self.profile.is_some() {
            None
        } else {
            Some(token_variables)
        };
        let profile_name = name.as_deref().unwrap_or_default();
        let token = token::find(
            self.token_file.as_deref(),
            variables,
            &profile,
            profile_name,
        )?;
        tracing::info!(
            server = address,
            server_from = address_from,
            token_from = token.as_ref().map(|token| token.from.as_str()),
            profile = name,
            "connecting"
        );
        Ok(Connection {
            address,
            address_from,
            token,
            profile_name: name,
            profile,
            config_path,
            is_local: false,
        })
    }

    /// The profile that `resolve` would use, when that can be said without its credentials.
    pub(crate) fn resolve_profile(&self, api: Api) -> Option<Profile> {
        if self.sandbox {
            return None;
        }
        let config = Config::read(&self.config_path().ok()?).ok()?;
        let usual = || config.usual(api).map(ToOwned::to_owned);
        let name = self.named_profile().or_else(usual)?;
        config.profiles.get(&name).cloned()
    }

    /// Refuses to mean a server in memory and another one.
    pub(crate) fn check_sandbox(&self) -> Result<(), Failure> {
        let is_elsewhere = self.url.is_some()
            || self.profile.is_some()
            || self.token_file.is_some()
            || self.unix_socket.is_some()
            || self.local;
        if is_elsewhere {
            return Err(Failure::Usage(
                "`--sandbox` is a server of its own; leave out `--url`, `--profile`, `--token-file`, \
                 `--unix-socket` and `--local`"
                    .to_owned(),
            ));
        }
        Ok(())
    }

    /// The profile that a flag or the environment names.
    pub(crate) fn named_profile(&self) -> Option<String> {
        self.profile.clone().or_else(|| env_vars::PROFILE.text())
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
