//! What narrows a list of reports about users.

use chatadm::synapse::ListUserReports;

use crate::{context::Synapse, exit::Failure};

/// Which reports.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Which reports")]
pub(super) struct FilterArgs {
    /// Keep reports by users whose id contains this text
    #[arg(short, long, visible_alias = "user-id", value_name = "TEXT")]
    user: Option<String>,

    /// Keep reports about this user
    #[arg(long, visible_alias = "target-user-id", value_name = "USER")]
    target: Option<String>,
}

impl FilterArgs {
    /// Whether nothing narrows the list.
    pub(super) fn is_empty(&self) -> bool {
        self.user.is_none() && self.target.is_none()
    }

    /// The reports that are meant.
    pub(super) async fn request<'a>(
        &self,
        synapse: &'a Synapse,
    ) -> Result<ListUserReports<'a>, Failure> {
        let mut request = synapse.client.user_reports().list();
        if let Some(text) = &self.user {
            request = request.user_id(text);
        }
        if let Some(user) = &self.target {
            request = request.target_user_id(synapse.user_id(user).await?.as_str());
        }
        Ok(request)
    }
}
