//! `chatadm synapse user redact`: what accounts have sent.

use chatadm::{
    Error,
    synapse::{RoomId, UserId},
};
use serde_json::json;

use super::select::SelectArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    commands::synapse::waiting::WaitArgs,
    context::Context,
    exit::Failure,
    guards::GuardArgs,
    moment::When,
};

/// Redacts what accounts have sent, in all rooms that they are in or banned from unless told.
///
/// The server works in the background. Without `--wait` the outcome names the redaction, for
/// `chatadm synapse user redact-status`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user redact spammer1 --reason spam --wait
  chatadm synapse user redact spammer1 --room '!abc:example.org' --limit 100")]
pub(crate) struct Args {
    #[command(flatten)]
    select: SelectArgs,

    /// Redact in this room only; may be repeated
    #[arg(short, long, value_name = "ROOM")]
    room: Vec<RoomId>,

    /// The reason, recorded with each redaction
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    /// How many events to look for in each room (1000 unless told)
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,

    /// Look for all events
    #[arg(long, conflicts_with = "limit")]
    all: bool,

    /// Redact events up to this moment (Synapse 1.157 and later)
    #[arg(long, value_name = "WHEN")]
    before: Option<When>,

    /// Redact events from this moment on (Synapse 1.157 and later)
    #[arg(long, value_name = "WHEN")]
    after: Option<When>,

    /// Send the redactions as the admin, and not as the user
    #[arg(long)]
    use_admin: bool,

    #[command(flatten)]
    wait: WaitArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    guards: GuardArgs,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let past = |when: Option<When>| {
        when.map(|when| when.past(context.printer.now()))
            .transpose()
            .map_err(Failure::Usage)
    };
    let (before, after) = (past(args.before)?, past(args.after)?);
    let synapse = context.synapse()?;
    let ids = args.select.ids(context, synapse).await?;
    args.guards.check(synapse, &ids).await?;
    let limit = if args.all {
        i32::MAX.try_into().ok()
    } else {
        args.limit
    };

    let mut body = json!({"rooms": args.room, "use_admin": args.use_admin});
    let fields = [
        ("reason", args.reason.as_deref().map(Into::into)),
        ("limit", limit.map(Into::into)),
        ("before_ts", before.map(|moment| moment.as_millis().into())),
        ("after_ts", after.map(|moment| moment.as_millis().into())),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            body[name] = value;
        }
    }
    let action = Action::synapse("redact the events of", "user", "redact_user_events")
        .body(body)
        .consequence("Nothing brings the content back")
        .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let mut request = synapse.client.user(id).redact().use_admin(args.use_admin);
        if !args.room.is_empty() {
            request = request.rooms(args.room.clone());
        }
        if let Some(reason) = &args.reason {
            request = request.reason(reason);
        }
        if let Some(limit) = limit {
            request = request.limit(limit);
        }
        if let Some(moment) = before {
            request = request.before(moment);
        }
        if let Some(moment) = after {
            request = request.after(moment);
        }
        let wait = args.wait.wait;
        async move {
            let redaction = request.send().await?;
            let mut told = json!({"redact_id": redaction.id()});
            if let Some(limit) = wait {
                told["failed_redactions"] = json!(redaction.wait(limit).await?);
            }
            Ok::<_, Error>(told)
        }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}
