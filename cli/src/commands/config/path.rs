//! `chatadm config path`: where the configuration lies.

use serde_json::json;

use crate::{context::Context, exit::Failure, printer::Shape};

const PATH: Shape = Shape {
    id: "path",
    columns: &["path", "exists"],
};

/// Tells where the configuration lies, or would lie.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

#[expect(clippy::unused_async, reason = "all commands are run alike")]
pub(crate) async fn run(context: &Context, _: Args) -> Result<(), Failure> {
    let path = context.connect.config_path()?;
    context
        .printer
        .record(&PATH, json!({"path": path, "exists": path.exists()}))
}
