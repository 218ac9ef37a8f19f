//! `chatadm synapse`: the nouns of a Synapse server.

use super::verbs;

verbs! {
    /// Single events
    Event(event),
    /// Old events of rooms
    History(history),
    /// Rooms
    Room(room),
    /// Work that the server does in the background
    Task(task),
    /// Local user accounts
    User(user),
    /// The version of the server
    Version(version),
}
