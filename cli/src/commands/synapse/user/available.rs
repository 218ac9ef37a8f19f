//! `chatadm synapse user available`: names that are free.

use serde_json::json;

use crate::{context::Context, exit::Failure, printer::Shape};

const NAMES: Shape = Shape {
    id: "username",
    columns: &["username", "available"],
};

/// Tells whether names are free: local parts, without `@` and server name.
///
/// A name that no account may have is an error.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The names
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let users = context.synapse()?.client.users();
    let mut list = context.printer.list(&NAMES);
    for name in args.names {
        let available = users.is_username_available(name.as_str()).await?;
        list.push(json!({"username": name, "available": available}))?;
    }
    list.finish()
}
