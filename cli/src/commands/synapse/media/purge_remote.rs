//! `chatadm synapse media purge-remote`: copies of other servers' files.

use serde_json::{Value, json};

use super::before::BeforeArgs;
use crate::{
    bulk::{self, DryRun},
    context::Context,
    exit::Failure,
    printer::Shape,
};

const PURGED: Shape = Shape {
    id: "deleted",
    columns: &["deleted"],
};

/// Deletes copies of other servers' files that were last read before a moment.
///
/// The server fetches such a file again when somebody wants it. It answers when all are deleted, so a large
/// cache needs a longer `--timeout`; a timeout here does not stop it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse media purge-remote --before 30d
  chatadm synapse media purge-remote --before 2026-01-31 --timeout 10m --yes")]
pub(crate) struct Args {
    #[command(flatten)]
    before: BeforeArgs,
    #[command(flatten)]
    dry_run: DryRun,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let moment = args.before.moment(context)?;
    let moment =
        moment.ok_or_else(|| Failure::Usage("name a moment, such as `--before 30d`".to_owned()))?;
    let synapse = context.synapse()?;
    let operation = bulk::synapse_operation("purge_media_cache");
    if args.dry_run.dry_run {
        let query = [("before_ts", moment.as_millis().to_string())];
        return bulk::show_query(context, operation, &query, Value::Null);
    }
    context.allow(operation, &synapse.connection)?;
    context
        .prompter
        .confirm("delete all copies of other servers' files that were last read before then?")?;
    let deleted = synapse.client.media().purge_remote_cache(moment).await?;
    context.printer.record(&PURGED, json!({"deleted": deleted}))
}
