//! What narrows a list of reports about events.

use chatadm::synapse::ListEventReports;

use crate::{context::Synapse, exit::Failure};

/// Which reports.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Which reports")]
pub(super) struct FilterArgs {
    /// Keep reports by users whose id contains this text
    #[arg(short, long, visible_alias = "user-id", value_name = "TEXT")]
    user: Option<String>,

    /// Keep reports from rooms whose id contains this text
    #[arg(short, long, visible_alias = "room-id", value_name = "TEXT")]
    room: Option<String>,

    /// Keep reports about events of this user
    #[arg(long, visible_alias = "event-sender-user-id", value_name = "USER")]
    sender: Option<String>,
}

impl FilterArgs {
    /// Whether nothing narrows the list.
    pub(super) fn is_empty(&self) -> bool {
        [&self.user, &self.room, &self.sender]
            .into_iter()
            .all(Option::is_none)
    }

    /// The reports that are meant.
    pub(super) async fn request<'a>(
        &self,
        synapse: &'a Synapse,
    ) -> Result<ListEventReports<'a>, Failure> {
        let mut request = synapse.client.event_reports().list();
        if let Some(text) = &self.user {
            request = request.user_id(text);
        }
        if let Some(text) = &self.room {
            request = request.room_id(text);
        }
        if let Some(user) = &self.sender {
            request = request.event_sender(synapse.user_id(user).await?);
        }
        Ok(request)
    }
}
