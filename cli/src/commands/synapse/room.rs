//! `chatadm synapse room`: rooms. Which rooms a command means is in `select`, how one is deleted in
//! `deletion`, who has power in it in `levels`, and how one gets some in `own_power`.

use crate::{commands::verbs, printer::Shape};

pub(crate) mod at;
pub(crate) mod block;
pub(crate) mod block_status;
pub(crate) mod delete;
pub(crate) mod delete_status;
pub(crate) mod deletion;
pub(crate) mod details;
pub(crate) mod extremities;
pub(crate) mod join;
pub(crate) mod kick;
pub(crate) mod levels;
pub(crate) mod list;
pub(crate) mod make_admin;
pub(crate) mod members;
pub(crate) mod messages;
pub(crate) mod own_power;
pub(crate) mod power_levels;
pub(crate) mod purge_empty;
pub(crate) mod resolve;
pub(crate) mod search;
pub(crate) mod select;
pub(crate) mod state;
pub(crate) mod tree;
pub(crate) mod unblock;

/// The columns of a list of rooms.
pub(crate) const ROOMS: Shape = Shape {
    id: "room_id",
    columns: &[
        "room_id",
        "name",
        "canonical_alias",
        "joined_members",
        "joined_local_members",
        "version",
        "creator",
        "encryption",
        "public",
    ],
};

/// The columns of a list of events.
pub(crate) const EVENTS: Shape = Shape {
    id: "event_id",
    columns: &[
        "event_id",
        "origin_server_ts",
        "type",
        "state_key",
        "sender",
        "content",
    ],
};

verbs! {
    /// Lists rooms
    List(list),
    /// Finds rooms by a part of their name, an alias or an id
    Search(search),
    /// Shows everything that is known of rooms
    #[command(visible_alias = "show")]
    Details(details),
    /// Lists the state events of a room
    State(state),
    /// Shows who may do what in rooms
    PowerLevels(power_levels),
    /// Lists who has joined a room
    Members(members),
    /// Makes local users join a room
    Join(join),
    /// Makes users leave a room
    Kick(kick),
    /// Finds the room behind an alias, or the aliases of a room
    Resolve(resolve),
    /// Deletes rooms
    Delete(delete),
    /// Tells how far the deletion of a room is
    DeleteStatus(delete_status),
    /// Deletes rooms that nobody is in
    PurgeEmpty(purge_empty),
    /// Gives users the power to administer a room
    MakeAdmin(make_admin),
    /// Keeps local users from joining rooms
    Block(block),
    /// Lets local users join blocked rooms again
    Unblock(unblock),
    /// Tells whether rooms are blocked
    BlockStatus(block_status),
    /// Lists the events at the tip of a room, or deletes them
    Extremities(extremities),
    /// Lists the events of a room
    Messages(messages),
    /// Finds the event of a room next to a moment
    At(at),
    /// Lists the rooms below a space
    Tree(tree),
}
