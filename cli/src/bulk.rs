//! One change for many ids: plan, confirmation, progress, outcomes, report, and how to go on after a stop.

use std::{fmt::Display, path::PathBuf, sync::Mutex};

use chatadm::{Bulk, Error, Operation, Stop};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    commands,
    config::Connection,
    context::Context,
    exit::{self, Failure},
    printer::{List, Shape},
    progress,
};

mod action;
mod report;

pub(crate) use action::Action;
use report::Report;

/// How many ids a plan shows.
const SHOWN: usize = 10;

const REQUESTS: Shape = Shape {
    id: "path",
    columns: &["method", "path", "body"],
};

/// How to work through many ids.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Many at once")]
pub(crate) struct BulkArgs {
    /// How many to work on at once (4 unless told)
    #[arg(long, value_name = "N")]
    pub(crate) concurrency: Option<usize>,

    /// How many to begin in a second at most
    #[arg(long, value_name = "N")]
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
    let report = match (&args.report, &args.resume) {
        (Some(path), _) => Some(Report::create(path, action.verb())?),
        (None, Some(path)) => {
            let (report, past) = Report::resume(path, action.verb())?;
            keys = past.remaining(keys, operation)?;
            Some(report)
        }
        (None, None) => None,
    };
    if keys.is_empty() {
        context.printer.note("there is nothing to do");
        return context.printer.list(action.outcomes()).finish();
    }
    confirm(context, &action, &keys)?;

    let report = report.map(Mutex::new);
    let started = |key: &K| match &report {
        Some(report) => report.lock().is_ok_and(|mut report| {
            let key = key.to_string();
            report.started(&key, action.transaction(&key))
        }),
        None => true,
    };
    let total = keys.len();
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
    let mut list = context.printer.list(action.outcomes());
    let mut tally = Tally::new(total);
    loop {
        let outcome = tokio::select! {
            outcome = work.next() => outcome,
            _ = tokio::signal::ctrl_c() => {
                if tally.interrupted {
                    return Err(Failure::Interrupted(tally.say(args, "abandoned")));
                }
                tally.interrupted = true;
                work.stop();
                context.printer.note("finishing what is on its way; press ^C again to abandon it");
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
                tally.failed.push(error);
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
        tell(&mut list, &tally, line)?;
    }
    bar.finish_and_clear();
    let is_refused = matches!(work.stopped(), Some(Stop::Refused));
    drop(work);
    if let Some(failure) = report.and_then(|report| report.into_inner().ok()?.failure()) {
        return Err(failure);
    }
    tally.end(list, args, is_refused)
}

/// Prints an outcome, unless it is the failure of the only key, which the error tells.
fn tell(list: &mut List<'_>, tally: &Tally, line: Value) -> Result<(), Failure> {
    if tally.total == 1 && !tally.failed.is_empty() {
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

/// How far the work came.
struct Tally {
    total: usize,
    ended: usize,
    failed: Vec<Error>,
    interrupted: bool,
}

impl Tally {
    fn new(total: usize) -> Self {
        Self {
            total,
            ended: 0,
            failed: Vec::new(),
            interrupted: false,
        }
    }

    fn say(&self, args: &BulkArgs, what: &str) -> String {
        let failed = self.failed.len();
        let done = self.ended - failed;
        let rest = self.total - self.ended;
        let next = match args.report.as_ref().or(args.resume.as_ref()) {
            Some(path) => format!("go on with `--resume {}`", path.display()),
            None => "with `--report FILE` it could be resumed".to_owned(),
        };
        format!("{what}: {done} done, {failed} failed, {rest} not begun; {next}")
    }

    fn end(mut self, list: List<'_>, args: &BulkArgs, is_refused: bool) -> Result<(), Failure> {
        if self.total == 1
            && let Some(error) = self.failed.pop()
        {
            return Err(error.into());
        }
        list.finish()?;
        if self.interrupted {
            return Err(Failure::Interrupted(self.say(args, "interrupted")));
        }
        if self.failed.is_empty() && self.ended == self.total {
            return Ok(());
        }
        let succeeded = self.ended - self.failed.len();
        // Nobody let us in: that is the whole story.
        if is_refused
            && succeeded == 0
            && let Some(error) = self.failed.pop()
        {
            return Err(error.into());
        }
        Err(Failure::Partial(self.say(args, "not all was done")))
    }
}

fn confirm<K: Display>(context: &Context, action: &Action, keys: &[K]) -> Result<(), Failure> {
    let (verb, noun) = (action.verb(), action.noun());
    if let [key] = keys {
        let question = format!("{verb} the {noun} {key}?{}", action.consequence_text());
        return action.confirm_one(context.prompter, &question, &key.to_string());
    }
    let mut shown: Vec<String> = keys.iter().take(SHOWN).map(ToString::to_string).collect();
    if keys.len() > SHOWN {
        shown.push(format!("and {} more", keys.len() - SHOWN));
    }
    let plan = format!("{verb} {} {noun}s: {}", keys.len(), shown.join(", "));
    context.printer.note(&plan);
    let question = format!(
        "{verb} these {} {noun}s?{}",
        keys.len(),
        action.consequence_text()
    );
    action.confirm_many(context.prompter, &question, keys.len())
}

fn show_requests<K: Display>(
    context: &Context,
    action: &Action,
    keys: &[K],
) -> Result<(), Failure> {
    let requests = keys.iter().map(|key| {
        let (method, path, body) = action.shown(&key.to_string());
        json!({"method": method, "path": path, "body": body})
    });
    show_all(context, requests)
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

/// A request as `--dry-run` shows it.
pub(crate) fn request(operation: &Operation, key: &str, body: &Value) -> Value {
    let path = action::path(operation, key);
    json!({"method": operation.method, "path": path, "body": body})
}

/// A request whose path has several places, as `--dry-run` shows it.
pub(crate) fn request_with(operation: &Operation, parts: &[&str], body: &Value) -> Value {
    let path = action::path_with(operation, parts);
    json!({"method": operation.method, "path": path, "body": body})
}
