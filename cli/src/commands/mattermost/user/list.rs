//! `chatadm mattermost user list`: users, page after page.

use std::cmp::Ordering;

use serde_json::Value;

use super::{USERS, document, filter::FilterArgs};
use crate::{context::Context, exit::Failure};

/// How many users to show, unless told.
const LIMIT: usize = 100;

/// How many users to ask the server for at once, at most.
const PAGE: u32 = 200;

/// Lists users.
///
/// Deactivated users are among them unless `--active` is given. All of the list is read for `-o csv`, `tsv`,
/// `jsonl` and `ids` when the output is not a terminal, and otherwise the first 100.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user list --active --inactive-for 90d --no-bots
  chatadm mattermost user list --role system_admin --mfa off
  chatadm mattermost user list --all -o csv > users.csv
  chatadm mattermost user list --team core --all --sort create_at --reverse")]
pub(crate) struct Args {
    /// List all users
    #[arg(long, conflicts_with = "limit")]
    all: bool,

    /// List so many users at most
    #[arg(short, long, value_name = "N")]
    limit: Option<usize>,

    /// How many users to ask the server for at once
    #[arg(long, visible_alias = "per-page", value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    page_size: Option<u32>,

    /// Go on where an earlier list ended
    #[arg(short, long, value_name = "TOKEN")]
    from: Option<String>,

    /// The page with this number alone, from 0
    #[arg(long, hide = true, value_name = "N", conflicts_with_all = ["all", "limit", "from"])]
    page: Option<u32>,

    /// Sort by this field, as `create_at`; the whole list is read for it
    #[arg(long, value_name = "FIELD")]
    sort: Option<String>,

    /// Sort the other way round
    #[arg(short, long, requires = "sort")]
    reverse: bool,

    #[command(flatten)]
    filter: FilterArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let printer = &context.printer;
    let is_whole =
        args.all || (args.limit.is_none() && printer.format().is_lines() && !printer.is_terminal());
    let mut limit = if is_whole {
        usize::MAX
    } else {
        args.limit.unwrap_or(LIMIT)
    };
    let mut size = args
        .page_size
        .unwrap_or(PAGE.min(u32::try_from(limit.max(1)).unwrap_or(PAGE)));
    if let Some(field) = &args.sort {
        size = args.page_size.unwrap_or(PAGE);
        return sorted(context, &args, field, size, limit).await;
    }
    let mut request = args.filter.request(mattermost, size).await?;
    if let Some(page) = args.page {
        size = args.page_size.unwrap_or(PAGE);
        limit = usize::try_from(size).unwrap_or(usize::MAX);
        request = request
            .page_size(size)
            .start_at(page.to_string().as_str().into());
    }
    if let Some(cursor) = &args.from {
        request = request.start_at(cursor.as_str().into());
    }

    let mut list = printer.list(&USERS);
    let mut pages = request.pages();
    while let Some(page) = pages.try_next().await? {
        let mut users = args
            .filter
            .keep(mattermost, page.items, printer.now())
            .await?
            .into_iter();
        for user in users.by_ref().take(limit - list.count()) {
            list.push(document(&user)?)?;
        }
        list.flush()?;
        if list.count() >= limit || args.page.is_some() {
            let shown = format!("{} users", list.count());
            match page.next {
                Some(next) if users.len() == 0 => {
                    printer.note(&format!(
                        "{shown}; go on with `--from {next}`, or list them with `--all`"
                    ));
                }
                None if users.len() == 0 => {}
                _ => printer.note(&format!("{shown}; list them with `--all`")),
            }
            break;
        }
    }
    list.finish()
}

/// Reads all users before it shows the first: the server sorts by name alone.
async fn sorted(
    context: &Context,
    args: &Args,
    field: &str,
    size: u32,
    limit: usize,
) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let mut users = Vec::new();
    let mut pages = args.filter.request(mattermost, size).await?.pages();
    while let Some(page) = pages.try_next().await? {
        for user in args
            .filter
            .keep(mattermost, page.items, context.printer.now())
            .await?
        {
            users.push(document(&user)?);
        }
    }
    users.sort_by(|a, b| compare(&a[field], &b[field]));
    if args.reverse {
        users.reverse();
    }
    let mut list = context.printer.list(&USERS);
    for user in users.into_iter().take(limit) {
        list.push(user)?;
    }
    list.finish()
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.as_str().cmp(&b.as_str()),
    }
}
