//! What a user does: channels, uploads, typing, and the record of actions.

use super::User;
use crate::{
    Error,
    call::call,
    mattermost::{ChannelId, page_number::page_number, types},
    paginate::list,
};

impl<'a> User<'a> {
    /// Lists what the user did, newest first: which path was called, when, and from where.
    ///
    /// The list is read by page number: actions that are recorded meanwhile shift others to the reader twice.
    ///
    /// Calls `GET /api/v4/users/{user_id}/audits` (`get_user_audits`).
    pub fn audits(&self) -> ListAudits<'a> {
        ListAudits::new(self.client.raw().get_user_audits().user_id(&self.id))
    }

    /// Lists the channels that the user is in, with their teams, by id of the channel; since version 6.2.
    ///
    /// Calls `GET /api/v4/users/{user_id}/channel_members` (`get_channel_members_with_team_data_for_user`).
    pub fn channel_members(&self) -> ListChannelMembers<'a> {
        let request = self.client.raw();
        let request = request.get_channel_members_with_team_data_for_user();
        ListChannelMembers::new(request.user_id(&self.id))
    }

    /// Lists the uploads that the user of the session began and did not finish.
    ///
    /// # Errors
    ///
    /// `is_forbidden` for another user than the caller, whoever calls.
    ///
    /// Calls `GET /api/v4/users/{user_id}/uploads` (`get_uploads_for_user`).
    pub async fn uploads(&self) -> Result<Vec<types::UploadSession>, Error> {
        call!(self.client, get_uploads_for_user.user_id(&self.id)).await
    }

    /// Shows the others in a channel that the user is typing, for a moment.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the user may not post there, and for another user than the caller without the
    /// permission `manage_system`.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/{user_id}/typing` (`publish_user_typing`).
    pub async fn typing(&self, channel: impl Into<ChannelId>) -> Result<(), Error> {
        self.publish_typing(channel.into(), None).await
    }

    /// Shows the others in a thread that the user is typing, for a moment; the thread is named by its first
    /// post, whose existence the server does not check.
    ///
    /// # Errors
    ///
    /// As for [`typing`](Self::typing).
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/{user_id}/typing` (`publish_user_typing`).
    pub async fn typing_in_thread(
        &self,
        channel: impl Into<ChannelId>,
        thread: impl Into<String>,
    ) -> Result<(), Error> {
        self.publish_typing(channel.into(), Some(thread.into()))
            .await
    }

    async fn publish_typing(
        &self,
        channel: ChannelId,
        thread: Option<String>,
    ) -> Result<(), Error> {
        let change =
            |body: types::builder::UserTypingRequest| body.channel_id(channel).parent_id(thread);
        call!(
            self.client,
            publish_user_typing.user_id(&self.id).body_map(change)
        )
        .await?;
        Ok(())
    }
}

list! {
    /// A request for the actions of a user; see [`User::audits`].
    ListAudits: get_user_audits(GetUserAudits) -> Audit of mattermost,
    "GET /api/v4/users/{user_id}/audits"
}

page_number!(GetUserAudits -> Audit);

list! {
    /// A request for the channels of a user; see [`User::channel_members`].
    ListChannelMembers: get_channel_members_with_team_data_for_user(GetChannelMembersWithTeamDataForUser)
        -> ChannelMemberWithTeamData of mattermost,
    "GET /api/v4/users/{user_id}/channel_members"
}

page_number!(GetChannelMembersWithTeamDataForUser -> ChannelMemberWithTeamData);
