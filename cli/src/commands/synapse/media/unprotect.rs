//! `chatadm synapse media unprotect`: files that need not stay.

use super::protection::ProtectionArgs;
use crate::{context::Context, exit::Failure};

/// Takes the protection from files of this server.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse media unprotect mxc://example.org/abc
  chatadm synapse media unprotect --from-file ids.txt --yes")]
pub(crate) struct Args {
    #[command(flatten)]
    files: ProtectionArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.files.run(context, false).await
}
