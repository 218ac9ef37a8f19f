//! `chatadm doctor`: what is wrong with a server, as far as reading tells.

use crate::{config::Api, context::Context, exit::Failure, printer::Shape};

mod check;
mod connection;
mod mattermost;
mod routes;
mod synapse;

use check::Check;

const CHECKS: Shape = Shape {
    id: "check",
    columns: &["check", "result", "detail", "hint"],
};

/// Looks at a server and tells what is wrong.
///
/// Nothing is changed. Connection, clock, credentials and rights are looked at, and which operations the server offers. Of a
/// Synapse server this is found out with a method that none of its routes has (`PATCH`): it tells that a
/// route is there without running it. Of a Mattermost server only reading operations are asked.
///
/// The exit code is 0 unless a check has failed, and then that of the worst failure.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm doctor
  chatadm doctor mattermost
  chatadm doctor --routes -o json
  chatadm doctor --jq '.[] | select(.result != \"ok\")'")]
pub(crate) struct Args {
    /// The kind of server
    #[arg(value_enum, default_value = "synapse")]
    api: Api,

    /// List every operation with whether the server offers it
    #[arg(long)]
    routes: bool,
}

pub(crate) async fn run(context: &Context, args: &Args) -> Result<(), Failure> {
    let checks = match args.api {
        Api::Synapse => synapse::checks(context, args.routes).await?,
        Api::Mattermost => mattermost::checks(context, args.routes).await?,
    };
    let mut list = context.printer.list(&CHECKS);
    for check in &checks {
        list.push(check.document())?;
    }
    list.finish()?;
    let failures = checks.into_iter().filter_map(Check::failure);
    // Of what is equally bad, the first: the rest may well follow from it.
    match failures.min_by_key(check::rank) {
        Some(worst) => Err(worst),
        None => Ok(()),
    }
}
