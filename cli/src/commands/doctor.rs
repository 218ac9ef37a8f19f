//! `chatadm doctor`: what is wrong with a server, as far as reading tells.

use chatadm::Report;
use serde_json::json;

use crate::{config::Api, context::Context, exit::Failure, printer::Shape};

mod checks;

const CHECKS: Shape = Shape {
    id: "check",
    columns: &["check", "result", "detail"],
};

/// Looks at a server and tells what is wrong. Nothing is changed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The kind of server
    #[arg(value_enum, default_value = "synapse")]
    api: Api,
}

pub(crate) async fn run(context: &Context, args: &Args) -> Result<(), Failure> {
    let checks = match args.api {
        Api::Synapse => checks::synapse(context.synapse()?).await,
        Api::Mattermost => checks::mattermost(context.mattermost()?).await,
    };
    let mut list = context.printer.list(&CHECKS);
    let mut worst = None;
    for check in checks {
        let result = if check.outcome.is_ok() {
            "ok"
        } else {
            "failed"
        };
        let (detail, hint) = match &check.outcome {
            Ok(detail) => (detail.clone(), None),
            Err(error) => (Report(error).to_string(), error.hint()),
        };
        list.push(json!({"check": check.name, "result": result, "detail": detail, "hint": hint}))?;
        if let Err(error) = check.outcome
            && worst.is_none()
        {
            worst = Some(error);
        }
    }
    list.finish()?;
    worst.map_or(Ok(()), |error| Err(error.into()))
}
