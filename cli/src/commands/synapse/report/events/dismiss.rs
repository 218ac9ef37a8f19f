//! `chatadm synapse report events dismiss`: reports that are dealt with.

use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Deletes reports that are dealt with. The event stays as it is.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The numbers of the reports
    #[arg(required = true, value_name = "ID", value_parser = clap::value_parser!(i64).range(0..))]
    ids: Vec<i64>,

    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let action =
        Action::synapse("dismiss", "report", "delete_event_report").dry_run(args.dry_run.dry_run);
    let verb = |id: i64| {
        let report = synapse.client.event_report(id);
        async move { report.delete().await }
    };
    bulk::run(
        context,
        &synapse.connection,
        &args.bulk,
        action,
        args.ids,
        verb,
    )
    .await
}
