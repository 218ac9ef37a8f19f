//! `chatadm config get`: one setting.

use crate::{
    config::{Config, Place, place},
    context::Context,
    exit::Failure,
};

/// Prints one setting, as plain text. Secrets are not printed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm config get timeout --profile matrix.example.org
  chatadm config get profiles.matrix.example.org.protected_users
  chatadm config get current.synapse")]
pub(crate) struct Args {
    /// The setting: `timeout` of the profile that is meant, `profiles.NAME.timeout`, or `current.API`
    key: String,
}

#[expect(clippy::unused_async, reason = "all commands are run alike")]
pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let config = Config::read(&context.connect.config_path()?)?;
    let values = match place(&args.key, &config, context.connect.named_profile())? {
        Place::Current(api) => config.current.get(&api).cloned().into_iter().collect(),
        Place::Profile(name, key) => key.get(config.profile(&name)?)?,
    };
    if values.is_empty() {
        return Err(Failure::NotFound(format!("`{}` is not set", args.key)));
    }
    context.printer.text((values.join("\n") + "\n").as_bytes())
}
