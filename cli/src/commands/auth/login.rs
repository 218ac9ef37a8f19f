//! `chatadm auth login`: a token, made on the server or given, and kept in a profile.

use std::path::PathBuf;

use serde_json::json;

use crate::{
    commands::synapse::user::password::PasswordArgs,
    config::{Api, Config, Connection, Profile},
    context::Context,
    exit::Failure,
    printer::Shape,
    prompt,
};

mod detect;
mod session;

pub(crate) const LOGIN: Shape = Shape {
    id: "profile",
    columns: &["profile", "api", "server", "user"],
};

/// Logs in and keeps the token in a profile, in a file that only you can read.
///
/// With a password the server makes a token of its own for this program. With `--token-stdin` or
/// `--access-token-file` a token that exists is kept. Either is tried before anything is stored.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm auth login https://matrix.example.org --username ada
  pass matrix | chatadm auth login https://matrix.example.org --token-stdin --profile work
  chatadm auth login https://chat.example.org --username ada --mfa-token 123456")]
pub(crate) struct Args {
    /// The address of the server
    url: String,

    /// The kind of server; found out by asking it unless told
    #[arg(long, value_enum)]
    api: Option<Api>,

    /// The name of the account
    #[arg(short, long, value_name = "NAME")]
    username: Option<String>,

    #[command(flatten)]
    password: PasswordArgs,

    /// Read a token from standard input
    #[arg(long, conflicts_with_all = ["PasswordArgs", "username", "access_token_file"])]
    token_stdin: bool,

    /// Read a token from this file
    #[arg(short = 't', long, value_name = "FILE", conflicts_with_all = ["PasswordArgs", "username"])]
    access_token_file: Option<PathBuf>,

    /// The present code of the second factor (Mattermost)
    #[arg(short, long, visible_alias = "mfa", value_name = "CODE")]
    mfa_token: Option<String>,

    /// The profile to keep it in, as `--profile` (the host of the address unless told)
    #[arg(short, long, value_name = "NAME")]
    name: Option<String>,

    /// Leave the current profile as it is
    #[arg(long)]
    no_activate: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let path = context.connect.config_path()?;
    let mut config = Config::read(&path)?;
    let fallback = args.url.split("://").last().unwrap_or_default();
    let fallback = fallback
        .split(['/', ':'])
        .next()
        .unwrap_or_default()
        .to_owned();
    let name = args
        .name
        .clone()
        .or(context.connect.profile.clone())
        .unwrap_or(fallback);
    // Settings of an earlier login stay, unless they belong to another server.
    let mut profile = config.profiles.get(&name).cloned().unwrap_or_default();
    if profile.server.as_deref() != Some(&args.url) {
        profile = Profile {
            server: Some(args.url.clone()),
            ..Profile::default()
        };
    }
    let connection = Connection {
        address: args.url.clone(),
        address_from: "the command line".to_owned(),
        token: None,
        profile_name: Some(name.clone()),
        profile: profile.clone(),
    };
    let api = match args.api {
        Some(api) => api,
        None => detect::api(context, &connection).await?,
    };
    let given = match (&args.access_token_file, args.token_stdin) {
        (Some(path), _) => Some(prompt::secret_from(path)?),
        (None, true) => Some(prompt::secret_from(std::path::Path::new("-"))?),
        (None, false) => None,
    };
    let (token, user) = match api {
        Api::Synapse => args.synapse(context, &connection, given).await?,
        Api::Mattermost => args.mattermost(context, &connection, given).await?,
    };
    profile.api = Some(api);
    profile.token = Some(token);
    (profile.token_file, profile.token_cmd) = (None, None);
    if api == Api::Synapse {
        profile.server_name = user.split_once(':').map(|(_, server)| server.to_owned());
    }
    config.profiles.insert(name.clone(), profile);
    if !args.no_activate {
        config.current.insert(api, name.clone());
    }
    config.write(&path)?;
    context
        .printer
        .note(&format!("the token is kept in {}", path.display()));
    let document = json!({"profile": name, "api": api, "server": args.url, "user": user});
    context.printer.record(&LOGIN, document)
}
