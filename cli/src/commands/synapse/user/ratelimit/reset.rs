//! `chatadm synapse user ratelimit reset`: the configured limits again.

use chatadm::synapse::User;

use crate::{
    bulk::Action, commands::synapse::user::select::WorkArgs, context::Context, exit::Failure,
};

/// Takes the limits of accounts back to the configured ones.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user ratelimit reset ada
  chatadm synapse user ratelimit reset --match '@test-' --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    work: WorkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let action = Action::synapse(
        "reset the limit of",
        "user",
        "delete_user_ratelimit_override",
    );
    let verb = async |user: User<'_>| user.delete_ratelimit().await;
    args.work.run(context, action, verb).await
}
