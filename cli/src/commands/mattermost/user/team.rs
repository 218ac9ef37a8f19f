//! Teams and channels as people name them. They are outside the typed client, so a plain request finds them.

use chatadm::{
    Method,
    mattermost::{ChannelId, TeamId},
};
use serde_json::Value;

use crate::{context::Mattermost, exit::Failure};

/// The id of a team from what was typed: an id or a name.
pub(crate) async fn find(mattermost: &Mattermost, text: &str) -> Result<TeamId, Failure> {
    if let Ok(id) = TeamId::try_from(text) {
        return Ok(id);
    }
    let missing = || Failure::NotFound(format!("there is no team `{text}`"));
    if text.is_empty() {
        return Err(missing());
    }
    let path = "/api/v4/teams/name/{name}";
    let request = mattermost
        .client
        .request(Method::GET, path)
        .param("name", text);
    let team: Value = match request.send().await {
        Err(error) if error.is_not_found() => return Err(missing()),
        team => team?,
    };
    let id = team["id"].as_str().unwrap_or_default();
    TeamId::try_from(id).map_err(|_| missing())
}

/// The id of a channel from what was typed: an id, or a name in a team.
pub(crate) async fn find_channel(
    mattermost: &Mattermost,
    team: Option<&TeamId>,
    text: &str,
) -> Result<ChannelId, Failure> {
    if let Ok(id) = ChannelId::try_from(text) {
        return Ok(id);
    }
    let Some(team) = team else {
        return Err(Failure::Usage(format!(
            "`{text}` is no id of a channel; a name needs its team, so give `--team` too"
        )));
    };
    let missing = || Failure::NotFound(format!("there is no channel `{text}` in this team"));
    if text.is_empty() {
        return Err(missing());
    }
    let path = "/api/v4/teams/{team_id}/channels/name/{name}";
    let request = mattermost.client.request(Method::GET, path);
    let request = request.param("team_id", team).param("name", text);
    let channel: Value = match request.send().await {
        Err(error) if error.is_not_found() => return Err(missing()),
        channel => channel?,
    };
    let id = channel["id"].as_str().unwrap_or_default();
    ChannelId::try_from(id).map_err(|_| missing())
}
