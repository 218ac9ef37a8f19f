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

/// Makes profiles of the credentials of mmctl, by the names that they have there.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file of mmctl (`~/.config/mmctl/config` unless told)
    file: Option<PathBuf>,

    /// Replace profiles of the same names
    #[arg(long)]
    force: bool,
}

/// What mmctl writes for each server.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credentials {
    instance_url: String,
    #[serde(default)]
    auth_token: Option<Secret>,
    #[serde(default)]
    active: bool,
}

#[expect(clippy::unused_async, reason = "all commands are run alike")]
pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let source = match args.file {
        Some(file) => file,
        None => config::config_home()?.join("mmctl").join("config"),
    };
    let wrong = |what: String| Failure::Usage(format!("{}: {what}", source.display()));
    let text = std::fs::read_to_string(&source).map_err(|error| wrong(error.to_string()))?;
    // The reader's words could quote a token.
    let found: Result<BTreeMap<String, Credentials>, _> = serde_json::from_str(&text);
    let found = found.map_err(|_| wrong("this is no file of mmctl".to_owned()))?;
    let path = context.connect.config_path()?;
    let mut config = Config::read(&path)?;
    if let Some(name) = found
        .keys()
        .find(|name| config.profiles.contains_key(*name) && !args.force)
    {
        return Err(Failure::Conflict(format!(
            "there is a profile `{name}`; give `--force` to replace it"
        )));
    }
    let mut documents = Vec::new();
    for (name, credentials) in found {
        documents.push(
            json!({"profile": name, "api": Api::Mattermost, "server": credentials.instance_url}),
        );
        let profile = Profile {
            api: Some(Api::Mattermost),
            server: Some(credentials.instance_url),
            token: credentials.auth_token,
            ..Profile::default()
        };
        if credentials.active {
            config
                .current
                .entry(Api::Mattermost)
                .or_insert(name.clone());
        }
        config.profiles.insert(name, profile);
    }
    config.write(&path)?;
    let mut list = context.printer.list(&auth::login::LOGIN);
    for document in documents {
        list.push(document)?;
    }
    list.finish()
}
