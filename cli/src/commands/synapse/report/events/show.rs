//! `chatadm synapse report events show`: single reports.

use super::REPORTS;
use crate::{context::Context, exit::Failure};

/// Shows reports about events.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The numbers of the reports
    #[arg(required = true, value_name = "ID", value_parser = clap::value_parser!(i64).range(0..))]
    ids: Vec<i64>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let client = &context.synapse()?.client;
    if let [id] = args.ids.as_slice() {
        let report = client.event_report(*id).get().await?;
        return context
            .printer
            .record(&REPORTS, serde_json::to_value(report)?);
    }
    let mut list = context.printer.list(&REPORTS);
    for id in args.ids {
        list.push(serde_json::to_value(client.event_report(id).get().await?)?)?;
        list.flush()?;
    }
    list.finish()
}
