//! `chatadm api`: any operation by its id, or any path, with our credentials and attempts.

use std::path::PathBuf;

use chatadm::{Request, Safety};
use serde_json::Value;

use crate::{
    config::{Api, Connection},
    context::Context,
    exit::Failure,
    printer::Shape,
};

mod pages;
mod target;

use target::Target;

const ANSWER: Shape = Shape {
    id: "id",
    columns: &[],
};

/// Calls any operation, or any path, of a server.
///
/// An operation is named by its id (`chatadm api --list`); it finds its server by itself. A path needs the
/// API, unless it begins with `/api/v4`, which is Mattermost's. An id that both APIs have needs `--api`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm api list_rooms --param limit=5
  chatadm api get_user --param user_id=@ada:example.org --jq .displayname
  chatadm api list_rooms --paginate -o jsonl
  chatadm api GET /_matrix/client/v3/account/whoami
  chatadm api /_synapse/admin/v1/server_version
  chatadm api PUT /_synapse/admin/v1/suspend/@ada:example.org --body '{\"suspend\": true}'")]
pub(crate) struct Args {
    /// An operation id, a path, or a method and a path
    #[arg(required_unless_present = "list", num_args = 1..=2, value_name = "OPERATION | [METHOD] PATH")]
    target: Vec<String>,

    /// A parameter, in the path, query or headers as the operation has it; may be repeated
    #[arg(short, long, value_name = "NAME=VALUE", visible_alias = "field")]
    param: Vec<String>,

    /// The body: JSON, or `@FILE`, or `-` for standard input
    #[arg(short, long, value_name = "JSON", visible_aliases = ["data", "input"])]
    body: Option<String>,

    /// A file with the body; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "body")]
    data_file: Option<PathBuf>,

    /// The method of a path (`GET` unless told)
    #[arg(short = 'X', long, short_alias = 'm', value_name = "METHOD")]
    method: Option<String>,

    /// Another header; may be repeated
    #[arg(short = 'H', long, value_name = "NAME: VALUE")]
    header: Vec<String>,

    /// Whose path or operation it is
    #[arg(long, value_enum)]
    api: Option<Api>,

    /// Read all pages of a list, and print its items
    #[arg(long)]
    paginate: bool,

    /// List the operations
    #[arg(long, conflicts_with_all = ["param", "body", "data_file"])]
    list: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    if args.list {
        return list(context, args.api);
    }
    let params = target::pairs(&args.param, '=')?;
    let headers = target::pairs(&args.header, ':')?;
    let body = target::read_body(args.body.as_deref(), args.data_file.as_deref())?;
    let target = Target::parse(&args)?;
    let (api, safety, operation) = match &target {
        Target::Operation(api, operation) => (*api, operation.safety, Some(*operation)),
        Target::Path(api, method, _) if method.is_safe() => (*api, Safety::Read, None),
        Target::Path(api, ..) => (*api, Safety::Irreversible, None),
    };
    let connection = match api {
        Api::Synapse => &context.synapse()?.connection,
        Api::Mattermost => &context.mattermost()?.connection,
    };
    check(context, connection, &target, safety)?;
    let request = || -> Result<Request<'_>, Failure> {
        let mut request = target.start(context)?;
        for (name, value) in &params {
            request = request.param(name, value);
        }
        for (name, value) in &headers {
            request = request.header(name, value);
        }
        Ok(match &body {
            Some(body) => request.json(body),
            None => request,
        })
    };
    if args.paginate {
        let pagination = operation.and_then(|operation| operation.pagination);
        return pages::run(context, pagination, request).await;
    }
    let answer: Value = request()?.send().await?;
    context.printer.record(&ANSWER, answer)
}

/// Refuses what the profile does not allow, and asks before what cannot be undone.
fn check(
    context: &Context,
    connection: &Connection,
    target: &Target,
    safety: Safety,
) -> Result<(), Failure> {
    match target {
        Target::Operation(_, operation) => {
            context.allow(operation, connection)?;
            if safety > Safety::Reversible {
                let id = operation.id;
                context.prompter.confirm(&format!(
                    "call `{id}`, which takes something away for good?"
                ))?;
            }
            Ok(())
        }
        Target::Path(..) if safety == Safety::Read => Ok(()),
        // What a path does is known to whoever typed its method.
        Target::Path(_, method, _) => {
            context.allow_changes(&format!("{method} to a path"), connection)
        }
    }
}

fn list(context: &Context, api: Option<Api>) -> Result<(), Failure> {
    pages::operations(context, target::operations(api))
}
