//! The transaction id of each user's notice, which keeps a notice from coming twice.

use std::{collections::BTreeMap, path::Path};

use chatadm::synapse::UserId;
use serde_json::{Value, json};

use crate::{
    bulk,
    context::{Context, Synapse},
    exit::Failure,
    printer::Shape,
};

const REQUESTS: Shape = Shape {
    id: "path",
    columns: &["method", "path", "body"],
};

/// A transaction id for each user: the one in the report that is resumed, or else a new one.
pub(super) fn of_each(
    synapse: &Synapse,
    report: Option<&Path>,
    ids: &[UserId],
) -> Result<BTreeMap<String, String>, Failure> {
    let mut known = BTreeMap::new();
    let report = report.map(super::read).transpose()?.unwrap_or_default();
    for line in report
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
    {
        if let (Some(id), Some(transaction)) =
            (line["id"].as_str(), line["transaction_id"].as_str())
        {
            known.insert(id.to_owned(), transaction.to_owned());
        }
    }
    for id in ids {
        let request = synapse.client.server_notices().send(id, "");
        known
            .entry(id.to_string())
            .or_insert_with(|| request.transaction_id().to_owned());
    }
    Ok(known)
}

/// Prints the requests.
pub(super) fn show(
    context: &Context,
    notice: &Value,
    ids: &[UserId],
    transactions: &BTreeMap<String, String>,
) -> Result<(), Failure> {
    let operation = bulk::synapse_operation("send_server_notice_txn");
    let mut list = context.printer.list(&REQUESTS);
    for id in ids {
        let transaction = transactions
            .get(id.as_str())
            .map(String::as_str)
            .unwrap_or_default();
        let path = operation.path.replace("{txn_id}", transaction);
        let body = json!({"user_id": id, "content": notice});
        list.push(json!({"method": operation.method, "path": path, "body": body}))?;
    }
    list.finish()
}
