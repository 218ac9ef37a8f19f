//! `chatadm synapse user admin revoke`: the right to administer, taken.

use crate::{commands::synapse::user::select::ChangeArgs, context::Context, exit::Failure};

/// Takes the right to administer the server from users.
///
/// The server takes it from nobody who asks for themselves.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user admin revoke ada
  chatadm synapse user admin revoke --admins --inactive-for 1y --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    super::set(context, &args.change, false).await
}
