//! `chatadm config variables`: what the environment can say.

use serde_json::json;

use crate::{context::Context, env_vars, exit::Failure, printer::Shape};

const VARIABLES: Shape = Shape {
    id: "variable",
    columns: &["variable", "set", "meaning"],
};

/// Lists the variables of the environment that count, and whether they are set.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

#[expect(clippy::unused_async, reason = "all commands are run alike")]
pub(crate) async fn run(context: &Context, _: Args) -> Result<(), Failure> {
    let mut list = context.printer.list(&VARIABLES);
    for variable in env_vars::ALL {
        list.push(json!({
            "variable": variable.name,
            "set": variable.read().is_some(),
            "meaning": variable.help,
        }))?;
    }
    list.finish()
}
