//! `chatadm synapse regtok disable`: tokens that are good for nothing.

use serde_json::json;

use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    selection::FileArgs,
};

/// Makes tokens useless without deleting them: they are good for 0 registrations.
///
/// `chatadm synapse regtok update TOKEN --uses unlimited` makes them useful again.
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
    let action = Action::synapse("disable", "token", "update_registration_token")
        .body(json!({"uses_allowed": 0}))
        .dry_run(args.dry_run.dry_run);
    let verb = |token: String| {
        synapse
            .client
            .registration_token(token)
            .update()
            .uses_allowed(0)
            .send()
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
