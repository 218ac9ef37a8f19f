//! `chatadm synapse room join`: local users who join a room without being asked.

use chatadm::synapse::{ServerName, UserId};

use super::{own_power::OwnPowerArgs, select};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    commands::synapse::user::select::SelectArgs,
    context::Context,
    exit::Failure,
};

/// Makes local users join a room.
///
/// To a room that is not public the account of the token invites them, and so has to be a member who may do
/// that; `--make-self-admin-first` sees to it where a local member has the power to.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room join '#lobby:example.org' ada bob
  chatadm synapse room join '!abc:example.org' --from-file users.csv --make-self-admin-first")]
pub(crate) struct Args {
    /// The id or an alias of a room
    room: String,

    /// A server to join through, for a room that this server is not in; may be repeated
    #[arg(long, value_name = "SERVER")]
    via: Vec<String>,

    #[command(flatten)]
    own_power: OwnPowerArgs,
    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let via = args
        .via
        .iter()
        .map(|name| ServerName::try_from(name.as_str()));
    let via: Vec<ServerName> = via
        .collect::<Result<_, _>>()
        .map_err(|error| Failure::Usage(error.to_string()))?;
    let room = select::room_id(synapse, &args.room).await?;
    let users = args.select.ids(context, synapse).await?;
    let mut action = Action::synapse("join", "user", "join_room")
        .key_in_body(room.as_str(), "user_id")
        .consequence(format!("They join {room}"))
        .dry_run(args.dry_run.dry_run);
    if args.dry_run.dry_run {
        action = action.first(args.own_power.requests(synapse, &room).await?);
    } else {
        args.own_power.take(context, synapse, &room).await?;
    }
    let verb = |user: UserId| {
        synapse
            .client
            .room(&room)
            .join(user)
            .servers(via.clone())
            .send()
    };
    bulk::run(
        context,
        &synapse.connection,
        &args.bulk,
        action,
        users,
        verb,
    )
    .await
}
