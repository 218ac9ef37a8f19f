//! `chatadm synapse report users show`: single reports.

use super::REPORTS;
use crate::{commands::synapse::report::show, context::Context, exit::Failure};

/// Shows reports about users. Since Synapse 1.152.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse report users show 7 -o yaml")]
pub(crate) struct Args {
    /// The numbers of the reports
    #[arg(required = true, value_name = "ID", value_parser = clap::value_parser!(i64).range(0..))]
    ids: Vec<i64>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let client = &context.synapse()?.client;
    let get = |id| async move { client.user_report(id).get().await };
    show::show(context, &REPORTS, &args.ids, get).await
}
