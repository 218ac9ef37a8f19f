//! `chatadm synapse user available`: names that are free.

use chatadm::{Error, ErrorCode};
use serde_json::json;

use crate::{context::Context, exit::Failure, printer::Shape};

const NAMES: Shape = Shape {
    id: "username",
    columns: &["username", "available"],
};

/// Tells whether names are free: local parts, without `@` and server name.
///
/// A name that no account may have is an error, told after the others.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user available ada bob")]
pub(crate) struct Args {
    /// The names
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let users = context.synapse()?.client.users();
    let mut refused: Option<Error> = None;
    let mut told = Vec::new();
    for name in args.names {
        match users.is_username_available(name.as_str()).await {
            Ok(available) => told.push(json!({"username": name, "available": available})),
            Err(error) if error.code() == Some(&ErrorCode::InvalidUsername) => {
                context.printer.note(&format!("`{name}` can be no name"));
                told.push(json!({"username": name, "available": false}));
                refused = Some(error);
            }
            Err(error) => return Err(error.into()),
        }
    }
    let mut list = context.printer.list(&NAMES);
    for name in told {
        list.push(name)?;
    }
    list.finish()?;
    refused.map_or(Ok(()), |error| Err(error.into()))
}
