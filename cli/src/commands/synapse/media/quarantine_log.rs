//! `chatadm synapse media quarantine-log`: what went into quarantine and out of it.

use std::time::Duration;

use chatadm::Cursor;

use crate::{context::Context, exit::Failure, printer::Shape};

const CHANGES: Shape = Shape {
    id: "media_id",
    columns: &["origin", "media_id", "quarantined"],
};

/// How often to look for more.
const PAUSE: Duration = Duration::from_secs(5);

/// Lists what went into quarantine and out of it, the oldest change first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse media quarantine-log
  chatadm synapse media quarantine-log --follow -o jsonl")]
pub(crate) struct Args {
    /// Go on where an earlier list ended
    #[arg(short, long, value_name = "TOKEN")]
    from: Option<String>,

    /// List all changes, which is how it is unless told
    #[arg(long, hide = true, conflicts_with = "limit")]
    all: bool,

    /// List so many changes at most
    #[arg(short, long, value_name = "N")]
    limit: Option<usize>,

    /// Go on and wait for more, until ^C
    #[arg(long)]
    follow: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let printer = &context.printer;
    if args.follow && !printer.format().is_lines() {
        return Err(Failure::Usage(
            "`--follow` has no end, so give `-o jsonl`, `csv`, `tsv` or `ids`".to_owned(),
        ));
    }
    let client = &context.synapse()?.client;
    let mut list = printer.list(&CHANGES);
    let mut cursor = args.from.as_deref().map(Cursor::from);
    let most = args.limit.unwrap_or(usize::MAX);
    let mut is_cut = false;
    let mut turns = tokio::time::interval(PAUSE);
    'turns: loop {
        turns.tick().await;
        let mut request = client.media().quarantine_changes();
        if let Some(cursor) = cursor.clone() {
            request = request.start_at(cursor);
        }
        let mut pages = request.pages();
        while let Some(page) = pages.try_next().await? {
            let mut changes = page.items.into_iter();
            for change in changes.by_ref().take(most - list.count()) {
                list.push(serde_json::to_value(change)?)?;
            }
            list.flush()?;
            is_cut = changes.len() > 0;
            cursor = page.next.or(cursor);
            if list.count() >= most {
                break 'turns;
            }
        }
        if !args.follow {
            break;
        }
    }
    if is_cut {
        // The token of a page leads to its end.
        printer.note(&format!("{most} listed; list all with `--all`"));
    } else if let Some(cursor) = cursor {
        printer.note(&format!(
            "what comes later is listed with `--from {cursor}`"
        ));
    }
    list.finish()
}
