//! `chatadm mattermost token generate`: a new personal access token.

use std::path::PathBuf;

use serde_json::json;

use crate::{bulk, context::Context, exit::Failure, moment::When};

/// Makes a personal access token for a user.
///
/// The server shows the secret once: it is printed, or written to `--output-file`, and cannot be had again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost token generate ada 'nightly export' --expires 90d
  chatadm mattermost token generate bridge bridge --output-file bridge.token")]
pub(crate) struct Args {
    /// A name, an e-mail address or an id of a user
    user: String,

    /// What the token is for
    description: String,

    /// When it is to expire: a moment, or a time from now (never unless told)
    #[arg(long, value_name = "WHEN")]
    expires: Option<When>,

    /// Write the secret to this new file, which only you can read, and print all but that
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,

    /// Print the request and send none
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let now = context.printer.now();
    let expires = args
        .expires
        .map(|when| when.future(now))
        .transpose()
        .map_err(Failure::Usage)?;
    if expires.is_some_and(|moment| moment.as_millis() <= now.timestamp().as_millisecond()) {
        return Err(Failure::Usage("`--expires` is in the past".to_owned()));
    }
    if let Some(path) = args.output_file.as_ref().filter(|path| path.exists()) {
        return Err(Failure::Usage(format!(
            "{} exists; name another file",
            path.display()
        )));
    }
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
    let issued = request.send().await?;
    if expires.is_some() && issued.expires_at.is_none() {
        context
            .printer
            .note("this server knows no expiry: the token works until it is revoked");
    }
    super::show(context, &issued, args.output_file.as_ref())
}
