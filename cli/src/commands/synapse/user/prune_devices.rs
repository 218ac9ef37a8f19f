//! `chatadm synapse user prune-devices`: an old name of `devices prune`.

use super::devices::prune;
use crate::{context::Context, exit::Failure};

/// Deletes the devices that were not seen lately.
///
/// The same as `chatadm synapse user devices prune`, with all of its options.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    prune: prune::Args,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    prune::run(context, args.prune).await
}
