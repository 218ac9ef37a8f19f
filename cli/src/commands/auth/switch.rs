//! `chatadm auth switch`: another current profile.

use serde_json::json;

use super::login::LOGIN;
use crate::{config::Config, context::Context, exit::Failure};

/// Makes a profile the current one of its API.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The name of the profile
    name: String,
}

#[expect(clippy::unused_async, reason = "all commands are run alike")]
pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let path = context.connect.config_path()?;
    let mut config = Config::read(&path)?;
    let profile = config.profile(&args.name)?.clone();
    let api = profile.api.ok_or_else(|| {
        Failure::Config(format!(
            "the profile `{}` does not say of which `api` it is",
            args.name
        ))
    })?;
    config.current.insert(api, args.name.clone());
    config.write(&path)?;
    let document = json!({"profile": args.name, "api": api, "server": profile.server});
    context.printer.record(&LOGIN, document)
}
