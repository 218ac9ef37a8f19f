//! `chatadm mattermost user delete-all`: an end to every account.

use serde_json::json;

use crate::{bulk, context::Context, exit::Failure, printer::Shape};

const DELETED: Shape = Shape {
    id: "server",
    columns: &["server", "outcome"],
};

/// Deletes all users for good, with all that belongs to them.
///
/// The server offers it over its local socket only, so `--unix-socket` is needed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user delete-all --unix-socket /var/tmp/mattermost_local.socket")]
pub(crate) struct Args {
    /// Delete without typing the address of the server back
    #[arg(long, alias = "confirm")]
    yes_delete_all: bool,

    /// Print the request and send none
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let operation = bulk::mattermost_operation("permanent_delete_all_users");
    if args.dry_run {
        return bulk::show_request(context, operation, "", &json!(null));
    }
    let mattermost = context.mattermost()?;
    let connection = &mattermost.connection;
    context.allow(operation, connection)?;
    if context.connect.unix_socket.is_none() && connection.profile.unix_socket.is_none() {
        return Err(Failure::Usage(
            "the server offers this over its local socket only; name that with `--unix-socket`"
                .to_owned(),
        ));
    }
    if !args.yes_delete_all {
        let host = connection.address.split("://").last().unwrap_or_default();
        let question =
            format!("delete ALL users of {host}, for good, with all that belongs to them?");
        context.prompter.typed(
            &question,
            host.trim_end_matches('/'),
            Some("--yes-delete-all"),
        )?;
    }
    mattermost.client.users().delete_all_permanently().await?;
    let document = json!({"server": connection.address, "outcome": "done"});
    context.printer.record(&DELETED, document)
}
