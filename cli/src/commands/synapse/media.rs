//! `chatadm synapse media`: files. Which files a command means is in `select`, how many bytes they take in
//! `weight`, moments are in `before`.

use crate::{commands::verbs, printer::Shape};

pub(crate) mod before;
pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod protect;
mod protection;
pub(crate) mod purge_remote;
pub(crate) mod quarantine;
pub(crate) mod quarantine_log;
pub(crate) mod select;
pub(crate) mod show;
pub(crate) mod unprotect;
pub(crate) mod unquarantine;
mod weight;

/// The columns of a list of files.
pub(crate) const FILES: Shape = Shape {
    id: "media_id",
    columns: &[
        "media_id",
        "media_type",
        "media_length",
        "upload_name",
        "created_ts",
        "last_access_ts",
        "quarantined_by",
        "safe_from_quarantine",
    ],
};

verbs! {
    /// Lists the files of a user or a room
    List(list),
    /// Shows what the server knows of files
    Show(show),
    /// Deletes files for good
    Delete(delete),
    /// Protects files from quarantine and from deletion by age
    Protect(protect),
    /// Takes the protection from files
    Unprotect(unprotect),
    /// Deletes copies of other servers' files that were not read lately
    #[command(visible_alias = "purge")]
    PurgeRemote(purge_remote),
    /// Quarantines files: nobody can read them, and nothing is deleted
    Quarantine(quarantine),
    /// Releases files from quarantine
    Unquarantine(unquarantine),
    /// Lists what went into quarantine and out of it
    QuarantineLog(quarantine_log),
}
