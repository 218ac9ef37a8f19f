//! `chatadm synapse history purge`: old events of rooms that go from the database.

use chatadm::{
    Timestamp,
    synapse::{EventId, PurgeUpTo, RoomId},
};
use serde_json::json;

use super::purging::Work;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    commands::synapse::room::select::SelectArgs,
    context::Context,
    exit::Failure,
    moment::{self, When},
    waiting::WaitArgs,
};

/// Deletes old events of rooms from the database.
///
/// Those of local users are kept unless `--delete-local-events` is given, because no other server may have
/// them. The command waits until the server is done; with `--no-wait` it prints the ids of the purges, which
/// `chatadm synapse history purge-status` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse history purge '#lobby:example.org' --before 180d
  chatadm synapse history purge --all-rooms --before 1y --yes --continue-on-error --report purged.jsonl
  chatadm synapse history purge '!abc:example.org' --before-event-id '$event' --no-wait")]
pub(crate) struct Args {
    /// All rooms of the server
    #[arg(long, conflicts_with_all = ["rooms", "from_file"])]
    all_rooms: bool,

    #[command(flatten)]
    until: UntilArgs,

    /// Delete the events of local users too, which nothing brings back
    #[arg(long, visible_alias = "delete-local")]
    delete_local_events: bool,

    /// Delete the events of local users without typing the ids of the rooms back
    #[arg(long, requires = "delete_local_events")]
    yes_delete: bool,

    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    wait: WaitArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

/// Where a purge stops.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct UntilArgs {
    /// Delete what is older than this moment
    #[arg(short, long, value_name = "WHEN")]
    before: Option<When>,

    /// Delete what is before this event of the room
    #[arg(short = 'i', long, value_name = "EVENT")]
    before_event_id: Option<String>,

    /// Delete what is older than so many days
    #[arg(short = 'd', long, value_name = "DAYS")]
    before_days: Option<u16>,

    /// Delete what is older than this moment, in milliseconds
    #[arg(short = 't', long, value_name = "MS", value_parser = moment::milliseconds)]
    before_ts: Option<Timestamp>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let until = args.until.place(context)?;
    let synapse = context.synapse()?;
    let ids = if args.all_rooms {
        args.select.filter.ids(context, synapse).await?
    } else {
        args.select.ids(context, synapse).await?
    };
    let (operation, mut body) = match &until {
        PurgeUpTo::Time(moment) => (
            "purge_history",
            json!({"purge_up_to_ts": moment.as_millis()}),
        ),
        _ if ids.len() > 1 => {
            let why = "an event is in one room; give `--before` for several";
            return Err(Failure::Usage(why.to_owned()));
        }
        _ => ("purge_history_up_to_event", json!({})),
    };
    body["delete_local_events"] = args.delete_local_events.into();
    let mut action = Action::synapse("purge the history of", "room", operation)
        .body(body)
        .consequence("Nobody sees those events again")
        .dry_run(args.dry_run.dry_run);
    if args.delete_local_events {
        action = action.irreversible("--yes-delete", args.yes_delete);
    }
    let work = Work {
        until,
        is_local: args.delete_local_events,
        // Rooms that were chosen by a filter exist: they only have nothing so old.
        is_nothing_fine: args.select.rooms.is_empty() && args.select.file.from_file.is_none(),
        wait: args.wait,
        is_quiet: context.quiet,
    };
    let verb = |id: RoomId| work.run(&synapse.client, id);
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}

impl UntilArgs {
    fn place(&self, context: &Context) -> Result<PurgeUpTo, Failure> {
        if let Some(event) = &self.before_event_id {
            let event = EventId::try_from(event.as_str());
            return Ok(event
                .map_err(|error| Failure::Usage(error.to_string()))?
                .into());
        }
        if let Some(moment) = self.before_ts {
            return Ok(moment.into());
        }
        let days = self
            .before_days
            .map(|days| format!("{days}d").parse::<When>());
        let when = days.transpose().map_err(Failure::Usage)?.or(self.before);
        let needed = || Failure::Usage("say how old: `--before 90d`".to_owned());
        let moment = when.ok_or_else(needed)?.past(context.printer.now());
        Ok(moment.map_err(Failure::Usage)?.into())
    }
}
