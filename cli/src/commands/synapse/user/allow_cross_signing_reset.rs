//! `chatadm synapse user allow-cross-signing-reset`: new keys without a password.

use chatadm::synapse::User;
use serde_json::json;

use super::select::WorkArgs;
use crate::{bulk::Action, context::Context, exit::Failure};

/// Lets accounts replace their cross-signing keys without a password, for the next minutes.
///
/// The outcome tells until when.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user allow-cross-signing-reset ada
  chatadm synapse user allow-cross-signing-reset --match '@test-' --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    work: WorkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let action = Action::synapse(
        "allow new keys for",
        "user",
        "allow_cross_signing_replacement",
    );
    let verb = async |user: User<'_>| {
        let end = user.allow_cross_signing_replacement().await?;
        Ok(json!({"updatable_without_uia_before_ts": end.as_millis()}))
    };
    args.work.run(context, action, verb).await
}
