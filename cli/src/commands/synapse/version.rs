//! `chatadm synapse version`: the version of the server.

use serde_json::json;

use crate::{context::Context, exit::Failure, printer::Shape};

const VERSION: Shape = Shape {
    id: "server_version",
    columns: &["server_version"],
};

/// Tells the version of the server.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Asked for anyway; kept for scripts
    #[arg(long, hide = true)]
    server: bool,
}

pub(crate) async fn run(context: &Context, _: Args) -> Result<(), Failure> {
    let version = context.synapse()?.client.version().await?;
    context
        .printer
        .record(&VERSION, json!({"server_version": version}))
}
