//! `chatadm api`: any operation by its id, or any path, with our credentials and attempts.

use std::path::PathBuf;

use chatadm::{Method, Operation, Request, Safety, mattermost, synapse};
use serde_json::Value;

use crate::{
    config::{Api, Connection},
    context::Context,
    exit::Failure,
    printer::Shape,
};

mod pages;

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

/// What is to be called.
enum Target {
    Operation(Api, &'static Operation),
    Path(Api, Method, String),
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    if args.list {
        return list(context, args.api);
    }
    let params = pairs(&args.param, '=')?;
    let headers = pairs(&args.header, ':')?;
    let body = args.read_body()?;
    let target = args.target()?;
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
        let mut request = start(context, &target)?;
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

fn start<'a>(context: &'a Context, target: &Target) -> Result<Request<'a>, Failure> {
    Ok(match target {
        Target::Operation(Api::Synapse, operation) => context.synapse()?.client.call(operation.id),
        Target::Operation(Api::Mattermost, operation) => {
            context.mattermost()?.client.call(operation.id)
        }
        Target::Path(Api::Synapse, method, path) => {
            context.synapse()?.client.request(method.clone(), path)
        }
        Target::Path(Api::Mattermost, method, path) => {
            context.mattermost()?.client.request(method.clone(), path)
        }
    })
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

impl Args {
    fn read_body(&self) -> Result<Option<Value>, Failure> {
        let path = match (&self.body, &self.data_file) {
            (_, Some(path)) => Some(path.clone()),
            (Some(body), None) if body == "-" => Some(PathBuf::from("-")),
            (Some(body), None) => body.strip_prefix('@').map(PathBuf::from),
            (None, None) => return Ok(None),
        };
        let text = match (path, &self.body) {
            (Some(path), _) if path.as_os_str() == "-" => {
                std::io::read_to_string(std::io::stdin())?
            }
            (Some(path), _) => std::fs::read_to_string(&path)
                .map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?,
            (None, body) => body.clone().unwrap_or_default(),
        };
        let body = serde_json::from_str(&text);
        body.map(Some)
            .map_err(|error| Failure::Usage(format!("the body is no JSON: {error}")))
    }

    fn target(&self) -> Result<Target, Failure> {
        let (method, name) = match self.target.as_slice() {
            [method, path] => (Some(method), path),
            [name] => (self.method.as_ref(), name),
            _ => return Err(Failure::Usage("name an operation or a path".to_owned())),
        };
        if !name.starts_with('/') {
            if method.is_some() {
                return Err(Failure::Usage(format!(
                    "`{name}` is no path; paths begin with `/`"
                )));
            }
            return self.operation(name);
        }
        let method = method.map_or(Ok(Method::GET), |method| {
            Method::from_bytes(method.to_ascii_uppercase().as_bytes())
                .map_err(|_| Failure::Usage(format!("`{method}` is no method")))
        })?;
        let fallback = if name.starts_with("/api/v4") {
            Api::Mattermost
        } else {
            Api::Synapse
        };
        Ok(Target::Path(
            self.api.unwrap_or(fallback),
            method,
            name.clone(),
        ))
    }

    fn operation(&self, id: &str) -> Result<Target, Failure> {
        let mut found: Vec<(Api, &Operation)> = operations(self.api)
            .filter(|(_, found)| found.id == id)
            .collect();
        match (found.pop(), found.is_empty()) {
            (Some((api, operation)), true) => Ok(Target::Operation(api, operation)),
            (Some(_), false) => Err(Failure::Usage(format!(
                "both APIs have `{id}`; give `--api synapse` or `--api mattermost`"
            ))),
            (None, _) => Err(Failure::Usage(format!(
                "there is no operation `{id}`; `chatadm api --list` lists them, and paths begin with `/`"
            ))),
        }
    }
}

/// The operations of one API, or of both.
fn operations(api: Option<Api>) -> impl Iterator<Item = (Api, &'static Operation)> {
    let synapse = synapse::Client::OPERATIONS
        .iter()
        .map(|operation| (Api::Synapse, operation));
    let mattermost = mattermost::Client::OPERATIONS
        .iter()
        .map(|operation| (Api::Mattermost, operation));
    synapse
        .chain(mattermost)
        .filter(move |(own, _)| api.is_none_or(|api| api == *own))
}

fn list(context: &Context, api: Option<Api>) -> Result<(), Failure> {
    pages::operations(context, operations(api))
}

fn pairs(texts: &[String], separator: char) -> Result<Vec<(String, String)>, Failure> {
    let split = |text: &String| {
        let (name, value) = text.split_once(separator).ok_or_else(|| {
            Failure::Usage(format!(
                "`{text}` has no `{separator}`; write `name{separator}value`"
            ))
        })?;
        let value = if separator == ':' {
            value.trim()
        } else {
            value
        };
        Ok((name.to_owned(), value.to_owned()))
    };
    texts.iter().map(split).collect()
}
