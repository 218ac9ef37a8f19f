//! Deleting files by age and size.

use crate::{
    Error,
    call::{answer, request},
};

request! {
    /// A request to delete files; see [`Media::delete_where`](super::Media::delete_where).
    DeleteMediaWhere: delete_media_by_date_or_size(DeleteMediaByDateOrSize) of synapse
}

impl DeleteMediaWhere<'_> {
    /// Deletes only files larger than this many bytes; any that are not empty unless told.
    pub fn larger_than(self, bytes: u64) -> Self {
        self.with(|request| request.size_gt(bytes))
    }

    /// Whether files in use as avatars of users and rooms are kept; yes unless told.
    pub fn keep_profiles(self, keep: bool) -> Self {
        self.with(|request| request.keep_profiles(keep))
    }

    /// Deletes the files, and gives their media ids.
    ///
    /// There is no limit to their number, and the server answers only when all are deleted: give the
    /// client a generous timeout. A timeout here does not stop the server.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the moment lies before the middle of December 1970, which the server takes
    /// for seconds.
    ///
    /// Calls `POST /_synapse/admin/v1/media/delete` (`delete_media_by_date_or_size`).
    pub async fn send(self) -> Result<Vec<String>, Error> {
        let deleted = answer(Self::OPERATION, self.request.send()).await?;
        Ok(deleted.deleted_media)
    }
}
