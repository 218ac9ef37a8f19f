//! The configuration file: profiles, and which of them is the current one of each API.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use chatadm::Secret;
use etcetera::BaseStrategy as _;
use serde::{Deserialize, Serialize};

use crate::{env_vars, exit::Failure, moment::TimeFormat, printer::Format};

mod args;
mod check;
mod connection;
mod file;
mod key;
mod keyring;
mod local;
mod resolve;
mod token;

pub(crate) use {
    args::ConnectArgs,
    connection::Connection,
    file::{is_exposed, is_private, parse, replace},
    key::{Place, place},
};

/// The two servers that there are programs for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Api {
    Synapse,
    Mattermost,
}

impl fmt::Display for Api {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Synapse => "synapse",
            Self::Mattermost => "mattermost",
        })
    }
}

/// What the file holds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The profile that is used unless told.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) current: BTreeMap<Api, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) profiles: BTreeMap<String, Profile>,
}

/// A server and how to talk to it.
///
/// The token is in the file (`token`), in a file of its own, printed by a command, or in the keyring.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) api: Option<Api>,
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) server: Option<String>,
    /// What user ids of the server end in; learned when one logs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) server_name: Option<String>,
    /// The name of the account; learned when one logs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token_file: Option<PathBuf>,
    /// A command of the shell that prints the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token_cmd: Option<String>,
    /// Whether the keyring of the system has the token.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) keyring: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unix_socket: Option<PathBuf>,
    /// In seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) timeout: Option<u64>,
    /// In seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) connect_timeout: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ca_cert: Option<PathBuf>,
    /// A PEM file with a certificate and, unless the next one has it, its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_cert: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_key: Option<PathBuf>,
    /// Accepts any certificate.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) insecure: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) proxy: Option<Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retries: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) concurrency: Option<usize>,
    /// Regular expressions on whole user ids that no command may change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) protected_users: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) output: Option<Format>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) time_format: Option<TimeFormat>,
    /// Who authenticates for the server, where it does not itself; learned when one logs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mas_url: Option<String>,
    /// Refuses everything but reading.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) read_only: bool,
}

impl Config {
    /// A profile by its name.
    pub(crate) fn profile(&self, name: &str) -> Result<&Profile, Failure> {
        self.profiles.get(name).ok_or_else(|| {
            let names: Vec<&str> = self.profiles.keys().map(String::as_str).collect();
            let known = match names.as_slice() {
                [] => "there are none yet; make one with `chatadm auth login`".to_owned(),
                names => format!("there are: {}", names.join(", ")),
            };
            Failure::Config(format!("there is no profile `{name}`; {known}"))
        })
    }

    /// A profile of this API by its name.
    fn profile_of(&self, api: Api, name: &str) -> Result<Profile, Failure> {
        let profile = self.profile(name)?;
        match profile.api {
            Some(other) if other != api => Err(Failure::Config(format!(
                "the profile `{name}` is one of {other}, not of {api}"
            ))),
            _ => Ok(profile.clone()),
        }
    }

    /// The profile that is used for an API when none is named: the current one, or the only one.
    pub(crate) fn usual(&self, api: Api) -> Option<&str> {
        let mut own = self
            .profiles
            .iter()
            .filter(|(_, profile)| profile.api == Some(api));
        let only = match (own.next(), own.next()) {
            (Some((name, _)), None) => Some(name),
            _ => None,
        };
        self.current.get(&api).or(only).map(String::as_str)
    }

    /// The profile that a command about profiles means when it is told none.
    pub(crate) fn only_usual(&self) -> Result<String, Failure> {
        let mut usual = [Api::Synapse, Api::Mattermost]
            .into_iter()
            .filter_map(|api| self.usual(api));
        match (usual.next(), usual.next()) {
            (Some(name), None) => Ok(name.to_owned()),
            (None, _) if self.profiles.is_empty() => Err(Failure::Config(
                "there are no profiles yet; make one with `chatadm auth login`".to_owned(),
            )),
            _ => {
                let names: Vec<&str> = self.profiles.keys().map(String::as_str).collect();
                Err(Failure::Usage(format!(
                    "say which profile is meant; there are: {}",
                    names.join(", ")
                )))
            }
        }
    }
}

/// Where the configuration lies: what the flag says, then the environment, then the usual place.
pub(crate) fn path(flag: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(path) = flag {
        return Ok(path.to_owned());
    }
    if let Some(path) = env_vars::CONFIG.path() {
        return Ok(path);
    }
    Ok(config_home()?.join("chatadm").join("config.toml"))
}

/// Where programs keep their configuration.
pub(crate) fn config_home() -> Result<PathBuf, Failure> {
    let strategy = etcetera::choose_base_strategy()
        .map_err(|error| Failure::Config(format!("{error}; name the file with `--config`")))?;
    Ok(strategy.config_dir())
}
