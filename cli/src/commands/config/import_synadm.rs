//! `chatadm config import-synadm`: a profile from the file of another program.

use std::path::PathBuf;

use chatadm::Secret;
use serde::Deserialize;
use serde_json::json;

use crate::{
    commands::auth,
    config::{self, Api, Config, Profile},
    context::Context,
    exit::Failure,
    printer::Format,
};

/// Where Synapse has its paths, and synadm unless told.
const PATHS: [(&str, &str); 2] = [
    ("admin_path", "/_synapse/admin"),
    ("matrix_path", "/_matrix"),
];

/// Makes a profile of the configuration of synadm. The server is not asked.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm config import-synadm
  chatadm config import-synadm ~/old/synadm.yaml --name home")]
pub(crate) struct Args {
    /// The file of synadm (`~/.config/synadm.yaml` unless told)
    file: Option<PathBuf>,

    /// The name of the profile
    #[arg(long, default_value = "synadm")]
    name: String,

    /// Replace a profile of that name
    #[arg(long)]
    force: bool,
}

/// What synadm writes, as far as it has a meaning here.
#[derive(Debug, Deserialize)]
struct Synadm {
    user: Option<String>,
    base_url: Option<String>,
    protocol: Option<String>,
    admin_path: Option<String>,
    matrix_path: Option<String>,
    token: Option<Secret>,
    homeserver: Option<String>,
    timeout: Option<u64>,
    format: Option<String>,
    ssl_verify: Option<bool>,
}

#[expect(clippy::unused_async, reason = "all commands are run alike")]
pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let source = match args.file {
        Some(file) => file,
        None => config::config_home()?.join("synadm.yaml"),
    };
    let wrong = |what: String| Failure::Config(format!("{}: {what}", source.display()));
    let text = std::fs::read_to_string(&source).map_err(|error| wrong(error.to_string()))?;
    let (profile, notes) = read(&text).map_err(wrong)?;
    let name = args.name;
    let document = json!({
        "profile": name, "api": profile.api, "server": profile.server, "user": profile.user,
    });
    Config::update(&context.connect.config_path()?, |config| {
        if config.profiles.contains_key(&name) && !args.force {
            return Err(Failure::Conflict(format!(
                "there is a profile `{name}`; give another `--name`, or `--force` to replace it"
            )));
        }
        config.profiles.insert(name.clone(), profile);
        config.current.entry(Api::Synapse).or_insert(name);
        Ok(())
    })?;
    for note in notes {
        context.printer.note(&note);
    }
    context.printer.record(&auth::login::LOGIN, document)
}

/// The profile, and what became of settings that are different here.
fn read(text: &str) -> Result<(Profile, Vec<String>), String> {
    // The reader's words could quote the token.
    let synadm: Synadm =
        serde_yaml_ng::from_str(text).map_err(|_| "this is no file of synadm".to_owned())?;
    let (profile, notes) = synadm.profile()?;
    profile.check()?;
    Ok((profile, notes))
}

impl Synadm {
    /// The profile, and what became of settings that are different here.
    fn profile(self) -> Result<(Profile, Vec<String>), String> {
        let mut notes = Vec::new();
        let address = self
            .base_url
            .as_deref()
            .ok_or("there is no `base_url`")?
            .to_owned();
        let mut profile = Profile {
            api: Some(Api::Synapse),
            server: Some(address.clone()),
            server_name: self
                .homeserver
                .clone()
                .filter(|name| name != "auto-retrieval"),
            user: self.user.clone().filter(|user| !user.is_empty()),
            timeout: self.timeout.filter(|timeout| *timeout > 0),
            token: self
                .token
                .clone()
                .filter(|token| !token.expose().is_empty()),
            ..Profile::default()
        };
        if self.protocol.as_deref() == Some("unix") {
            let bare = ["http+unix://", "unix://", "unix:"]
                .into_iter()
                .find_map(|scheme| address.strip_prefix(scheme));
            let path = bare.unwrap_or(&address).replace("%2F", "/");
            if !path.starts_with('/') {
                return Err(format!(
                    "`protocol` is `unix`, so `base_url` should be the path of a socket, and `{path}` is none"
                ));
            }
            profile.unix_socket = Some(PathBuf::from(path));
            profile.server = Some("http://localhost".to_owned());
        }
        if let Some(prefix) = self.prefix()? {
            let server = profile.server.take().unwrap_or_default();
            let server = format!("{}{prefix}", server.trim_end_matches('/'));
            notes.push(format!(
                "`admin_path` and `matrix_path` begin with `{prefix}`, which is a part of the address here: {server}"
            ));
            profile.server = Some(server);
        }
        if self.ssl_verify == Some(false) {
            profile.insecure = true;
            notes.push(
                "warning: `ssl_verify` is false, so certificates are not checked here either (`insecure`); to \
                 trust an authority of your own, set `ca_cert` and take `insecure` away"
                    .to_owned(),
            );
        }
        if let Some(format) = &self.format {
            match <Format as clap::ValueEnum>::from_str(format, true) {
                Ok(format) => profile.output = Some(format),
                Err(_) => notes.push(format!("the format `{format}` is not known here")),
            }
        }
        if profile.token.is_none() {
            notes.push(
                "there is no token in it; log in with `chatadm auth refresh` or `chatadm auth login`"
                    .to_owned(),
            );
        }
        Ok((profile, notes))
    }

    /// What stands before the paths of Synapse, if something does.
    fn prefix(&self) -> Result<Option<String>, String> {
        let mut prefixes = Vec::new();
        for ((key, usual), path) in PATHS.into_iter().zip([&self.admin_path, &self.matrix_path]) {
            let Some(path) = path else { continue };
            let path = path.trim_end_matches('/');
            let prefix = path.strip_suffix(usual).ok_or_else(|| {
                format!(
                    "`{key}` is `{path}`; here it is always `{usual}`, behind the address of the server"
                )
            })?;
            prefixes.push(prefix.to_owned());
        }
        prefixes.dedup();
        match prefixes.as_slice() {
            [] => Ok(None),
            [prefix] => Ok(Some(prefix.clone()).filter(|prefix| !prefix.is_empty())),
            _ => Err(
                "`admin_path` and `matrix_path` begin differently; here both are behind one address"
                    .to_owned(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_file_is_refused_or_a_profile_that_can_be_kept() {
        let tally = chatadm_fuzz::Target::new("synadm").run(|input| {
            match read(&String::from_utf8_lossy(input)) {
                Ok((profile, _)) => {
                    // What is too large for the file is refused when that is written.
                    let Ok(kept) = toml_edit::ser::to_string(&profile) else {
                        assert!(profile.timeout > Some(i64::MAX.cast_unsigned()));
                        return false;
                    };
                    assert_eq!(toml_edit::de::from_str::<Profile>(&kept).unwrap(), profile);
                    true
                }
                Err(why) => {
                    // Paths are quoted, so a token is only looked for where nothing of the file is.
                    assert!(
                        !why.starts_with("this is no") || !why.contains("planted"),
                        "{why}"
                    );
                    false
                }
            }
        });
        assert!(
            tally.accepted > 50 && tally.accepted < tally.executions,
            "{tally:?}"
        );
    }
}
