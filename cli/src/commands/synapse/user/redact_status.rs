//! `chatadm synapse user redact-status`: how far a redaction is.

use crate::{
    commands::synapse::waiting::WaitArgs, context::Context, exit::Failure, printer::Shape,
};

const PROGRESS: Shape = Shape {
    id: "redact_id",
    columns: &["redact_id", "status", "failed_redactions"],
};

/// Tells how far a redaction is, and which events could not be redacted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The id that `chatadm synapse user redact` printed
    #[arg(value_name = "ID")]
    redact_id: String,

    #[command(flatten)]
    wait: WaitArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let redaction = context
        .synapse()?
        .client
        .users()
        .redaction(args.redact_id.as_str());
    if let Some(limit) = args.wait.wait {
        redaction.wait(limit).await?;
    }
    let mut document = serde_json::to_value(redaction.status().await?)?;
    document["redact_id"] = args.redact_id.into();
    context.printer.record(&PROGRESS, document)
}
