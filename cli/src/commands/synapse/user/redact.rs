//! `chatadm synapse user redact`: what accounts have sent.

use chatadm::synapse::{RoomId, User};
use serde_json::{Value, json};

use super::select::ChangeArgs;
use crate::{
    bulk::Action,
    commands::synapse::room,
    context::Context,
    exit::Failure,
    moment::When,
    printer::Shape,
    waiting::{Teller, WaitArgs},
};

const REDACTIONS: Shape = Shape {
    id: "id",
    columns: &[
        "id",
        "outcome",
        "result.redact_id",
        "result.failed_redactions",
        "message",
    ],
};

/// Redacts what accounts have sent, in all rooms that they are in or banned from unless told.
///
/// The server works in the background. The outcome names the redaction, for
/// `chatadm synapse user redact-status`, and the events that could not be redacted.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user redact spammer1 --reason spam
  chatadm synapse user redact spammer1 --room '#lobby:example.org' --limit 100
  chatadm synapse user redact --match '@spam[0-9]+:' --all --use-admin --no-wait")]
pub(crate) struct Args {
    /// Redact in this room only; may be repeated
    #[arg(short, long, value_name = "ROOM")]
    room: Vec<String>,

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
    change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let past = |when: Option<When>| {
        when.map(|when| when.past(context.printer.now()))
            .transpose()
            .map_err(Failure::Usage)
    };
    let (before, after) = (past(args.before)?, past(args.after)?);
    let synapse = context.synapse()?;
    let ids = args.change.ids(context).await?;
    let rooms: Vec<RoomId> = room::select::room_ids(synapse, &args.room).await?;
    let limit = if args.all {
        i32::MAX.try_into().ok()
    } else {
        args.limit
    };

    let mut body = json!({"rooms": rooms, "use_admin": args.use_admin});
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
        .shape(&REDACTIONS)
        .consequence("Nothing brings the content back");
    let is_quiet = context.quiet;
    let verb = async |user: User<'_>| {
        let mut request = user.redact().use_admin(args.use_admin);
        if !rooms.is_empty() {
            request = request.rooms(rooms.clone());
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
        let redaction = request.send().await?;
        let what = format!("redaction {} of {}", redaction.id(), user.id());
        let mut teller = Teller::new(what, is_quiet);
        teller.tell("started");
        let failed = match args.wait.limit() {
            Some(limit) => {
                let tell = move |found: &chatadm::synapse::types::RedactionProgress| {
                    teller.tell(&found.status);
                };
                json!(redaction.wait_with(limit, tell).await?)
            }
            None => Value::Null,
        };
        Ok(json!({"redact_id": redaction.id(), "failed_redactions": failed}))
    };
    args.change.work.run_for(context, action, ids, verb).await
}
