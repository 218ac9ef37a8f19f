//! `chatadm synapse report users dismiss`: reports that are dealt with.

use super::filter::FilterArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    commands::synapse::report::select::NumberArgs,
    context::Context,
    exit::Failure,
};

/// Deletes reports that are dealt with. The user stays as it is. Since Synapse 1.152.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse report users dismiss 7 8
  chatadm synapse report users dismiss --target spammer --yes")]
pub(crate) struct Args {
    #[command(flatten)]
    numbers: NumberArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mut ids = args.numbers.read(!args.filter.is_empty())?;
    let synapse = context.synapse()?;
    if ids.is_empty() {
        let mut reports = args.filter.request(synapse).await?.stream();
        while let Some(report) = reports.try_next().await? {
            ids.push(report.id);
        }
    }
    let action =
        Action::synapse("dismiss", "report", "delete_user_report").dry_run(args.dry_run.dry_run);
    let verb = |id: i64| {
        let report = synapse.client.user_report(id);
        async move { report.delete().await }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}
