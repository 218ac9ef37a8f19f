//! What a test has made on the server, and how it is put away.

use chatadm::{
    Error, Method,
    mattermost::{Client, TeamId, UserId},
};
use serde_json::{Value, json};

/// One thing that a test has made.
#[derive(Debug, Clone)]
pub(crate) enum Trace {
    User(UserId),
    Bot(UserId),
    Team(TeamId),
}

impl Trace {
    /// Puts it away as far as the server lets; what is gone already is fine.
    pub(crate) async fn put_away(&self, admin: &Client) -> Result<(), Error> {
        let outcome = match self {
            Self::User(id) => admin.user(id).deactivate().await,
            Self::Bot(id) => {
                let disable = format!("/api/v4/bots/{id}/disable");
                let request = admin.request(Method::POST, disable).json(&json!({}));
                request.send::<Value>().await.map(drop)
            }
            Self::Team(id) => {
                let request = admin.request(Method::DELETE, format!("/api/v4/teams/{id}"));
                request.send::<Value>().await.map(drop)
            }
        };
        match outcome {
            Err(error) if error.is_not_found() || error.is_bad_request() => Ok(()),
            other => other,
        }
    }
}
