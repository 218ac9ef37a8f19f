//! `chatadm config import-mmctl`: profiles from the file of another program.

use std::{collections::BTreeMap, path::PathBuf};

use chatadm::Secret;
use serde::Deserialize;
use serde_json::json;

use crate::{
    commands::auth,
    config::{self, Api, Config, Profile},
    context::Context,
    exit::Failure,
};

/// Makes profiles of the credentials of mmctl, by the names that they have there. No server is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm config import-mmctl
  chatadm config import-mmctl ~/old/mmctl/config --force")]
pub(crate) struct Args {
    /// The file of mmctl (`~/.config/mmctl/config` unless told)
    file: Option<PathBuf>,

    /// Replace profiles of the same names
    #[arg(long)]
    force: bool,
}

/// What mmctl writes for each server.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credentials {
    instance_url: String,
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    auth_token: Option<Secret>,
    #[serde(default)]
    auth_method: Option<String>,
    #[serde(default)]
    active: bool,
}

#[expect(clippy::unused_async, reason = "all commands are run alike")]
pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let source = match args.file {
        Some(file) => file,
        None => config::config_home()?.join("mmctl").join("config"),
    };
    let wrong = |what: String| Failure::Config(format!("{}: {what}", source.display()));
    let text = std::fs::read_to_string(&source).map_err(|error| wrong(error.to_string()))?;
    let found = read(&text).map_err(wrong)?;
    let mut documents = Vec::new();
    let mut sessions = Vec::new();
    Config::update(&context.connect.config_path()?, |config| {
        if let Some(name) = found
            .keys()
            .find(|name| config.profiles.contains_key(*name) && !args.force)
        {
            return Err(Failure::Conflict(format!(
                "there is a profile `{name}`; give `--force` to replace it"
            )));
        }
        for (name, credentials) in found {
            if credentials.is_session() {
                sessions.push(name.clone());
            }
            let is_active = credentials.active;
            let profile = credentials.profile();
            documents.push(json!({
                "profile": name, "api": profile.api, "server": profile.server, "user": profile.user,
            }));
            if is_active {
                let current = config.current.entry(Api::Mattermost);
                current.or_insert_with(|| name.clone());
            }
            config.profiles.insert(name, profile);
        }
        Ok(())
    })?;
    for name in sessions {
        context.printer.note(&format!(
            "the token of `{name}` was made for a password and ends with its session; \
             `chatadm auth refresh {name}` makes a new one"
        ));
    }
    let mut list = context.printer.list(&auth::login::LOGIN);
    for document in documents {
        list.push(document)?;
    }
    list.finish()
}

/// What is in the file, each entry good for a profile.
fn read(text: &str) -> Result<BTreeMap<String, Credentials>, String> {
    // The reader's words could quote a token.
    let found: BTreeMap<String, Credentials> =
        serde_json::from_str(text).map_err(|_| "this is no file of mmctl".to_owned())?;
    for (name, credentials) in &found {
        let checked = credentials.clone().profile().check();
        checked.map_err(|what| format!("`{name}`: {what}"))?;
    }
    Ok(found)
}

impl Credentials {
    /// Whether the token is that of a session: mmctl has a letter for how one logged in.
    fn is_session(&self) -> bool {
        matches!(self.auth_method.as_deref(), Some("P" | "M"))
    }

    fn profile(self) -> Profile {
        Profile {
            api: Some(Api::Mattermost),
            server: Some(self.instance_url),
            user: self.username.filter(|name| !name.is_empty()),
            token: self.auth_token.filter(|token| !token.expose().is_empty()),
            ..Profile::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_file_is_refused_or_has_profiles_that_can_be_kept() {
        let tally = chatadm_fuzz::Target::new("mmctl").run(|input| {
            match read(&String::from_utf8_lossy(input)) {
                Ok(found) => {
                    for credentials in found.into_values() {
                        let profile = credentials.profile();
                        let kept = toml_edit::ser::to_string(&profile).unwrap();
                        assert_eq!(toml_edit::de::from_str::<Profile>(&kept).unwrap(), profile);
                    }
                    true
                }
                Err(why) => {
                    assert!(!why.contains("planted"), "{why}");
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
