//! `chatadm synapse group delete`: an answer for old scripts.

use crate::{context::Context, exit::Failure};

/// Says that groups are gone: Synapse has had none since 1.62, and spaces took their place.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The id of the group
    #[arg(value_name = "GROUP")]
    group: Option<String>,
}

#[expect(clippy::unused_async, reason = "all verbs are called alike")]
pub(crate) async fn run(_: &Context, args: Args) -> Result<(), Failure> {
    let group = args
        .group
        .map(|group| format!(" `{group}`"))
        .unwrap_or_default();
    Err(Failure::Usage(format!(
        "Synapse has no groups since 1.62, so the group{group} cannot be deleted; spaces took their place"
    )))
}
