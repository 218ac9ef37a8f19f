//! `chatadm auth clean`: `chatadm auth logout --all`, by its name in mmctl.

use super::logout;
use crate::{context::Context, exit::Failure};

/// Logs out everywhere and forgets all profiles, as `chatadm auth logout --all --delete-profile`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    how: logout::HowArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let how = logout::HowArgs {
        delete_profile: true,
        ..args.how
    };
    logout::all(context, how).await
}
