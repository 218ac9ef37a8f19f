//! `chatadm synapse user list`: accounts, page after page.

use super::{
    USERS,
    select::{FilterArgs, Order},
};
use crate::{context::Context, exit::Failure};

/// How many accounts to show, unless told.
const LIMIT: usize = 100;

/// Lists accounts.
///
/// Deactivated accounts are left out unless `--deactivated` says otherwise. All of the list is read for
/// `-o csv`, `tsv`, `jsonl` and `ids` when the output is not a terminal, and otherwise the first 100.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user list --inactive-for 90d --exclude '@bot-.*'
  chatadm synapse user list --all -o csv > users.csv
  chatadm synapse user list --admins --columns name,last_seen_ts
  chatadm synapse user list --deactivated=only --jq '.[].name'")]
pub(crate) struct Args {
    /// Old short form of `--name`
    #[arg(short, hide = true, value_name = "TEXT", conflicts_with_all = ["name", "id"])]
    n: Option<String>,

    /// List all accounts
    #[arg(long, conflicts_with = "limit")]
    all: bool,

    /// List so many accounts at most
    #[arg(short, long, value_name = "N")]
    limit: Option<usize>,

    /// How many accounts to ask the server for at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    page_size: Option<u32>,

    /// Go on where an earlier list ended
    #[arg(short, long, value_name = "TOKEN")]
    from: Option<String>,

    /// Sort by this field
    #[arg(long, visible_alias = "sort-by", value_name = "FIELD", value_parser = clap::builder::PossibleValuesParser::new(
        chatadm::synapse::UserOrder::KNOWN.iter().copied()
    ))]
    sort: Option<String>,

    /// Sort the other way round
    #[arg(short, long)]
    reverse: bool,

    #[command(flatten)]
    filter: FilterArgs,
}

pub(crate) async fn run(context: &Context, mut args: Args) -> Result<(), Failure> {
    args.filter.name = args.filter.name.or(args.n);
    let client = &context.synapse()?.client;
    let printer = &context.printer;
    let is_whole =
        args.all || (args.limit.is_none() && printer.format().is_lines() && !printer.is_terminal());
    let limit = if is_whole {
        usize::MAX
    } else {
        args.limit.unwrap_or(LIMIT)
    };
    let size = args
        .page_size
        .unwrap_or_else(|| u32::try_from(limit.clamp(1, 500)).unwrap_or(500));
    let order = Order {
        by: args.sort,
        is_reverse: args.reverse,
        from: args.from,
    };

    let mut list = printer.list(&USERS);
    let mut pages = args.filter.pages(client, size, Some(&order)).await?;
    while let Some(page) = pages.next().await? {
        let total = page.total;
        let mut users = args
            .filter
            .keep(client, page.items, printer.now())
            .await?
            .into_iter();
        for user in users.by_ref().take(limit - list.count()) {
            list.push(serde_json::to_value(user)?)?;
        }
        list.flush()?;
        if list.count() >= limit {
            let shown = match total {
                Some(total) => format!("{} of {total} accounts", list.count()),
                None => format!("{} accounts", list.count()),
            };
            match page.next {
                Some(next) if users.len() == 0 => {
                    printer.note(&format!(
                        "{shown}; go on with `--from {next}`, or list them with `--all`"
                    ));
                }
                Some(_) => printer.note(&format!("{shown}; list them with `--all`")),
                None if users.len() > 0 => {
                    printer.note(&format!("{shown}; list them with `--all`"))
                }
                None => {}
            }
            break;
        }
    }
    list.finish()
}
