//! `chatadm synapse regtok delete`: tokens that are gone.

use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    selection::FileArgs,
};

/// Deletes tokens, and with them the counts of their use. Accounts that were made with them stay.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The tokens
    #[arg(required_unless_present = "from_file", value_name = "TOKEN", value_parser = super::token)]
    tokens: Vec<String>,

    #[command(flatten)]
    file: FileArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mut tokens = args.tokens;
    tokens.extend(args.file.read(&["token", "id"])?);
    let synapse = context.synapse()?;
    let action = Action::synapse("delete", "token", "delete_registration_token")
        .dry_run(args.dry_run.dry_run);
    let verb = |token: String| {
        let token = synapse.client.registration_token(token);
        async move { token.delete().await }
    };
    bulk::run(
        context,
        &synapse.connection,
        &args.bulk,
        action,
        tokens,
        verb,
    )
    .await
}
