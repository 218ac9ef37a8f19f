//! `chatadm mattermost user list`: users, page after page.

use super::{
    SEEN, USERS, document,
    filter::{self, FilterArgs},
};
use crate::{commands::mattermost::listing::ListArgs, context::Context, exit::Failure};

/// The field that lists do not have, so that each user is asked for.
const SEEN_AT: &str = "last_activity_at";

/// What users can be sorted by.
const FIELDS: [&str; 13] = [
    "username",
    "email",
    "id",
    "nickname",
    "first_name",
    "last_name",
    "position",
    "roles",
    "auth_service",
    "create_at",
    "update_at",
    "delete_at",
    SEEN_AT,
];

/// Lists users.
///
/// Deactivated users are among them unless `--active` is given. All of the list is read for `-o csv`, `tsv`,
/// `jsonl` and `ids` when the output is not a terminal, and otherwise the first 100.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user list --active --inactive-for 90d --no-bots
  chatadm mattermost user list --role system_admin --mfa off
  chatadm mattermost user list --all -o csv > users.csv
  chatadm mattermost user list --team core --all --sort last_activity_at")]
pub(crate) struct Args {
    #[command(flatten)]
    list: ListArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let sort = args.list.sort(&FIELDS)?;
    let is_sorted_by_activity = sort == Some(SEEN_AT);
    let mattermost = context.mattermost()?;
    let size = args.list.size(&context.printer, args.filter.is_narrowing());
    let request = args.filter.request(mattermost, size).await?;
    let pages = request.start_at(args.list.cursor()).pages();
    let shape = if is_sorted_by_activity || args.filter.is_about_activity() {
        &SEEN
    } else {
        &USERS
    };
    args.list
        .show(context, shape, size, pages, async |users| {
            let now = context.printer.now();
            let mut users = args.filter.keep(mattermost, users, now).await?;
            if is_sorted_by_activity && !args.filter.is_about_activity() {
                filter::see(mattermost, &mut users).await?;
            }
            users.iter().map(document).collect()
        })
        .await
}
