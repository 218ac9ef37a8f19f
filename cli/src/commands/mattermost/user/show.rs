//! `chatadm mattermost user show`: everything that is known of users.

use super::{
    USERS, document,
    select::{self, COLUMNS},
};
use crate::{context::Context, exit::Failure, selection::FileArgs};

/// Shows everything that is known of users.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user show ada
  chatadm mattermost user show ada@example.org --json id,username")]
pub(crate) struct Args {
    /// Names, e-mail addresses or ids of users
    #[arg(value_name = "USER", required_unless_present = "from_file")]
    users: Vec<String>,

    #[command(flatten)]
    file: FileArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let mut texts = args.users;
    texts.extend(args.file.read(&COLUMNS)?);
    if let [text] = texts.as_slice() {
        let user = mattermost.user(text).await?;
        return context.printer.record(&USERS, document(&user)?);
    }
    let users = select::find(mattermost, &texts).await?;
    let mut list = context.printer.list(&USERS);
    for user in users {
        list.push(document(&user)?)?;
    }
    list.finish()
}
