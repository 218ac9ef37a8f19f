//! `chatadm mattermost token generate`: a new personal access token.

use std::path::PathBuf;

use chatadm::mattermost::IssuedToken;
use serde_json::json;

use super::Expiry;
use crate::{bulk, context::Context, exit::Failure, secret::NewFile};

/// Makes a personal access token for a user.
///
/// The server shows the secret once: it is printed, or written to `--output-file`, and cannot be had again.
/// Servers up to 11.6 know no expiry; that is told when one was wanted.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost token generate ada 'nightly export' --expires 90d
  chatadm mattermost token generate bridge bridge --output-file bridge.token")]
pub(crate) struct Args {
    /// A name, an e-mail address or an id of a user
    user: String,

    /// What the token is for
    description: String,

    /// When it is to expire: a moment, a time from now, or `never`, which it is unless told
    #[arg(long, value_name = "WHEN")]
    expires: Option<Expiry>,

    /// Write the secret to this new file, which only you can read, and print all but that
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,

    /// Print the request and send none
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let expires = match args.expires {
        Some(expiry) => expiry.moment(context.printer.now())?,
        None => None,
    };
    let mattermost = context.mattermost()?;
    let operation = bulk::mattermost_operation("create_user_access_token");
    let user = mattermost.user(&args.user).await?;
    if args.dry_run {
        let mut body = json!({"description": args.description});
        if let Some(moment) = expires {
            body["expires_at"] = moment.as_millis().into();
        }
        return bulk::show_request(context, operation, user.id.as_str(), &body);
    }
    context.allow(operation, &mattermost.connection)?;
    let mut request = mattermost
        .client
        .user(&user.id)
        .access_tokens()
        .create(args.description);
    if let Some(moment) = expires {
        request = request.expires_at(moment);
    }
    // The file is made first: a secret that cannot be written is lost.
    let path = args.output_file.as_deref();
    let file = path.map(NewFile::create).transpose()?;
    let made = request.send().await;
    let has_expiry = |issued: &IssuedToken| {
        issued
            .expires_at
            .is_some_and(|moment| moment.as_millis() > 0)
    };
    if expires.is_some() && made.as_ref().is_ok_and(|issued| !has_expiry(issued)) {
        context
            .printer
            .note("this server knows no expiry: the token works until it is revoked");
    }
    super::show(context, made, file)
}
