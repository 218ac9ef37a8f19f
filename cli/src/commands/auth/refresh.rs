//! `chatadm auth refresh`: a new token in the place of the old one.

use serde_json::json;

use super::login::{self, CredentialArgs, LOGIN};
use crate::{
    config::{Config, Connection},
    context::Context,
    exit::Failure,
};

/// Logs in again and replaces the token of a profile.
///
/// The account is the one of the last login, unless `--username` names another. What the old token opened
/// is ended on the server when the new one is stored.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm auth refresh
  chatadm auth renew chat.example.org --mfa-token 123456
  pass matrix | chatadm auth refresh matrix.example.org --token-stdin --keep-old")]
pub(crate) struct Args {
    /// The profile; the current one unless told
    #[arg(value_name = "PROFILE")]
    name: Option<String>,

    #[command(flatten)]
    credentials: CredentialArgs,

    /// Keep the token in the keyring of the system from now on
    #[arg(long)]
    keyring: bool,

    /// Leave the old token as it is, because it is used elsewhere too
    #[arg(long)]
    keep_old: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.credentials.check()?;
    let path = context.connect.config_path()?;
    let config = Config::read(&path)?;
    let name = match args.name.or_else(|| context.connect.named_profile()) {
        Some(name) => name,
        None => config.only_usual()?,
    };
    let mut profile = config.profile(&name)?.clone();
    let (Some(api), Some(address)) = (profile.api, profile.server.clone()) else {
        return Err(Failure::Config(format!(
            "the profile `{name}` has no `api` or no `server`; log in with `chatadm auth login`"
        )));
    };
    if profile.token_file.is_some() || profile.token_cmd.is_some() {
        return Err(Failure::Config(format!(
            "the token of the profile `{name}` comes from elsewhere (`token_file` or `token_cmd`); replace it \
             there"
        )));
    }
    let in_keyring = args.keyring || profile.keyring;
    if in_keyring {
        login::try_keyring(&profile, &name)?;
    }
    let old = if profile.keyring {
        profile.keyring_account(&name).read()?
    } else {
        profile.token.clone()
    };
    let connection = Connection::to(&address, &profile, &path);
    let session = login::open(context, &connection, api, &args.credentials).await?;
    session.keep_in(&mut profile);
    login::keep(&mut profile, &name, session.token.clone(), in_keyring)?;
    Config::update(&path, |config| {
        config.profiles.insert(name.clone(), profile);
        Ok(())
    })?;
    let old = old.filter(|old| *old != session.token && !args.keep_old);
    if let Some(old) = old
        && let Err(failure) = login::end(context, &connection, api, old).await
        && !matches!(&failure, Failure::Api(error) if error.is_unauthorized())
    {
        context.printer.note(&format!(
            "warning: the new token is stored, but the old one was not ended: {failure}"
        ));
    }
    let document = json!({
        "profile": name, "api": api, "server": address, "user": session.user, "version": session.version,
    });
    context.printer.record(&LOGIN, document)
}
