//! `chatadm mattermost user invalid-emails`: users whose addresses the server would not accept any more.

use super::{USERS, document};
use crate::{commands::mattermost::listing::ListArgs, context::Context, exit::Failure};

/// Lists users whose e-mail addresses the server does not accept for new accounts.
///
/// It makes sense where addresses are restricted to some domains: a server that is open for everybody refuses
/// it, and servers up to 5 cannot do it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user invalid-emails --all -o csv > strangers.csv")]
pub(crate) struct Args {
    #[command(flatten)]
    list: ListArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.list.sort(&["username", "email", "create_at"])?;
    let client = &context.mattermost()?.client;
    let size = args.list.size(&context.printer, false);
    let request = client.users().with_invalid_emails().page_size(size);
    let pages = request.start_at(args.list.cursor()).pages();
    args.list
        .show(context, &USERS, size, pages, async |users| {
            users.iter().map(document).collect()
        })
        .await
}
