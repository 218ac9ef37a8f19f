//! `chatadm synapse history purge-status`: how far a purge is.

use serde_json::json;

use crate::{
    context::Context,
    exit::Failure,
    printer::Shape,
    waiting::{LimitArgs, Teller},
};

const PURGE: Shape = Shape {
    id: "purge_id",
    columns: &["purge_id", "status", "error"],
};

/// Tells how far a purge of history is.
///
/// The server forgets a purge some days after it is over.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse history purge-status mjBSHDQMULdCNEQS --wait")]
pub(crate) struct Args {
    /// The id of a purge
    #[arg(value_name = "ID")]
    purge_id: String,

    /// Wait until the purge is over
    #[arg(long)]
    wait: bool,

    #[command(flatten)]
    limit: LimitArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = args.purge_id;
    let purge = synapse.client.rooms().purge(&id);
    if !args.wait {
        let found = purge.status().await?;
        let document = json!({"purge_id": id, "status": found.status, "error": found.error});
        return context.printer.record(&PURGE, document);
    }
    let mut teller = Teller::new(format!("purge {id}"), context.quiet);
    purge
        .wait_with(args.limit.limit(), move |found| teller.tell(&found.status))
        .await?;
    context.printer.record(
        &PURGE,
        json!({"purge_id": id, "status": "complete", "error": null}),
    )
}
