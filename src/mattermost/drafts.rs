//! Messages that the user of the session has begun; since servers after 5.37.

use serde_json::{Map, Value};

use super::{ChannelId, Client, TeamId, raw::types::builder, types};
use crate::{
    Error,
    call::{answer, call, request},
};

/// Whose drafts they are; the server shows nobody those of others.
const ME: &str = "me";

impl Client {
    /// The drafts of the user of the session.
    pub fn drafts(&self) -> Drafts<'_> {
        Drafts { client: self }
    }
}

/// The drafts of the user of the session; see [`Client::drafts`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct Drafts<'a> {
    client: &'a Client,
}

impl<'a> Drafts<'a> {
    /// Saves a draft for a channel, in place of the one that is there. An empty message deletes it.
    ///
    /// Calls `POST /api/v4/drafts` (`upsert_draft`).
    pub fn upsert(
        &self,
        channel: impl Into<ChannelId>,
        message: impl Into<String>,
    ) -> UpsertDraft<'a> {
        let (channel, message) = (channel.into(), message.into());
        let request = UpsertDraft::new(self.client.raw().upsert_draft());
        request.body(|body| body.channel_id(channel).message(message))
    }

    /// Lists the drafts in the channels of a team, all at once.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller may not see the team, `is_not_implemented` when the server does not offer
    /// drafts.
    ///
    /// Calls `GET /api/v4/users/{user_id}/teams/{team_id}/drafts` (`get_drafts`).
    pub async fn list(&self, team: impl Into<TeamId>) -> Result<Vec<types::Draft>, Error> {
        call!(self.client, get_drafts.user_id(ME).team_id(team.into())).await
    }

    /// Deletes the draft for a channel, and not those for its threads. Deleting none is no error.
    ///
    /// # Errors
    ///
    /// `is_not_implemented` when the server does not offer drafts.
    ///
    /// Calls `DELETE /api/v4/users/{user_id}/channels/{channel_id}/drafts` (`delete_draft`).
    pub async fn delete(&self, channel: impl Into<ChannelId>) -> Result<(), Error> {
        call!(
            self.client,
            delete_draft.user_id(ME).channel_id(channel.into())
        )
        .await?;
        Ok(())
    }

    /// Deletes the draft of a reply in a thread, which is named by its first post. Deleting none is no error.
    ///
    /// # Errors
    ///
    /// `is_not_implemented` when the server does not offer drafts.
    ///
    /// Calls `DELETE /api/v4/users/{user_id}/channels/{channel_id}/drafts/{thread_id}` (`delete_draft_for_thread`).
    pub async fn delete_for_thread(
        &self,
        channel: impl Into<ChannelId>,
        thread: impl Into<String>,
    ) -> Result<(), Error> {
        call!(
            self.client,
            delete_draft_for_thread
                .user_id(ME)
                .channel_id(channel.into())
                .thread_id(thread.into())
        )
        .await?;
        Ok(())
    }
}

request! {
    /// A request to save a draft; see [`Drafts::upsert`].
    UpsertDraft: upsert_draft(UpsertDraft) of mattermost
}

impl UpsertDraft<'_> {
    /// Makes it a reply in this thread, which is named by its first post.
    pub fn thread(self, root_id: impl Into<String>) -> Self {
        self.body(|body| body.root_id(root_id.into()))
    }

    /// The type of the post; an ordinary message unless told.
    pub fn post_type(self, kind: impl Into<String>) -> Self {
        self.body(|body| body.type_(kind.into()))
    }

    /// Properties of the post.
    pub fn props(self, props: Map<String, Value>) -> Self {
        self.body(|body| body.props(Some(props)))
    }

    /// The ids of uploaded files to attach.
    pub fn files<T: Into<String>>(self, ids: impl IntoIterator<Item = T>) -> Self {
        let ids: Vec<String> = ids.into_iter().map(Into::into).collect();
        self.body(|body| body.file_ids(ids))
    }

    /// The priority of the message, with the keys `priority`, `requested_ack` and `persistent_notifications`.
    pub fn priority(self, priority: Map<String, Value>) -> Self {
        self.body(|body| body.priority(Some(priority)))
    }

    fn body(
        self,
        change: impl FnOnce(builder::DraftUpsertRequest) -> builder::DraftUpsertRequest,
    ) -> Self {
        self.with(|request| request.body_map(change))
    }

    /// Sends the request, and gives the draft, or `None` when an empty message deleted it.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller may not post in the channel, `is_not_implemented` when the server does
    /// not offer drafts.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/drafts` (`upsert_draft`).
    pub async fn send(self) -> Result<Option<types::Draft>, Error> {
        answer(Self::OPERATION, self.request.send()).await
    }
}
