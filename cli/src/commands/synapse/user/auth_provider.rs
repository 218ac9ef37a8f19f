//! `chatadm synapse user auth-provider`: an old name of `find --provider`.

use super::find;
use crate::{context::Context, exit::Failure};

/// Finds the account behind an identity at a provider.
///
/// The same as `chatadm synapse user find --provider PROVIDER --external-id ID`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The id of the user at the provider
    #[arg(value_name = "ID")]
    external_id: String,

    /// The provider
    #[arg(short, long, value_name = "PROVIDER")]
    provider: String,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    find::by_external_id(context, &args.provider, &args.external_id).await
}
