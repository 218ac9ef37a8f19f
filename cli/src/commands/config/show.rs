//! `chatadm config show`: what the file holds, secrets apart.

use serde_json::Value;

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
    let mut document = serde_json::to_value(&config)?;
    let profiles = document.get_mut("profiles").and_then(Value::as_object_mut);
    for profile in profiles
        .into_iter()
        .flat_map(|profiles| profiles.values_mut())
    {
        for secret in ["token", "proxy"] {
            if let Some(value) = profile.get_mut(secret) {
                *value = "(set)".into();
            }
        }
    }
    context.printer.record(&CONFIG, document)
}
