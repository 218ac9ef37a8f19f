//! Files: what the server knows of them, deletion, quarantine, and the cache of other servers' files.

use crate::{
    Error, Timestamp,
    call::{call, found},
    synapse::{Client, MxcUri, ServerName, types},
};

mod delete_where;
mod quarantine_changes;

pub use delete_where::DeleteMediaWhere;
pub use quarantine_changes::ListQuarantineChanges;

impl Client {
    /// The files of the server, and its copies of other servers' files.
    ///
    /// Servers and workers with `enable_media_repo: false` have none of these calls; each is
    /// `is_not_found` there.
    pub fn media(&self) -> Media<'_> {
        Media { client: self }
    }
}

/// The files of a server; see [`Client::media`].
///
/// A file goes by its URI. [`MxcUri::new`] makes one of a server name and a media id, as lists have them.
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct Media<'a> {
    client: &'a Client,
}

impl<'a> Media<'a> {
    /// What the server knows of a file of its own, or of another server's file that it has a copy of.
    /// Since Synapse 1.140.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the server has no such file; [`get_opt`](Self::get_opt) makes that `None`.
    /// [`Error::Argument`] when the URI is one from an answer that is no `mxc` URI.
    ///
    /// Calls `GET /_synapse/admin/v1/media/{server_name}/{media_id}` (`get_media`).
    pub async fn get(&self, file: &MxcUri) -> Result<types::MediaInfo, Error> {
        let (server, id) = parts("get_media", file)?;
        let details = call!(self.client, get_media.server_name(server).media_id(id)).await?;
        Ok(details.media_info)
    }

    /// What the server knows of a file, or `None` when it has no such file.
    ///
    /// # Errors
    ///
    /// As for [`get`](Self::get), but for `is_not_found`.
    ///
    /// Calls `GET /_synapse/admin/v1/media/{server_name}/{media_id}` (`get_media`).
    pub async fn get_opt(&self, file: &MxcUri) -> Result<Option<types::MediaInfo>, Error> {
        found(self.get(file).await)
    }

    /// Deletes a file of the server, quarantined or not. Nothing brings it back.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the server has no such file, as after a deletion whose answer got lost.
    /// `is_bad_request` when it is another server's file; for copies of such files there is
    /// [`purge_remote_cache`](Self::purge_remote_cache).
    ///
    /// Calls `DELETE /_synapse/admin/v1/media/{server_name}/{media_id}` (`delete_media`).
    pub async fn delete(&self, file: &MxcUri) -> Result<(), Error> {
        let (server, id) = parts("delete_media", file)?;
        call!(self.client, delete_media.server_name(server).media_id(id)).await?;
        Ok(())
    }

    /// Deletes the server's own files that were last read before a moment; a file that was never read
    /// counts from its creation. Nothing brings them back. Since Synapse 1.78.
    ///
    /// A moment in the future deletes files that are in use now. Kept are files in quarantine, protected
    /// files, and unless told otherwise those in use as avatars.
    ///
    /// Calls `POST /_synapse/admin/v1/media/delete` (`delete_media_by_date_or_size`).
    pub fn delete_where(&self, before: Timestamp) -> DeleteMediaWhere<'a> {
        let request = self.client.raw().delete_media_by_date_or_size();
        DeleteMediaWhere::new(request.before_ts(before))
    }

    /// Deletes copies of other servers' files that were last read before a moment, and tells how many.
    ///
    /// The server fetches such a file again when somebody wants it. Quarantined copies are kept. It
    /// answers only when all are deleted, so give the client a generous timeout; a timeout here does
    /// not stop the server.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the moment lies before the middle of December 1970, which the server takes
    /// for seconds.
    ///
    /// Calls `POST /_synapse/admin/v1/purge_media_cache` (`purge_media_cache`).
    pub async fn purge_remote_cache(&self, before: Timestamp) -> Result<i64, Error> {
        let purged = call!(self.client, purge_media_cache.before_ts(before)).await?;
        Ok(purged.deleted)
    }

    /// Quarantines a file and all that are equal to it: nobody can read them, and nothing is deleted.
    ///
    /// The server says yes also when the file is unknown or protected, and then does nothing;
    /// [`get`](Self::get) tells by `quarantined_by`.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] when the URI is one from an answer that is no `mxc` URI.
    ///
    /// Calls `POST /_synapse/admin/v1/media/quarantine/{server_name}/{media_id}` (`quarantine_media`).
    pub async fn quarantine(&self, file: &MxcUri) -> Result<(), Error> {
        let (server, id) = parts("quarantine_media", file)?;
        call!(
            self.client,
            quarantine_media.server_name(server).media_id(id)
        )
        .await?;
        Ok(())
    }

    /// Releases a file from quarantine. The server says yes also when the file is unknown.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] when the URI is one from an answer that is no `mxc` URI.
    ///
    /// Calls `POST /_synapse/admin/v1/media/unquarantine/{server_name}/{media_id}` (`unquarantine_media`).
    pub async fn unquarantine(&self, file: &MxcUri) -> Result<(), Error> {
        let (server, id) = parts("unquarantine_media", file)?;
        call!(
            self.client,
            unquarantine_media.server_name(server).media_id(id)
        )
        .await?;
        Ok(())
    }

    /// Protects the server's own file with this media id from quarantine, and from
    /// [`delete_where`](Self::delete_where).
    ///
    /// # Errors
    ///
    /// `is_not_found` when the server has no such file.
    ///
    /// Calls `POST /_synapse/admin/v1/media/protect/{media_id}` (`protect_media`).
    pub async fn protect(&self, media_id: &str) -> Result<(), Error> {
        call!(self.client, protect_media.media_id(media_id)).await?;
        Ok(())
    }

    /// Takes the protection from the server's own file with this media id.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the server has no such file.
    ///
    /// Calls `POST /_synapse/admin/v1/media/unprotect/{media_id}` (`unprotect_media`).
    pub async fn unprotect(&self, media_id: &str) -> Result<(), Error> {
        call!(self.client, unprotect_media.media_id(media_id)).await?;
        Ok(())
    }

    /// Lists which files went into quarantine and out of it, the oldest change first. Since Synapse
    /// 1.152.
    ///
    /// The list only ever grows: store `cursor()` of the stream at its end, and `start_at` reads what is
    /// new. The server takes no great care of it: a change can be missing or come twice.
    ///
    /// Calls `GET /_synapse/admin/v1/media/quarantine_changes` (`list_quarantine_changes`).
    pub fn quarantine_changes(&self) -> ListQuarantineChanges<'a> {
        ListQuarantineChanges::new(self.client.raw().list_quarantine_changes())
    }
}

/// The parts of a URI, which one from an answer need not have.
fn parts<'a>(operation: &'static str, file: &'a MxcUri) -> Result<(ServerName, &'a str), Error> {
    file.server_name()
        .zip(file.media_id())
        .ok_or_else(|| Error::Argument {
            operation,
            reason: format!("`{file}` is no URI of media such as `mxc://example.org/abc`"),
        })
}

impl types::BooleanOrInteger {
    /// Whether this says yes. Servers on SQLite send 1 and 0 for what is true and false elsewhere.
    pub fn is_true(&self) -> bool {
        match self {
            Self::Boolean(yes) => *yes,
            Self::Int64(number) => *number != 0,
        }
    }
}
