//! `chatadm raw`: any path, with the options of older programs.

use std::path::PathBuf;

use chatadm::Method;

use super::api::{
    answer,
    call::{self, Body},
    parse,
};
use crate::{context::Context, exit::Failure};

/// Where paths lie that do not begin at the root.
const ADMIN: &str = "/_synapse/admin/";
/// What paths begin with that do.
const ROOTS: [&str; 3] = ["_synapse/", "_matrix/", "api/v4/"];

/// Calls any path of a server, with the options of older programs.
///
/// `chatadm api` can do more, and checks what it sends.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm raw v1/server_version
  chatadm raw v2/users/@ada:example.org
  chatadm raw -m put -d '{\"suspend\": true}' v1/suspend/@ada:example.org
  chatadm raw -m post -f body.json v1/rooms/!room:example.org/make_room_admin
  chatadm raw /api/v4/users/me")]
pub(crate) struct Args {
    /// The path, below `/_synapse/admin` unless it begins with another known root
    #[arg(value_name = "PATH")]
    path: String,

    #[command(flatten)]
    request: RequestArgs,
}

/// What is sent to a path, and what is printed, with the letters of older programs.
#[derive(Debug, clap::Args)]
pub(crate) struct RequestArgs {
    /// The method: get, post, put or delete
    #[arg(
        short,
        long,
        short_alias = 'X',
        value_name = "METHOD",
        default_value = "get"
    )]
    method: String,

    /// The body: JSON
    #[arg(short, long, visible_alias = "body", value_name = "JSON")]
    data: Option<String>,

    /// A file with the body; `-` is standard input
    #[arg(short = 'f', long, value_name = "FILE", conflicts_with = "data")]
    data_file: Option<PathBuf>,

    /// Print the status line and the headers too
    #[arg(short, long)]
    pub(crate) include: bool,

    /// Print the request and send nothing
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,
}

impl RequestArgs {
    pub(crate) fn method(&self) -> Result<Method, Failure> {
        call::method(&self.method)
    }

    pub(crate) fn body(&self) -> Result<Option<Body>, Failure> {
        call::read_body(self.data.as_deref(), self.data_file.as_deref())
    }
}

impl Args {
    /// Whether an answer is to be printed, for which a table is seldom any good.
    pub(crate) fn is_call(&self) -> bool {
        !self.request.dry_run
    }

    /// Whether the answer is to be printed with its headers.
    pub(crate) fn includes_headers(&self) -> bool {
        self.request.include
    }
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let path = args.path.trim_start_matches('/');
    let path = if ROOTS.iter().any(|root| path.starts_with(root)) {
        format!("/{path}")
    } else {
        format!("{ADMIN}{path}")
    };
    let mut call = parse::to_path(None, args.request.method()?, &path);
    call.body = args.request.body()?;
    let request = call.request(context)?;
    if args.request.dry_run {
        return call.show(context, &request);
    }
    call.allow(context, false)?;
    answer::show(context, request, args.request.include).await
}
