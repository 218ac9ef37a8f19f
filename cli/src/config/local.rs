//! The socket of a Mattermost server on this machine, through which everything is allowed.

use std::path::{Path, PathBuf};

use super::{Api, Config, ConnectArgs, Connection, Profile};
use crate::{env_vars, exit::Failure};

/// Where a server has it unless told.
const SOCKET: &str = "/var/tmp/mattermost_local.socket";

/// The server behind the socket. Of a profile only the settings count, and only if it was named.
pub(super) fn resolve(
    args: &ConnectArgs,
    api: Api,
    config: &Config,
    config_path: PathBuf,
) -> Result<Connection, Failure> {
    let refused = |what: &str| Err(Failure::Usage(what.to_owned()));
    if api == Api::Synapse {
        return refused(
            "`--local` is for Mattermost; a Synapse server behind a socket wants a token too, so give \
             `--unix-socket`",
        );
    }
    if args.url.is_some() || args.token_file.is_some() {
        return refused("`--local` needs neither `--url` nor `--token-file`; leave them out");
    }
    let mut profile = match &args.profile {
        Some(name) => config.profile_of(api, name)?,
        None => Profile::default(),
    };
    let (path, from) = match (&args.unix_socket, env_vars::MMCTL_LOCAL_SOCKET_PATH.path()) {
        (Some(path), _) => (path.clone(), "--unix-socket"),
        (None, Some(path)) => (path, env_vars::MMCTL_LOCAL_SOCKET_PATH.name),
        (None, None) => (PathBuf::from(SOCKET), "--local"),
    };
    check(&path)?;
    profile.unix_socket = Some(path.clone());
    tracing::info!(socket = %path.display(), socket_from = from, "connecting");
    Ok(Connection {
        address: "http://localhost".to_owned(),
        address_from: format!("{} ({from})", path.display()),
        token: None,
        profile_name: args.profile.clone(),
        profile,
        config_path,
        is_local: true,
    })
}

/// Refuses what somebody else may have put there: whoever answers gets what is sent.
#[cfg(unix)]
fn check(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
    let wrong = |what: &str| Failure::Config(format!("{}: {what}", path.display()));
    let metadata = std::fs::metadata(path).map_err(|error| {
        wrong(&format!(
            "{error}; the server makes this socket where `EnableLocalMode` is set, and \
             `{}` names another",
            env_vars::MMCTL_LOCAL_SOCKET_PATH.name
        ))
    })?;
    if !metadata.file_type().is_socket() {
        return Err(wrong("this is no socket"));
    }
    let mode = metadata.mode() & 0o777;
    if mode != 0o600 {
        return Err(wrong(&format!(
            "its mode is {mode:o}; a socket that only its owner can use has 600"
        )));
    }
    let owner = metadata.uid();
    if owner != 0 && owner != rustix::process::geteuid().as_raw() {
        return Err(wrong(&format!(
            "it belongs to the user {owner}; it has to be yours or of root"
        )));
    }
    Ok(())
}

#[cfg(not(unix))]
fn check(_: &Path) -> Result<(), Failure> {
    Err(Failure::Usage(
        "`--local` needs a Unix socket, which this system does not have".to_owned(),
    ))
}
