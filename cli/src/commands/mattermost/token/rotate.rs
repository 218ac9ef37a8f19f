//! `chatadm mattermost token rotate`: another secret for a token.

use std::path::PathBuf;

use chatadm::mattermost::TokenId;
use serde_json::json;

use super::Expiry;
use crate::{bulk, context::Context, exit::Failure, secret::NewFile};

/// Gives a token another secret; the old one stops working at once.
///
/// A token that expires needs `--expires`, because the server forgets what was set before. Servers up to 11.6
/// cannot do it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost token rotate cbxq74uwhfy9zktpkkfhwjp5ao --expires 90d --output-file export.token")]
pub(crate) struct Args {
    /// The id of the token, which is not the token itself
    token: TokenId,

    /// When it is to expire: a moment, a time from now, or `never`
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
    let token = mattermost.client.access_tokens().token(&args.token);
    if args.expires.is_none() {
        let expiry = token.get().await?.expires_at;
        if expiry.is_some_and(|moment| moment.as_millis() > 0) {
            return Err(Failure::Usage(
                "this token expires, and the server would forget when; give `--expires` with a moment, or \
                 with `never`"
                    .to_owned(),
            ));
        }
    }
    let operation = bulk::mattermost_operation("rotate_user_access_token");
    if args.dry_run {
        let mut body = json!({"token_id": args.token});
        if let Some(moment) = expires {
            body["expires_at"] = moment.as_millis().into();
        }
        return bulk::show_request(context, operation, "", &body);
    }
    context.allow(operation, &mattermost.connection)?;
    context.prompter.confirm(&format!(
        "rotate the token {}? Its present secret stops working.",
        args.token
    ))?;
    // The file is made first: a secret that cannot be written is lost.
    let path = args.output_file.as_deref();
    let file = path.map(NewFile::create).transpose()?;
    super::show(context, token.rotate(expires).await, file)
}
