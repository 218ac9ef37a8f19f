//! `chatadm version`: the version of this program.

use serde_json::json;

use crate::{context::Context, exit::Failure, printer::Shape};

const VERSION: Shape = Shape {
    id: "version",
    columns: &["version"],
};

/// Tells the version of this program.
///
/// `chatadm synapse version` tells that of the server, and `chatadm doctor` more.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _: &Args) -> Result<(), Failure> {
    context
        .printer
        .record(&VERSION, json!({"version": env!("CARGO_PKG_VERSION")}))
}
