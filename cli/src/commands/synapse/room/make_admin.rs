//! `chatadm synapse room make-admin`: power in a room, for users who have none there.

use chatadm::synapse::UserId;

use super::select;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    commands::synapse::user::select::COLUMNS as USER_COLUMNS,
    context::Context,
    exit::Failure,
    selection::FileArgs,
};

/// Gives users as much power in a room as any local member has: those named, or the account of the token.
///
/// The server does it in the name of that member, and invites the user to a room that is not public. The
/// creators of a room of version 12 or later stand above what it can give.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room make-admin '#lobby:example.org'
  chatadm synapse room make-admin '!abc:example.org' ada")]
pub(crate) struct Args {
    /// The id or an alias of a room
    room: String,

    /// User ids; without a server name (`alice`) they are those of this server
    #[arg(value_name = "USER")]
    users: Vec<String>,

    /// Old form of naming a user
    #[arg(short, long, hide = true, value_name = "USER")]
    user_id: Vec<String>,

    #[command(flatten)]
    file: FileArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, mut args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let room = select::room_id(synapse, &args.room).await?;
    args.users.append(&mut args.user_id);
    args.users.extend(args.file.read(&USER_COLUMNS)?);
    let mut users = synapse.user_ids(&args.users).await?;
    if users.is_empty() {
        users.push(synapse.me().await?.clone());
    }
    let action = Action::synapse("give power to", "user", "make_room_admin")
        .key_in_body(room.as_str(), "user_id")
        .dry_run(args.dry_run.dry_run);
    let verb = |user: UserId| synapse.client.room(&room).make_admin().user(user).send();
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
