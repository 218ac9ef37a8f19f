//! How reports are shown: one as a document, several as a list.

use std::collections::BTreeMap;

use chatadm::Error;
use serde::Serialize;

use crate::{context::Context, exit::Failure, printer::Shape, reading};

/// Reads reports, and prints them in the order in which they were named.
pub(super) async fn show<T, F>(
    context: &Context,
    shape: &'static Shape,
    ids: &[i64],
    get: impl Fn(i64) -> F + Send + Sync,
) -> Result<(), Failure>
where
    T: Serialize + Send,
    F: Future<Output = Result<T, Error>> + Send,
{
    let found: BTreeMap<i64, T> = reading::quietly(ids.iter().copied(), get).await?;
    let mut reports = Vec::new();
    for report in ids.iter().filter_map(|id| found.get(id)) {
        reports.push(serde_json::to_value(report)?);
    }
    if let [report] = reports.as_mut_slice() {
        return context.printer.record(shape, report.take());
    }
    let mut list = context.printer.list(shape);
    for report in reports {
        list.push(report)?;
    }
    list.finish()
}
