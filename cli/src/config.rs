//! The configuration file: profiles, and which of them is the current one of each API.

use std::{
    collections::BTreeMap,
    fmt, fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use chatadm::Secret;
use etcetera::BaseStrategy as _;
use serde::{Deserialize, Serialize};

use crate::{env_vars, exit::Failure, moment::TimeFormat, printer::Format};

mod connection;
mod token;

pub(crate) use connection::{ConnectArgs, Connection};

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
    #[serde(default)]
    pub(crate) current: BTreeMap<Api, String>,
    #[serde(default)]
    pub(crate) profiles: BTreeMap<String, Profile>,
}

/// A server and how to talk to it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token_file: Option<PathBuf>,
    /// A command of the shell that prints the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token_cmd: Option<String>,
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
    /// A PEM file with the certificate and its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_cert: Option<PathBuf>,
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
    /// Refuses everything but reading.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) read_only: bool,
}

impl Config {
    /// The file at this path; an empty configuration when there is none.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => {
                return Err(Failure::Config(format!("{}: {error}", path.display())));
            }
        };
        is_private(path)?;
        toml::from_str(&text).map_err(|error| {
            // Only the message: the excerpt of the file could hold a token.
            Failure::Config(format!("{}: {}", path.display(), error.message()))
        })
    }

    /// Replaces the file, so that a reader sees either the old one or the new one, and nobody else any.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Failure> {
        let text = toml::to_string_pretty(self)
            .map_err(|error| Failure::Config(format!("{}: {error}", path.display())))?;
        let directory = path.parent().unwrap_or(Path::new("."));
        let broken = |error: &std::io::Error| Failure::file(path, error);
        fs::create_dir_all(directory).map_err(|error| broken(&error))?;
        // A temporary file has mode 0600 from its beginning.
        let mut file =
            tempfile::NamedTempFile::new_in(directory).map_err(|error| broken(&error))?;
        file.write_all(text.as_bytes())
            .map_err(|error| broken(&error))?;
        file.as_file().sync_all().map_err(|error| broken(&error))?;
        file.persist(path).map_err(|error| broken(&error.error))?;
        Ok(())
    }

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

/// Refuses a file that others can read, because it can hold tokens.
#[cfg(unix)]
fn is_private(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = fs::metadata(path).map_err(|error| Failure::file(path, &error))?;
    let others = metadata.permissions().mode() & 0o077;
    if others == 0 {
        return Ok(());
    }
    let path = path.display();
    Err(Failure::Config(format!(
        "{path} can be read by others, and it can hold tokens; run `chmod 600 {path}`"
    )))
}

#[cfg(not(unix))]
fn is_private(_: &Path) -> Result<(), Failure> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("deep").join("config.toml");
        let profile = Profile {
            api: Some(Api::Synapse),
            server: Some("https://example.org".to_owned()),
            token: Some("planted".into()),
            protected_users: vec!["@root:.*".to_owned()],
            ..Profile::default()
        };
        let config = Config {
            current: [(Api::Synapse, "home".to_owned())].into(),
            profiles: [("home".to_owned(), profile)].into(),
        };
        config.write(&path).unwrap();
        let read = Config::read(&path).unwrap();
        assert_eq!(read.current, config.current);
        assert_eq!(
            read.profiles["home"].token.as_ref().unwrap().expose(),
            "planted"
        );
        assert!(!format!("{read:?}").contains("planted"));
    }

    #[test]
    fn a_mistake_is_told_without_quoting_the_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("config.toml");
        Config::default().write(&path).unwrap();
        fs::write(&path, "[profiles.a]\ntoken = [\"planted\"]\n").unwrap();
        let failure = Config::read(&path).unwrap_err();
        assert_eq!(failure.code(), 3);
        assert!(!failure.to_string().contains("planted"), "{failure}");
    }
}
