//! `chatadm api`: any operation by its id, or any path, with our credentials and attempts.

use std::path::PathBuf;

use crate::{config::Api, context::Context, exit::Failure};

pub(crate) mod answer;
pub(crate) mod call;
mod check;
mod fields;
pub(crate) mod operations;
mod pages;
pub(crate) mod parse;

use operations::OperationOr;

/// Methods that may stand before a path, for completion.
const METHODS: &[&str] = &["DELETE", "GET", "PATCH", "POST", "PUT"];

/// Calls any operation, or any path, of a server.
///
/// An operation is named by its id (`chatadm api --list`, `chatadm explain ID`) and finds its server by
/// itself; what it takes is checked before anything is sent. An id that both APIs have needs `--api`. A path
/// is one of Synapse, unless it begins with `/api/v4`.
///
/// Fields (`-F`, `-f`) are put together to the body; where none is taken, as with GET, or one is given
/// already, they are parameters. `a[b]=x` leads into an object, `a[]=x` to the end of a list.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm api list_rooms -p limit=5
  chatadm api get_user --api synapse -p user_id=@ada:example.org --jq .displayname
  chatadm api suspend_user -p user_id=@ada:example.org -F suspend=true
  chatadm api list_rooms --paginate -o jsonl
  chatadm api /_matrix/client/v3/account/whoami
  chatadm api -X PUT /_synapse/admin/v1/suspend/@ada:example.org --body '{\"suspend\": true}'
  chatadm api get_users --paginate --slurp --jq 'map(length)'")]
pub(crate) struct Args {
    /// An operation id, a path, or a method and a path
    #[arg(
        required_unless_present = "list",
        num_args = 1..=2,
        value_name = "OPERATION | [METHOD] PATH",
        value_parser = OperationOr(METHODS),
        hide_possible_values = true
    )]
    target: Vec<String>,

    /// A parameter, in the path, query or headers as the operation has it; may be repeated
    #[arg(short, long, value_name = "NAME=VALUE")]
    param: Vec<String>,

    /// A field whose value is a number, `true`, `false`, `null`, the text of `@FILE` (`@-` is standard
    /// input), or text; may be repeated
    #[arg(short = 'F', long, value_name = "KEY=VALUE")]
    field: Vec<String>,

    /// A field whose value is text, whatever it looks like; may be repeated
    #[arg(short = 'f', long, value_name = "KEY=VALUE")]
    raw_field: Vec<String>,

    /// The body: JSON, or `@FILE`, or `-` for standard input
    #[arg(short, long, value_name = "JSON", visible_alias = "data")]
    body: Option<String>,

    /// A file with the body; `-` is standard input
    #[arg(
        long,
        value_name = "FILE",
        alias = "data-file",
        conflicts_with = "body"
    )]
    input: Option<PathBuf>,

    /// The method of a path (`GET` unless told)
    #[arg(short = 'X', long, value_name = "METHOD")]
    method: Option<String>,

    /// Another header; may be repeated
    #[arg(short = 'H', long, value_name = "NAME: VALUE")]
    header: Vec<String>,

    /// Print the status line and the headers too
    #[arg(short, long, conflicts_with = "paginate")]
    include: bool,

    /// Whose path or operation it is
    #[arg(long, value_enum)]
    api: Option<Api>,

    /// Read all pages of a list, and print its items
    #[arg(long)]
    paginate: bool,

    /// Print the answers as a list, and not their items
    #[arg(long, requires = "paginate")]
    slurp: bool,

    /// Print the request and send nothing
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// Go on with what nothing brings back, without typing it
    #[arg(long)]
    yes_irreversible: bool,

    /// List the operations
    #[arg(long, conflicts_with_all = ["target", "param", "field", "raw_field", "body", "input"])]
    list: bool,
}

impl Args {
    /// Whether an answer is to be printed, for which a table is seldom any good.
    pub(crate) fn is_call(&self) -> bool {
        !self.list && !self.dry_run
    }

    /// Whether the answer is to be printed with its headers.
    pub(crate) fn includes_headers(&self) -> bool {
        self.include
    }
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    if args.list {
        return operations::list(context, args.api);
    }
    let call = parse::call(&args)?;
    for oddity in call.check()? {
        context.printer.note(&oddity);
    }
    let request = call.request(context)?;
    if args.dry_run {
        return call.show(context, &request);
    }
    call.allow(context, args.yes_irreversible)?;
    if args.paginate {
        return pages::run(context, call, args.slurp).await;
    }
    answer::show(context, request, args.include).await
}
