//! One change for many ids: plan, confirmation, progress, outcomes, report, and how to go on after a stop.

use std::{fmt::Display, path::PathBuf, pin::pin, sync::Mutex};

use chatadm::{Bulk, Error, Operation, Stop};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    commands,
    config::Connection,
    context::Context,
    exit::{self, Failure},
    printer::{self, List, Shape},
    progress,
};

mod action;
mod plan;
mod report;
mod tally;
mod work;

pub(crate) use action::{Action, fill};
use report::{About, Report};
use tally::Tally;
pub(crate) use work::{ChangeArgs, WorkArgs};

const REQUESTS: Shape = Shape {
    id: "path",
    columns: &["method", "path", "body"],
};

/// How to work through many ids.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Many at once")]
pub(crate) struct BulkArgs {
    /// How many to work on at once (4 unless told)
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(crate) concurrency: Option<usize>,

    /// How many to begin in a second at most
    #[arg(long, value_name = "N", value_parser = above_zero)]
    pub(crate) rate: Option<f64>,

    /// Go on after a failure; after 401 and 403 nothing goes on
    #[arg(long)]
    pub(crate) continue_on_error: bool,

    /// Write what becomes of each id to this file, as JSON lines
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,

    /// Leave out what a report says is done, and go on writing it
    #[arg(long, value_name = "FILE", conflicts_with = "report")]
    pub(crate) resume: Option<PathBuf>,
}

impl BulkArgs {
    /// What an earlier run began and nobody knows the end of. A filter may not find it any more, because it
    /// is done.
    pub(crate) fn unsettled(&self) -> Result<Vec<String>, Failure> {
        let path = self.resume.as_deref();
        path.map_or_else(|| Ok(Vec::new()), report::unsettled)
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "write a whole number from 1 on".to_owned())
}

fn above_zero(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.parse().ok();
    let number = number.filter(|number| *number > 0.0 && number.is_finite());
    number.ok_or_else(|| "write a number above 0, such as `0.5` for one in two seconds".to_owned())
}

/// `--dry-run`, for commands where `-n` means nothing else.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
#[command(next_help_heading = "Many at once")]
pub(crate) struct DryRun {
    /// Print the requests and send none of them
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,
}

/// Runs a change for each key: shows the plan, asks once, and tells what became of each.
pub(crate) async fn run<K, V, F>(
    context: &Context,
    connection: &Connection,
    args: &BulkArgs,
    action: Action,
    mut keys: Vec<K>,
    verb: impl Fn(K) -> F + Send + Sync,
) -> Result<(), Failure>
where
    K: Ord + Clone + Send + Display,
    V: Serialize + Send,
    F: Future<Output = Result<V, Error>> + Send,
{
    let operation = action.operation();
    if action.is_dry() {
        return show_requests(context, &action, &keys);
    }
    context.allow(operation, connection)?;
    let report = begin(context, connection, args, &action, &mut keys)?;
    if keys.is_empty() {
        context.printer.note("there is nothing to do");
        return context.printer.list(action.outcomes()).finish();
    }

    let report = report.map(Mutex::new);
    let started = |key: &K| match &report {
        Some(report) => report.lock().is_ok_and(|mut report| {
            let key = key.to_string();
            report.started(&key, action.transaction(&key))
        }),
        None => true,
    };
    let total = keys.len();
    let widest = keys
        .iter()
        .map(|key| printer::width(&key.to_string()))
        .max();
    let widest = widest.unwrap_or_default();
    let bar = progress::bar(total, action.verb(), context.quiet);
    let mut work = Bulk::new(keys, |key: K| {
        // Said before it is sent: a killed run then knows what it may have done.
        let may_run = started(&key);
        let work = verb(key);
        async move {
            if may_run {
                work.await.map(Some)
            } else {
                Ok(None)
            }
        }
    })
    .stop_on_error(!args.continue_on_error);
    if let Some(keys) = args.concurrency.or(connection.profile.concurrency) {
        work = work.concurrency(keys);
    }
    if let Some(rate) = args.rate {
        work = work.rate(rate);
    }

    commands::listen();
    let mut list = context.printer.list_ahead(action.outcomes(), widest);
    let mut tally = Tally::new(total);
    // One for all outcomes, or ^C while one is written down would be missed.
    let mut interrupted = pin!(tokio::signal::ctrl_c());
    loop {
        let outcome = tokio::select! {
            outcome = work.next() => outcome,
            _ = &mut interrupted => {
                interrupted.set(tokio::signal::ctrl_c());
                if tally.interrupted {
                    bar.finish_and_clear();
                    list.finish()?;
                    return Err(Failure::Interrupted(tally.say(args, "abandoned")));
                }
                tally.interrupted = true;
                work.stop();
                bar.suspend(|| context.printer.urge("finishing what is on its way; press ^C again to abandon it"));
                continue;
            }
        };
        let Some(outcome) = outcome else { break };
        let key = outcome.key.to_string();
        bar.inc(1);
        let line = match outcome.result {
            Ok(None) => {
                work.stop();
                continue;
            }
            Ok(Some(value)) => done(&key, serde_json::to_value(value)?),
            Err(error) => {
                let line = failed(&key, &error);
                tally.failed += 1;
                tally.last = Some(error);
                bar.set_message(format!("{}, {} failed", action.verb(), tally.failed));
                line
            }
        };
        tally.ended += 1;
        if let Some(report) = &report {
            let written = report.lock().is_ok_and(|mut report| report.ended(&line));
            if !written {
                work.stop();
            }
        }
        bar.suspend(|| tell(&mut list, &tally, line))?;
    }
    bar.finish_and_clear();
    let is_refused = matches!(work.stopped(), Some(Stop::Refused));
    drop(work);
    if let Some(failure) = report.and_then(|report| report.into_inner().ok()?.failure()) {
        return Err(failure);
    }
    tally.end(context, list, args, is_refused)
}

