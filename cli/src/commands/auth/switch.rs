//! `chatadm auth switch`: another current profile.

use serde_json::json;

use super::login::LOGIN;
use crate::{config::Config, context::Context, exit::Failure};

/// Makes a profile the current one of its API.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The name of the profile, as `chatadm auth list` has it
    name: String,
}

#[expect(clippy::unused_async, reason = "all commands are run alike")]
pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let path = context.connect.config_path()?;
    let name = &args.name;
    let document = Config::update(&path, |config| {
        let profile = config.profile(name)?;
        let api = profile.api.ok_or_else(|| {
            Failure::Config(format!(
                "the profile `{name}` does not say of which `api` it is"
            ))
        })?;
        let document =
            json!({"profile": name, "api": api, "server": profile.server, "user": profile.user});
        config.current.insert(api, name.clone());
        Ok(document)
    })?;
    context.printer.record(&LOGIN, document)
}
