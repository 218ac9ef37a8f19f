//! Profile pictures.

use std::fmt;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use progenitor_client::{Error as RawError, ResponseValue};
use reqwest::{StatusCode, header::ETAG};

use super::User;
use crate::{
    Error,
    call::{call, request},
    mattermost::raw::ByteStream,
    transport::DecodeError,
};

impl<'a> User<'a> {
    /// Fetches the picture of the user, a PNG; the server draws one for users who have none.
    ///
    /// Calls `GET /api/v4/users/{user_id}/image` (`get_profile_image`).
    pub fn image(&self) -> GetImage<'a> {
        GetImage::new(self.client.raw().get_profile_image().user_id(&self.id))
    }

    /// Fetches the picture that the server draws for the user, a PNG, whether or not there is another.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such user, `is_not_implemented` when the server has no file storage.
    ///
    /// Calls `GET /api/v4/users/{user_id}/image/default` (`get_default_profile_image`).
    pub async fn default_image(&self) -> Result<ProfileImage, Error> {
        let request = self.client.raw().get_default_profile_image();
        ProfileImage::of(
            "get_default_profile_image",
            request.user_id(&self.id).send().await,
        )
        .await
    }

    /// Replaces the picture of the user; the server cuts the image to 128 by 128 pixels.
    ///
    /// The image is bytes, or a [`reqwest::Body`] that streams them. A stream is read once, so a request with one
    /// is never repeated.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when this is no image or one with too many pixels, `is_too_large` when the file is larger
    /// than the server allows, `is_forbidden` without the permission `edit_other_users`,
    /// `is_not_implemented` when the server has no file storage.
    ///
    /// Calls `POST /api/v4/users/{user_id}/image` (`set_profile_image`).
    pub async fn set_image(
        &self,
        file_name: impl Into<String>,
        image: impl Into<reqwest::Body>,
    ) -> Result<(), Error> {
        let raw = self.client.raw();
        let call = raw.set_profile_image(&self.id, file_name, image);
        crate::call::answer("set_profile_image", call).await?;
        Ok(())
    }

    /// Removes the picture of the user; the server draws one from then on.
    ///
    /// # Errors
    ///
    /// `is_forbidden` without the permission `edit_other_users`, `is_not_implemented` when the server has no
    /// file storage.
    ///
    /// Calls `DELETE /api/v4/users/{user_id}/image` (`set_default_profile_image`).
    pub async fn reset_image(&self) -> Result<(), Error> {
        call!(self.client, set_default_profile_image.user_id(&self.id)).await?;
        Ok(())
    }
}

request! {
    /// A request for a profile picture; see [`User::image`].
    GetImage: get_profile_image(GetProfileImage) of mattermost
}

impl GetImage<'_> {
    /// Sends the request; the picture is read afterward, piece by piece.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such user, `is_not_implemented` when the server has no file storage.
    ///
    /// Calls `GET /api/v4/users/{user_id}/image` (`get_profile_image`).
    pub async fn send(self) -> Result<ProfileImage, Error> {
        ProfileImage::of(Self::OPERATION, self.request.send().await).await
    }

    /// Sends the request unless the picture is the one with this [`etag`](ProfileImage::etag): then `None`.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    ///
    /// Calls `GET /api/v4/users/{user_id}/image` (`get_profile_image`).
    pub async fn send_if_changed(
        self,
        etag: impl Into<String>,
    ) -> Result<Option<ProfileImage>, Error> {
        let image = self.with(|request| request.if_none_match(etag.into()));
        match image.send().await {
            Err(error) if error.status() == Some(StatusCode::NOT_MODIFIED) => Ok(None),
            other => other.map(Some),
        }
    }
}

/// A profile picture that is being read.
///
/// # Cancellation
///
/// Dropping it ends the reading, and the connection with it.
pub struct ProfileImage {
    operation: &'static str,
    status: StatusCode,
    etag: Option<String>,
    stream: ByteStream,
}

impl ProfileImage {
    async fn of(
        operation: &'static str,
        answer: Result<ResponseValue<ByteStream>, RawError<()>>,
    ) -> Result<Self, Error> {
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => return Err(Error::from_raw(operation, error).await),
        };
        let etag = answer.headers().get(ETAG);
        Ok(Self {
            operation,
            status: answer.status(),
            etag: etag.and_then(|etag| etag.to_str().ok()).map(str::to_owned),
            stream: answer.into_inner(),
        })
    }

    /// Names this version of the picture, if the server does; see [`GetImage::send_if_changed`].
    pub fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }

    /// Reads the next piece of the PNG; `None` at its end.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] when the connection breaks.
    ///
    /// Calls `GET /api/v4/users/{user_id}/image` (`get_profile_image`).
    ///
    /// Calls `GET /api/v4/users/{user_id}/image/default` (`get_default_profile_image`).
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        match self.stream.next().await.transpose() {
            Ok(piece) => Ok(piece),
            Err(source) => {
                let error = RawError::ResponseBodyError(source);
                Err(Error::from_raw(self.operation, error).await)
            }
        }
    }

    /// Reads the rest of the PNG, at most this many bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] when there are more bytes, [`Error::Transport`] when the connection breaks.
    ///
    /// Calls `GET /api/v4/users/{user_id}/image` (`get_profile_image`).
    ///
    /// Calls `GET /api/v4/users/{user_id}/image/default` (`get_default_profile_image`).
    pub async fn bytes(mut self, limit: usize) -> Result<Bytes, Error> {
        let mut bytes = BytesMut::new();
        while let Some(piece) = self.chunk().await? {
            if bytes.len() + piece.len() > limit {
                return Err(Error::Decode {
                    operation: self.operation,
                    status: self.status,
                    excerpt: String::new(),
                    source: Box::new(DecodeError::TooLarge(limit)),
                });
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes.freeze())
    }
}

impl fmt::Debug for ProfileImage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            status: _,
            etag,
            stream: _,
        } = self;
        formatter
            .debug_struct("ProfileImage")
            .field("operation", operation)
            .field("etag", etag)
            .finish_non_exhaustive()
    }
}
