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

/// Makes a profile of the configuration of synadm.
#[derive(Debug, clap::Args)]
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
    base_url: Option<String>,
    protocol: Option<String>,
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
    let wrong = |what: String| Failure::Usage(format!("{}: {what}", source.display()));
    let text = std::fs::read_to_string(&source).map_err(|error| wrong(error.to_string()))?;
    // The reader's words could quote the token.
    let synadm: Synadm = serde_yaml_ng::from_str(&text)
        .map_err(|_| wrong("this is no file of synadm".to_owned()))?;
    let address = synadm
        .base_url
        .ok_or_else(|| wrong("there is no `base_url`".to_owned()))?;
    if synadm.ssl_verify == Some(false) {
        context
            .printer
            .note("certificates are checked here; name an authority of your own in `ca_cert`");
    }
    let is_socket = synadm.protocol.as_deref() == Some("unix");
    let server_name = synadm.homeserver.filter(|name| name != "auto-retrieval");
    let profile = Profile {
        api: Some(Api::Synapse),
        server: Some(if is_socket {
            "http://localhost".to_owned()
        } else {
            address.clone()
        }),
        unix_socket: is_socket.then(|| PathBuf::from(address)),
        server_name,
        token: synadm.token,
        timeout: synadm.timeout,
        output: synadm
            .format
            .and_then(|format| <Format as clap::ValueEnum>::from_str(&format, true).ok()),
        ..Profile::default()
    };
    let path = context.connect.config_path()?;
    let mut config = Config::read(&path)?;
    if config.profiles.contains_key(&args.name) && !args.force {
        let name = args.name;
        return Err(Failure::Conflict(format!(
            "there is a profile `{name}`; give another `--name`, or `--force` to replace it"
        )));
    }
    let document = json!({"profile": args.name, "api": profile.api, "server": profile.server});
    config.profiles.insert(args.name.clone(), profile);
    config.current.entry(Api::Synapse).or_insert(args.name);
    config.write(&path)?;
    context.printer.record(&auth::login::LOGIN, document)
}
