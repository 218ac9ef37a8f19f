//! `chatadm synapse media protect`: files that stay.

use super::protection::ProtectionArgs;
use crate::{context::Context, exit::Failure};

/// Protects files of this server from quarantine and from deletion by age.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse media protect mxc://example.org/abc
  chatadm synapse media protect --from-file ids.txt --yes")]
pub(crate) struct Args {
    #[command(flatten)]
    files: ProtectionArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.files.run(context, true).await
}