/// Leaves the keys that are still to be worked on, asks, and starts the report if there is to be one.
fn begin<K: Display>(
    context: &Context,
    connection: &Connection,
    args: &BulkArgs,
    action: &Action,
    keys: &mut Vec<K>,
) -> Result<Option<Report>, Failure> {
    let about = About {
        verb: action.verb(),
        noun: action.noun(),
        server: server(&connection.address),
    };
    let mut report = None;
    if let Some(path) = &args.resume {
        let (resumed, past) = Report::resume(path, about.clone())?;
        past.leave(keys, action.operation())?;
        report = Some(resumed);
    }
    if keys.is_empty() {
        return Ok(report);
    }
    if let Some(path) = &args.report {
        Report::check(path)?;
    }
    plan::confirm(context, action, keys)?;
    // A file that was made before the question would be in the way of the next try.
    if let Some(path) = &args.report {
        report = Some(Report::create(path, about)?);
    }
    Ok(report)
}

/// The address of a server without what may be secret in it.
fn server(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("https", address));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}/{path}")
        .trim_end_matches('/')
        .to_owned()
}

/// Prints an outcome, unless it is the failure of the only key, which the error tells.
fn tell(list: &mut List<'_>, tally: &Tally, line: Value) -> Result<(), Failure> {
    if tally.total == 1 && tally.failed > 0 {
        return Ok(());
    }
    list.push(line)?;
    list.flush()
}

fn done(key: &str, value: Value) -> Value {
    let mut line = json!({"id": key, "outcome": "done"});
    if !value.is_null() {
        line["result"] = value;
    }
    line
}

fn failed(key: &str, error: &Error) -> Value {
    let message = chatadm::Report(error).to_string();
    let mut line = json!({"id": key, "outcome": "failed", "message": message});
    exit::describe(error, &mut line);
    line
}

fn show_requests<K: Display>(
    context: &Context,
    action: &Action,
    keys: &[K],
) -> Result<(), Failure> {
    let first = action.first_requests().iter().cloned();
    let requests = keys
        .iter()
        .flat_map(|key| action.requests(&key.to_string()));
    show_all(context, first.chain(requests))
}

/// Prints the requests that a command would send.
pub(crate) fn show_all(
    context: &Context,
    requests: impl IntoIterator<Item = Value>,
) -> Result<(), Failure> {
    let mut list = context.printer.list(&REQUESTS);
    for request in requests {
        list.push(request)?;
    }
    list.finish()
}

/// An operation of Synapse, for commands that make one change.
pub(crate) fn synapse_operation(id: &str) -> &'static Operation {
    action::find(chatadm::synapse::Client::OPERATIONS, id)
}

/// An operation of Mattermost, for commands that make one change.
pub(crate) fn mattermost_operation(id: &str) -> &'static Operation {
    action::find(chatadm::mattermost::Client::OPERATIONS, id)
}

/// The request that an operation makes of a key and a body, for `--dry-run`.
pub(crate) fn request(operation: &Operation, key: &str, body: &Value) -> Value {
    let path = action::path(operation, key);
    json!({"method": operation.method, "path": path, "body": body})
}

/// Prints the one request that a command would send, with numbers and switches in the query.
pub(crate) fn show_query(
    context: &Context,
    operation: &Operation,
    query: &[(&str, String)],
    facts: Value,
) -> Result<(), Failure> {
    let query = query.iter().map(|(name, value)| format!("{name}={value}"));
    let query = query.collect::<Vec<_>>().join("&");
    let mut request = request(operation, "", &Value::Null);
    request["path"] = format!("{}?{query}", operation.path).into();
    if let (Some(fields), Value::Object(facts)) = (request.as_object_mut(), facts) {
        fields.extend(facts);
    }
    context.printer.record(&REQUESTS, request)
}

/// Prints the one request that a command would send.
pub(crate) fn show_request(
    context: &Context,
    operation: &Operation,
    key: &str,
    body: &Value,
) -> Result<(), Failure> {
    context
        .printer
        .record(&REQUESTS, request(operation, key, body))
}

/// A request whose path has several places, as `--dry-run` shows it.
pub(crate) fn request_with(operation: &Operation, parts: &[&str], body: &Value) -> Value {
    let path = fill(operation.path, parts);
    json!({"method": operation.method, "path": path, "body": body})
}
