//! `chatadm explain`: what an operation, an error code, a status or an exit code is.

use serde_json::{Value, json};

use super::api::operations::{self, OperationOr};
use crate::{
    config::Api,
    context::Context,
    exit::Failure,
    printer::{Format, Shape},
    suggest,
};

mod codes;
pub(crate) mod exits;
mod operation;
mod uses;

const TOPIC: Shape = Shape {
    id: "topic",
    columns: &["topic", "kind", "meaning"],
};
/// Topics that are lists.
const LISTS: &[&str] = &["codes", "exit", "operations"];

/// Explains an operation, an error code, a status or an exit code.
///
/// Nothing is asked of a server. Without a topic, what there is to explain is listed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm explain
  chatadm explain delete_room_v2
  chatadm explain M_FORBIDDEN
  chatadm explain 429
  chatadm explain exit
  chatadm explain list_users_v3 -o json")]
pub(crate) struct Args {
    /// An operation id, an error code, an HTTP status, an exit code, `codes`, `exit` or `operations`
    #[arg(value_parser = OperationOr(LISTS), hide_possible_values = true)]
    topic: Option<String>,

    /// Whose operation it is, where both APIs have the id
    #[arg(long, value_enum)]
    api: Option<Api>,
}

/// Something that can be explained: for machines, and for people.
struct Explanation {
    document: Value,
    text: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<(), Failure> {
    let explanations = match args.topic.as_deref() {
        None => return topics(context),
        Some("operations") => return operations::list(context, args.api),
        Some("codes") => return list(context, codes::all()),
        Some("exit") => return list(context, exits::all()),
        Some(topic) => find(topic, args.api)?,
    };
    if context.printer.format() == Format::Table {
        let texts: Vec<String> = explanations.into_iter().map(|found| found.text).collect();
        return context.printer.text(texts.join("\n").as_bytes());
    }
    let mut documents = explanations.into_iter().map(|found| found.document);
    match (documents.next(), documents.next()) {
        (Some(only), None) => context.printer.record(&TOPIC, only),
        (first, second) => list(context, first.into_iter().chain(second).chain(documents)),
    }
}

fn find(topic: &str, api: Option<Api>) -> Result<Vec<Explanation>, Failure> {
    if let Ok(found) = operations::find(api, topic) {
        let explained = found
            .into_iter()
            .map(|(api, found)| operation::explain(api, found));
        return Ok(explained.collect());
    }
    if let Some(found) = exits::explain(topic).or_else(|| codes::explain(topic)) {
        return Ok(vec![found]);
    }
    let ids = operations::all(api).map(|(_, operation)| operation.id);
    let meant = suggest::question(
        topic,
        ids.chain(codes::names()).chain(LISTS.iter().copied()),
    );
    Err(Failure::Usage(format!(
        "there is nothing to tell of `{topic}`: name an operation, an error code such as `M_FORBIDDEN`, a \
         status or an exit code; `chatadm explain` lists the topics{meant}"
    )))
}

fn topics(context: &Context) -> Result<(), Failure> {
    let topic = |topic: &str, kind: &str, meaning: &str| json!({"topic": topic, "kind": kind, "meaning": meaning});
    let count = operations::all(None).count();
    list(
        context,
        [
            topic(
                "operations",
                "list",
                &format!("the {count} operations of both servers"),
            ),
            topic(
                "OPERATION",
                "operation",
                "what it does, takes and endangers, and what calls it",
            ),
            topic(
                "codes",
                "list",
                "the error codes of both servers that are known here",
            ),
            topic(
                "CODE",
                "error code",
                "what the server means by it, and what to do",
            ),
            topic("STATUS", "status", "an HTTP status, such as 403"),
            topic("exit", "list", "the exit codes of this program"),
            topic("NUMBER", "exit code", "an exit code, such as 10"),
        ],
    )
}

fn list(context: &Context, documents: impl IntoIterator<Item = Value>) -> Result<(), Failure> {
    let mut list = context.printer.list(&TOPIC);
    for document in documents {
        list.push(document)?;
    }
    list.finish()
}

/// A topic with its meaning and what to do.
fn simple(topic: &str, kind: &str, meaning: &str, advice: &str) -> Explanation {
    Explanation {
        document: json!({"topic": topic, "kind": kind, "meaning": meaning, "advice": advice}),
        text: format!("{topic} ({kind})\n  {meaning}\n  What to do: {advice}\n"),
    }
}
