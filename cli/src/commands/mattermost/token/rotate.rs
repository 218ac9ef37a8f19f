//! `chatadm mattermost token rotate`: another secret for a token.

use std::path::PathBuf;

use chatadm::mattermost::TokenId;
use serde_json::json;

use crate::{bulk, context::Context, exit::Failure, moment::When};

/// Gives a token another secret; the old one stops working at once.
///
/// It never expires from then on, unless `--expires` is given, whatever was set before. Servers up to 11.6
/// cannot do it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost token rotate cbxq74uwhfy9zktpkkfhwjp5ao --expires 90d --output-file export.token")]
pub(crate) struct Args {
    /// The id of the token, which is not the token itself
    token: TokenId,

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
    let expires = args.expires.map(|when| when.future(context.printer.now()));
    let expires = expires.transpose().map_err(Failure::Usage)?;
    if let Some(path) = args.output_file.as_ref().filter(|path| path.exists()) {
        return Err(Failure::Usage(format!(
            "{} exists; name another file",
            path.display()
        )));
    }
    let operation = bulk::mattermost_operation("rotate_user_access_token");
    if args.dry_run {
        let mut body = json!({"token_id": args.token});
        if let Some(moment) = expires {
            body["expires_at"] = moment.as_millis().into();
        }
        return bulk::show_request(context, operation, "", &body);
    }
    let mattermost = context.mattermost()?;
    context.allow(operation, &mattermost.connection)?;
    context.prompter.confirm(&format!(
        "rotate the token {}? Its present secret stops working.",
        args.token
    ))?;
    let issued = mattermost
        .client
        .access_tokens()
        .token(&args.token)
        .rotate(expires)
        .await?;
    super::show(context, &issued, args.output_file.as_ref())
}
