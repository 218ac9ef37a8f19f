//! `chatadm synapse room delete`: rooms that nobody is in any more, and whose data is gone.

use std::collections::BTreeMap;

use chatadm::synapse::{Client, MxcUri, RoomId};
use serde_json::Value;

use super::{
    deletion::{Deletion, PurgeArgs},
    select::SelectArgs,
};
use crate::{
    bulk::{self, Action, BulkArgs},
    context::{Context, Synapse},
    exit::Failure,
    reading,
};

/// How many rooms are described before they go.
const SHOWN: usize = 10;

/// Deletes rooms: removes their local members and, unless told otherwise, their data.
///
/// The command waits until the server is done; with `--no-wait` it prints the ids of the deletions, which
/// `chatadm synapse room delete-status` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room delete '!abc:example.org' --block
  chatadm synapse room delete '#spam:example.org' --move-to-user admin --message 'This room is closed'
  chatadm synapse room delete --match '#spam-' --dry-run
  chatadm synapse room delete --from-file rooms.txt --yes-delete --report gone.jsonl --continue-on-error")]
pub(crate) struct Args {
    /// Keep local users from joining the rooms again
    #[arg(short, long)]
    block: bool,

    /// Open a new room in the name of this user, and move the members there
    #[arg(
        short = 'u',
        long,
        visible_alias = "new-room-user-id",
        value_name = "USER"
    )]
    move_to_user: Option<String>,

    /// The name of the new room
    #[arg(short = 'n', long, value_name = "TEXT", requires = "move_to_user")]
    room_name: Option<String>,

    /// The first message in the new room
    #[arg(short, long, value_name = "TEXT", requires = "move_to_user")]
    message: Option<String>,

    /// Delete the files first that local users sent to the rooms
    #[arg(long)]
    delete_media: bool,

    /// Delete without typing the ids back
    #[arg(long)]
    yes_delete: bool,

    /// Print the requests and send none of them
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    purge: PurgeArgs,
    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let new_room = match &args.move_to_user {
        Some(text) => Some(synapse.user_id(text).await?),
        None => None,
    };
    let ids = args.select.ids(context, synapse).await?;
    let deletion = Deletion {
        purge: args.purge,
        is_blocking: args.block,
        new_room,
        new_room_name: args.room_name,
        message: args.message,
        is_with_media: args.delete_media,
        is_quiet: context.quiet,
    };
    let mut action = Action::synapse("delete", "room", deletion.operation())
        .body(deletion.body())
        .dry_run(args.dry_run);
    if args.dry_run && args.delete_media {
        action = action.before(media_requests(&synapse.client, &ids).await?);
    } else if !args.dry_run && !args.yes_delete {
        describe(context, synapse, &ids).await?;
    }
    if deletion.purge.no_purge {
        action = action.consequence("Local members are removed");
    } else {
        let consequence = "Their data is deleted, which cannot be taken back";
        action = action
            .consequence(consequence)
            .irreversible("--yes-delete", args.yes_delete);
    }
    let verb = |id: RoomId| deletion.run(&synapse.client, id);
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}

/// The requests that delete the files of rooms first, for `--dry-run`.
async fn media_requests(
    client: &Client,
    ids: &[RoomId],
) -> Result<BTreeMap<String, Vec<Value>>, Failure> {
    let look = |id: RoomId| async move { client.room(id).media().await };
    let operation = bulk::synapse_operation("delete_media");
    let request = |uri: &MxcUri| bulk::request(operation, uri.as_str(), &Value::Null);
    let found = reading::quietly(ids.iter().cloned(), look)
        .await?
        .into_iter();
    let requests =
        found.map(|(id, media)| (id.to_string(), media.local.iter().map(request).collect()));
    Ok(requests.collect())
}

/// Says what a person wants to know of rooms before they go.
async fn describe(context: &Context, synapse: &Synapse, ids: &[RoomId]) -> Result<(), Failure> {
    let shown = ids.iter().take(SHOWN).cloned();
    let look = |id: RoomId| async move { synapse.client.room(id).get_opt().await };
    for (id, room) in reading::quietly(shown, look).await? {
        let text = match room {
            None => "the server does not know this room".to_owned(),
            Some(room) => format!(
                "{}, {}, members: {}, of them local: {}",
                room.name.as_deref().unwrap_or("no name"),
                room.canonical_alias
                    .as_ref()
                    .map_or("no alias", |alias| alias.as_str()),
                room.joined_members.unwrap_or_default(),
                room.joined_local_members.unwrap_or_default(),
            ),
        };
        context.printer.note(&format!("{id}: {text}"));
    }
    Ok(())
}
