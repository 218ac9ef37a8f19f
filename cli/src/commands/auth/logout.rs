//! `chatadm auth logout`: tokens that end on the server and are then forgotten.

use serde_json::json;

use super::login;
use crate::{
    config::{Config, Connection, Profile},
    context::{self, Context},
    exit::Failure,
    printer::Shape,
};

const LOGOUT: Shape = Shape {
    id: "profile",
    columns: &["profile", "api", "server", "revoked"],
};

/// Logs out on the server, then forgets the token.
///
/// A token that the server does not know any more is forgotten as well. Other settings of the profile stay,
/// unless `--delete-profile` is given. Where the server cannot be reached nothing is forgotten, because the
/// token would live on there unseen; `--force` does it nevertheless.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm auth logout
  chatadm auth logout chat.example.org --delete-profile
  chatadm auth logout --all --force")]
pub(crate) struct Args {
    /// The names of the profiles; the current one unless told
    #[arg(value_name = "PROFILE")]
    names: Vec<String>,

    /// All profiles
    #[arg(long, conflicts_with = "names")]
    all: bool,

    #[command(flatten)]
    how: HowArgs,
}

/// How much is forgotten, and when.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct HowArgs {
    /// Forget the token although the server cannot be reached, or refuses
    #[arg(long, visible_alias = "forget")]
    pub(crate) force: bool,

    /// Forget the token and do not tell the server, where it stays valid
    #[arg(long, conflicts_with = "force")]
    pub(crate) local_only: bool,

    /// Forget the whole profile
    #[arg(long)]
    pub(crate) delete_profile: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    if args.all {
        return all(context, args.how).await;
    }
    let config = Config::read(&context.connect.config_path()?)?;
    let mut names = args.names;
    if names.is_empty() {
        names.push(match context.connect.named_profile() {
            Some(name) => name,
            None => config.only_usual()?,
        });
    }
    for name in &names {
        config.profile(name)?;
    }
    each(context, names, args.how).await
}

/// Logs out of all profiles.
pub(super) async fn all(context: &Context, how: HowArgs) -> Result<(), Failure> {
    let config = Config::read(&context.connect.config_path()?)?;
    each(context, config.profiles.into_keys().collect(), how).await
}

async fn each(context: &Context, names: Vec<String>, how: HowArgs) -> Result<(), Failure> {
    let path = context.connect.config_path()?;
    let mut list = context.printer.list(&LOGOUT);
    let mut first_failure = None;
    for name in names {
        let profile = Config::read(&path)?.profile(&name)?.clone();
        let revoked = match revoke(context, &name, &profile, how).await {
            Ok(revoked) => revoked,
            Err(failure) => {
                context.printer.note(&format!(
                    "the profile `{name}` keeps its token, which may still be valid on the server: {failure}; \
                     `--force` forgets it nevertheless"
                ));
                first_failure.get_or_insert(failure);
                continue;
            }
        };
        if profile.keyring {
            profile.keyring_account(&name).delete()?;
        }
        // After each, so that a failure of the next one loses nothing.
        Config::update(&path, |config| {
            if how.delete_profile {
                config.profiles.remove(&name);
                config.current.retain(|_, current| *current != name);
            } else if let Some(profile) = config.profiles.get_mut(&name) {
                (profile.token, profile.keyring) = (None, false);
            }
            Ok(())
        })?;
        if profile.token_file.is_some() || profile.token_cmd.is_some() {
            context.printer.note(&format!(
                "the token of `{name}` is kept elsewhere (`token_file` or `token_cmd`), and stays there"
            ));
        }
        let Profile { api, server, .. } = profile;
        list.push(json!({"profile": name, "api": api, "server": server, "revoked": revoked}))?;
    }
    list.finish()?;
    first_failure.map_or(Ok(()), Err)
}

/// Ends the token of a profile on the server; tells whether there was something to end.
async fn revoke(
    context: &Context,
    name: &str,
    profile: &Profile,
    how: HowArgs,
) -> Result<bool, Failure> {
    let has_token = profile.token.is_some()
        || profile.keyring
        || profile.token_file.is_some()
        || profile.token_cmd.is_some();
    let Some(api) = profile.api.filter(|_| has_token && !how.local_only) else {
        return Ok(false);
    };
    let args = context::only_profile(&context.connect, name);
    let ended = match args.resolve(api) {
        Ok(connection) => end(context, &connection, api).await,
        Err(failure) => Err(failure),
    };
    match ended {
        Ok(()) => Ok(true),
        Err(Failure::Api(error)) if error.is_unauthorized() => Ok(false),
        Err(failure) if how.force => {
            context.printer.note(&format!(
                "warning: the token of `{name}` may still be valid on the server: {failure}"
            ));
            Ok(false)
        }
        Err(failure) => Err(failure),
    }
}

async fn end(
    context: &Context,
    connection: &Connection,
    api: crate::config::Api,
) -> Result<(), Failure> {
    let token = context::needed(connection, api)?;
    login::end(context, connection, api, token).await
}
