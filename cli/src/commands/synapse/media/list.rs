//! `chatadm synapse media list`: the files of a user or a room.

use chatadm::synapse::{Direction, UserMediaOrder};
use serde_json::json;

use super::{FILES, select};
use crate::{
    commands::synapse::listing::ListArgs, context::Context, exit::Failure, printer::Shape,
};

const LINKS: Shape = Shape {
    id: "uri",
    columns: &["uri", "origin"],
};

/// Lists the files of a user or a room.
///
/// Of a user: what they have uploaded, the newest first. Of a room: what its events link to, as far as they
/// are not encrypted.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse media list --user ada --sort media_length --reverse
  chatadm synapse media list --room '#lobby:example.org' -o ids")]
pub(crate) struct Args {
    #[command(flatten)]
    whose: Whose,

    /// Sort by this field, upwards
    #[arg(short, long, value_name = "FIELD", conflicts_with = "room", value_parser = clap::builder::PossibleValuesParser::new(
        UserMediaOrder::KNOWN.iter().copied()
    ))]
    pub(crate) sort: Option<String>,

    /// Sort the other way round
    #[arg(short = 'R', long, conflicts_with = "room")]
    pub(crate) reverse: bool,

    #[command(flatten)]
    pub(crate) list: ListArgs,
}

/// Whose files.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Whose {
    /// The files that this user has uploaded
    #[arg(short, long, visible_alias = "user-id", value_name = "USER")]
    user: Option<String>,

    /// The files that the events of this room link to
    #[arg(short, long, visible_alias = "room-id", value_name = "ROOM")]
    room: Option<String>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    if let Some(user) = &args.whose.user {
        return of_user(context, user, args.sort, args.reverse, &args.list).await;
    }
    let room = select::room_id(synapse, args.whose.room.as_deref().unwrap_or_default()).await?;
    let media = synapse.client.room(room).media().await?;
    let local = media.local.into_iter().map(|uri| (uri, "local"));
    let remote = media.remote.into_iter().map(|uri| (uri, "remote"));
    let items = local
        .chain(remote)
        .map(|(uri, origin)| json!({"uri": uri, "origin": origin}));
    args.list.show_whole(context, &LINKS, items.collect())
}

/// Lists what a user has uploaded.
pub(crate) async fn of_user(
    context: &Context,
    user: &str,
    sort: Option<String>,
    is_reverse: bool,
    list: &ListArgs,
) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = synapse.user_id(user).await?;
    let mut request = synapse
        .client
        .user(id)
        .media()
        .list()
        .page_size(list.size(&context.printer));
    if is_reverse {
        // Without a field the newest come first, and with one the smallest.
        request = request.direction(if sort.is_some() {
            Direction::B
        } else {
            Direction::F
        });
    }
    if let Some(field) = sort {
        request = request.order_by(UserMediaOrder::from(field));
    }
    if let Some(cursor) = list.cursor() {
        request = request.start_at(cursor);
    }
    list.show(context, &FILES, request.pages()).await
}
