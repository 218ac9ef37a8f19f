//! `chatadm synapse user list`: accounts, page after page.

use chatadm::synapse::{UserOrder, types::UserSummary};

use super::{
    select::{FilterArgs, Order, PAGE},
    users,
};
use crate::{commands::synapse::listing::ListArgs, context::Context, exit::Failure};

/// Lists accounts.
///
/// Deactivated and locked accounts are left out unless `--deactivated` and `--locked` say otherwise. All of
/// the list is read for `-o csv`, `tsv`, `jsonl` and `ids` when the output is not a terminal, and otherwise
/// the first 100.
#[derive(Debug, clap::Args)]
#[command(
    mut_arg("name", |name| name.short('n')),
    after_help = "Examples:
  chatadm synapse user list --inactive-for 90d --exclude '@bot-.*'
  chatadm synapse user list --all -o csv > users.csv
  chatadm synapse user list --admins --columns name,last_seen_ts
  chatadm synapse user list --deactivated=only --jq '.[].name'"
)]
pub(crate) struct Args {
    /// Sort by this field
    #[arg(long, visible_alias = "sort-by", value_name = "FIELD", value_parser = clap::builder::PossibleValuesParser::new(
        UserOrder::KNOWN.iter().copied()
    ))]
    sort: Option<String>,

    /// Sort the other way round
    #[arg(short, long)]
    reverse: bool,

    #[command(flatten)]
    list: ListArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let order = Order {
        by: args.sort,
        is_reverse: args.reverse,
        from: args.list.cursor(),
    };
    show(context, &args.list, &args.filter, order, Vec::new()).await
}

/// Lists accounts that were found already, those that the filter leaves, and says how to go on.
pub(super) async fn show(
    context: &Context,
    args: &ListArgs,
    filter: &FilterArgs,
    order: Order,
    found: Vec<UserSummary>,
) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let printer = &context.printer;
    let most = args.most(printer);
    let size = if filter.is_own() {
        args.size_or(PAGE)
    } else {
        args.size(printer)
    };
    // A page ends where the server says; what is kept of it can end earlier.
    let mut start = order.from.clone();
    let mut pages = filter.pages(&synapse.client, size, Some(&order)).await?;
    let mut list = printer.list(users(printer));
    let known: Vec<_> = found.iter().map(|user| user.name.clone()).collect();
    for user in found {
        list.push(serde_json::to_value(user)?)?;
    }
    while let Some(page) = pages.next().await? {
        let length = page.items.len();
        let mut users = filter.keep(context, synapse, page.items).await?;
        users.retain(|(_, user)| !known.contains(&user.name));
        let mut users = users.into_iter();
        let mut read = 0;
        for (place, user) in users.by_ref().take(most.saturating_sub(list.count())) {
            read = place + 1;
            list.push(serde_json::to_value(user)?)?;
        }
        list.flush()?;
        if list.count() < most {
            start = page.next;
            continue;
        }
        let is_cut = users.len() > 0;
        let next = if is_cut {
            // What lists of users go on from is the number of those before.
            let before = match &start {
                None => Some(0),
                Some(cursor) => cursor.as_str().parse::<usize>().ok(),
            };
            before
                .filter(|_| read <= length)
                .map(|before| (before + read).to_string())
        } else {
            page.next.map(|next| next.as_str().to_owned())
        };
        if next.is_some() || is_cut {
            let of = page.total.filter(|_| !filter.is_own());
            let of = of.map(|total| format!(" of {total}")).unwrap_or_default();
            let go_on = next.map_or_else(String::new, |next| {
                format!("go on with the same and `--from {next}`, or ")
            });
            let count = list.count();
            printer.note(&format!(
                "{count}{of} accounts listed; {go_on}list all with `--all`"
            ));
        }
        break;
    }
    list.finish()
}
