//! `chatadm synapse admin-client-config get`: the switches as they are.

use crate::{context::Context, exit::Failure};

/// Shows what the server sends to the clients of this account because it is an admin's.
///
/// Where nothing was set, both switches are off.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse admin-client-config get")]
pub(crate) struct Args {}

pub(crate) async fn run(context: &Context, _: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    super::show(context, super::stored(synapse).await?)
}
