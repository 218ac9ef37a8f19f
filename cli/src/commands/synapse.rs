//! `chatadm synapse`: the nouns of a Synapse server. How lists are cut into pages is in `listing`.

use super::verbs;

pub(crate) mod admin_client_config;
pub(crate) mod event;
pub(crate) mod federation;
pub(crate) mod group;
pub(crate) mod history;
pub(crate) mod listing;
pub(crate) mod matrix;
pub(crate) mod media;
pub(crate) mod notice;
pub(crate) mod regtok;
pub(crate) mod report;
pub(crate) mod room;
pub(crate) mod stats;
pub(crate) mod task;
pub(crate) mod updates;
pub(crate) mod user;
pub(crate) mod version;
pub(crate) mod waiting;

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
    /// Files that users have uploaded, and copies of other servers' files
    Media(media),
    /// Notices from the server to its users
    Notice(notice),
    /// Tokens that let people register
    #[command(visible_alias = "registration-token")]
    Regtok(regtok),
    /// What users have reported
    Report(report),
    /// Other servers, and how well they can be reached
    Federation(federation),
    /// Background updates of the database
    Updates(updates),
    /// How much space users and rooms take
    Stats(stats),
    /// What the server shows to the clients of an admin, besides what it shows to everybody
    AdminClientConfig(admin_client_config),
    /// Groups, which servers no longer have
    #[command(hide = true)]
    Group(group),
    /// The client API: logging in, and any path
    Matrix(matrix),
    /// The version of the server
    Version(version),
}
