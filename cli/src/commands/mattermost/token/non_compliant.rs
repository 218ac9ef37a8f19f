//! `chatadm mattermost token non-compliant`: tokens that live longer than the server allows.

use serde_json::{Value, json};

use crate::{bulk, context::Context, exit::Failure, printer::Shape};

const TOKENS: Shape = Shape {
    id: "count",
    columns: &["count", "outcome"],
};

/// Counts the tokens that live longer than the server is set up to allow, or with `--revoke` deletes them.
///
/// Servers up to 11.6 cannot do it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost token non-compliant
  chatadm mattermost token non-compliant --revoke")]
pub(crate) struct Args {
    /// Delete them, whosever they are
    #[arg(long)]
    revoke: bool,

    /// Delete without typing how many they are
    #[arg(long, requires = "revoke")]
    yes_revoke: bool,

    /// Print the request and send none
    #[arg(short = 'n', long, requires = "revoke")]
    dry_run: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let tokens = mattermost.client.access_tokens();
    let operation = bulk::mattermost_operation("revoke_non_compliant_user_access_tokens");
    if args.dry_run {
        return bulk::show_request(context, operation, "", &Value::Null);
    }
    if !args.revoke {
        let document = json!({"count": tokens.non_compliant_count().await?, "outcome": "found"});
        return context.printer.record(&TOKENS, document);
    }
    context.allow(operation, &mattermost.connection)?;
    if !args.yes_revoke {
        let count = tokens.non_compliant_count().await?.to_string();
        let question = format!("delete these {count} tokens, whosever they are?");
        context
            .prompter
            .typed(&question, &count, Some("--yes-revoke"))?;
    }
    let document = json!({"count": tokens.revoke_non_compliant().await?, "outcome": "deleted"});
    context.printer.record(&TOKENS, document)
}
