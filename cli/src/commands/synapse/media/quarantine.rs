//! `chatadm synapse media quarantine`: files that nobody can read.

use chatadm::synapse::{MxcUri, RoomId, UserId};

use super::select::{self, MediaArgs};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Quarantines files, and all that are equal to them: nobody can read them, and nothing is deleted.
///
/// Protected files are spared. The server says yes also when it does not know the file.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse media quarantine mxc://example.org/abc
  chatadm synapse media quarantine --user spammer1 --user spammer2
  chatadm synapse media quarantine --room '!abc:example.org'")]
pub(crate) struct Args {
    #[command(flatten)]
    media: MediaArgs,

    /// Quarantine all files that this user has uploaded; may be repeated
    #[arg(
        short,
        long,
        visible_alias = "user-id",
        value_name = "USER",
        conflicts_with = "room"
    )]
    user: Vec<String>,

    /// Quarantine all files that the events of this room link to; may be repeated
    #[arg(short, long, visible_alias = "room-id", value_name = "ROOM")]
    room: Vec<String>,

    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    if !(args.user.is_empty() && args.room.is_empty() || args.media.is_empty()) {
        return Err(Failure::Usage(
            "give either files, or `--user` or `--room`, not both".to_owned(),
        ));
    }
    let synapse = context.synapse()?;
    let (client, connection, bulk) = (&synapse.client, &synapse.connection, &args.bulk);
    let dry_run = args.dry_run.dry_run;
    if !args.user.is_empty() {
        let ids = synapse.user_ids(&args.user).await?;
        let action = Action::synapse("quarantine all files of", "user", "quarantine_user_media");
        let verb = |id: UserId| {
            let files = client.user(id).media();
            async move { files.quarantine().await }
        };
        return bulk::run(
            context,
            connection,
            bulk,
            action.dry_run(dry_run),
            ids,
            verb,
        )
        .await;
    }
    if !args.room.is_empty() {
        let mut ids = Vec::new();
        for room in &args.room {
            ids.push(select::room_id(synapse, room).await?);
        }
        let action = Action::synapse("quarantine all files of", "room", "quarantine_room_media");
        let verb = |id: RoomId| {
            let room = client.room(id);
            async move { room.quarantine_media().await }
        };
        return bulk::run(
            context,
            connection,
            bulk,
            action.dry_run(dry_run),
            ids,
            verb,
        )
        .await;
    }
    let uris = args.media.uris(synapse).await?;
    let action = Action::synapse("quarantine", "file", "quarantine_media").dry_run(dry_run);
    let media = client.media();
    let verb = |uri: MxcUri| async move { media.quarantine(&uri).await };
    bulk::run(context, connection, bulk, action, uris, verb).await
}
