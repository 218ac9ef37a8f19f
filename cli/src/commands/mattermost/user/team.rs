//! Teams as people name them. They are outside the typed client, so a plain request finds them.

use chatadm::{Method, mattermost::TeamId};
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
