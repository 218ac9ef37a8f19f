//! `chatadm auth login`: a token, made on the server or given, and kept in a profile.

use serde_json::json;
use url::Url;

use crate::{
    config::{Api, Config, Connection, Profile},
    context::Context,
    exit::Failure,
    printer::Shape,
};

mod credentials;
mod detect;
mod keep;
mod session;

pub(crate) use {
    credentials::CredentialArgs,
    keep::{keep, try_keyring},
    session::{end, open, owner},
};

pub(crate) const LOGIN: Shape = Shape {
    id: "profile",
    columns: &["profile", "api", "server", "user", "version"],
};

/// Logs in and keeps the token in a profile, in a file that only you can read or in the keyring.
///
/// With a password the server makes a token of its own for this program. With `--token-stdin` or
/// `--access-token-file` a token that exists is kept. Either is tried before anything is stored. The ways to
/// connect that are given (`--ca-cert`, `--proxy` and so on) are kept in the profile too.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm auth login https://matrix.example.org --username ada
  pass matrix | chatadm auth login https://matrix.example.org --token-stdin --profile work
  chatadm auth login https://chat.example.org --username ada --keyring
  chatadm auth login https://chat.example.org -u ada -f ~/password --no-activate")]
pub(crate) struct Args {
    /// The address of the server
    url: String,

    /// The kind of server; found out by asking it unless told
    #[arg(long, value_enum)]
    api: Option<Api>,

    #[command(flatten)]
    credentials: CredentialArgs,

    /// Keep the token in the keyring of the system
    #[arg(long)]
    keyring: bool,

    /// The profile to keep it in, as `--profile` (the host of the address unless told)
    #[arg(short, long, value_name = "NAME")]
    name: Option<String>,

    /// Leave the current profile as it is
    #[arg(long)]
    no_activate: bool,

    /// Replace a profile of that name although it is one of another server
    #[arg(long)]
    force: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.credentials.check()?;
    let path = context.connect.config_path()?;
    let url = address(&args.url)?;
    let address = url.as_str().trim_end_matches('/').to_owned();
    let host = url.host_str().unwrap_or_default().to_owned();
    let name = args.name.or_else(|| context.connect.profile.clone());
    let name = name.unwrap_or(host);
    if name.trim().is_empty() || name.contains(char::is_control) {
        return Err(Failure::Usage(format!("`{name}` cannot name a profile")));
    }
    let mut profile = settings(&Config::read(&path)?, &name, &address, args.force)?;
    context.connect.keep_in(&mut profile)?;
    profile.check().map_err(Failure::Usage)?;
    let in_keyring = args.keyring || profile.keyring;
    if in_keyring {
        try_keyring(&profile, &name)?;
    }
    let connection = Connection::to(&address, &profile, &path);
    let api = match args.api {
        Some(api) => api,
        None => detect::api(context, &connection).await?,
    };
    let session = open(context, &connection, api, &args.credentials).await?;
    profile.api = Some(api);
    session.keep_in(&mut profile);
    let token = session.token.clone();
    let kept = keep(&mut profile, &name, token, in_keyring).and_then(|()| {
        Config::update(&path, |config| {
            config.profiles.insert(name.clone(), profile);
            if !args.no_activate {
                config.current.insert(api, name.clone());
            }
            Ok(())
        })
    });
    if let Err(failure) = kept {
        if session.is_new {
            // Nobody would know of it any more; what the server says to that changes nothing.
            let _ended = end(context, &connection, api, session.token).await;
        }
        return Err(failure);
    }
    let place = if in_keyring {
        "the keyring".to_owned()
    } else {
        path.display().to_string()
    };
    context
        .printer
        .note(&format!("the token is kept in {place}"));
    let document = json!({
        "profile": name, "api": api, "server": address, "user": session.user, "version": session.version,
    });
    context.printer.record(&LOGIN, document)
}

/// The address that was typed; without a scheme it is one with TLS.
fn address(text: &str) -> Result<Url, Failure> {
    let whole = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    // What is wrong with it is said without quoting it: it may hold a password.
    let url = Url::parse(&whole).ok().filter(Url::has_host);
    let url = url.ok_or_else(|| {
        Failure::Usage("this is no address; write `https://matrix.example.org`".to_owned())
    })?;
    let built = chatadm::synapse::Client::builder(url.as_str()).build();
    built.map_err(|error| Failure::Usage(chatadm::Report(&error).to_string()))?;
    Ok(url)
}

/// The profile to begin with: settings of an earlier login to the same server stay.
fn settings(config: &Config, name: &str, address: &str, force: bool) -> Result<Profile, Failure> {
    let fresh = Profile {
        server: Some(address.to_owned()),
        ..Profile::default()
    };
    let Some(old) = config.profiles.get(name) else {
        return Ok(fresh);
    };
    let server = old.server.as_deref().unwrap_or_default();
    if server.trim_end_matches('/') == address {
        return Ok(Profile {
            server: fresh.server,
            ..old.clone()
        });
    }
    if force || server.is_empty() {
        return Ok(fresh);
    }
    Err(Failure::Conflict(format!(
        "the profile `{name}` is one of {server}; give another `--name`, or `--force` to replace it"
    )))
}
