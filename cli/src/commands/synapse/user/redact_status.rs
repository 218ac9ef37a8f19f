//! `chatadm synapse user redact-status`: how far a redaction is.

use crate::{
    context::Context,
    exit::Failure,
    printer::Shape,
    waiting::{LimitArgs, Teller},
};

const PROGRESS: Shape = Shape {
    id: "redact_id",
    columns: &["redact_id", "status", "failed_redactions"],
};

/// Tells how far a redaction is, and which events could not be redacted.
///
/// The server forgets a redaction some days after it is over.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user redact-status mRJxOdjAvIeHtQWD --wait")]
pub(crate) struct Args {
    /// The id that `chatadm synapse user redact` printed
    #[arg(value_name = "ID")]
    redact_id: String,

    /// Wait until the redaction is over
    #[arg(long)]
    wait: bool,

    #[command(flatten)]
    limit: LimitArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let users = context.synapse()?.client.users();
    let redaction = users.redaction(args.redact_id.as_str());
    if args.wait {
        let mut teller = Teller::new(format!("redaction {}", args.redact_id), context.quiet);
        redaction
            .wait_with(args.limit.limit(), move |found| teller.tell(&found.status))
            .await?;
    }
    let mut document = serde_json::to_value(redaction.status().await?)?;
    document["redact_id"] = args.redact_id.into();
    context.printer.record(&PROGRESS, document)
}
