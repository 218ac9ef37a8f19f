//! `chatadm config show`: what the file holds, secrets apart.

use serde_json::{Map, json};

use crate::{config::Config, context::Context, exit::Failure, printer::Shape};

const CONFIG: Shape = Shape {
    id: "current",
    columns: &["current", "profiles"],
};

/// Shows the configuration. Tokens, and proxies with their credentials, are left out.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

#[expect(clippy::unused_async, reason = "all commands are run alike")]
pub(crate) async fn run(context: &Context, _: Args) -> Result<(), Failure> {
    let config = Config::read(&context.connect.config_path()?)?;
    let mut profiles = Map::new();
    for (name, profile) in &config.profiles {
        profiles.insert(name.clone(), profile.shown()?);
    }
    let document = json!({"current": config.current, "profiles": profiles});
    context.printer.record(&CONFIG, document)
}
