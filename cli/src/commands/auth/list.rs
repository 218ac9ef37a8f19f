//! `chatadm auth list`: the profiles.

use serde_json::json;

use crate::{config::Config, context::Context, exit::Failure, printer::Shape};

const PROFILES: Shape = Shape {
    id: "profile",
    columns: &["profile", "api", "server", "user", "token", "current"],
};

/// Lists the profiles.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

#[expect(clippy::unused_async, reason = "all commands are run alike")]
pub(crate) async fn run(context: &Context, _: Args) -> Result<(), Failure> {
    let config = Config::read(&context.connect.config_path()?)?;
    let mut list = context.printer.list(&PROFILES);
    for (name, profile) in &config.profiles {
        let current = profile.api.and_then(|api| config.current.get(&api)) == Some(name);
        list.push(json!({
            "profile": name,
            "api": profile.api,
            "server": profile.server,
            "user": profile.user,
            "token": profile.token_source(),
            "current": current,
            "read_only": profile.read_only,
        }))?;
    }
    list.finish()
}
