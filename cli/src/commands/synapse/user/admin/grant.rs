//! `chatadm synapse user admin grant`: the right to administer.

use crate::{commands::synapse::user::select::ChangeArgs, context::Context, exit::Failure};

/// Makes users server admins.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user admin grant ada
  chatadm synapse user admin grant --from-file admins.txt --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    super::set(context, &args.change, true).await
}
