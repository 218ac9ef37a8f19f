//! What `chatadm doctor` looks at. Every check reads only.

use chatadm::{Error, Method};
use serde_json::Value;

use crate::{
    config::Connection,
    context::{Mattermost, Synapse},
};

/// One thing that was looked at.
pub(super) struct Check {
    pub(super) name: &'static str,
    pub(super) outcome: Result<String, Error>,
}

fn check(name: &'static str, outcome: Result<String, Error>) -> Check {
    Check { name, outcome }
}

/// Looks at a Synapse server.
pub(super) async fn synapse(server: &Synapse) -> Vec<Check> {
    let client = &server.client;
    let versions = client.client_versions().await;
    let mut checks = credentials(&server.connection);
    checks.push(check(
        "client API",
        versions.map(|answer| answer.versions.join(", ")),
    ));
    checks.push(check("server version", client.version().await));
    let owner = client.whoami().await;
    let id = owner.as_ref().ok().map(|owner| owner.user_id.clone());
    checks.push(check(
        "token",
        owner.map(|owner| format!("belongs to {}", owner.user_id)),
    ));
    if let Some(id) = id {
        let user = client.user(id).get().await;
        let told = |is_admin| {
            if is_admin {
                "server admin"
            } else {
                "no server admin"
            }
        };
        checks.push(check(
            "rights",
            user.map(|user| told(user.admin).to_owned()),
        ));
    }
    checks.push(check(
        "user list",
        client
            .users()
            .list_v3()
            .page_size(1)
            .guests(false)
            .send()
            .await
            .map(|page| {
                page.total
                    .map_or_else(|| "answers".to_owned(), |total| format!("{total} accounts"))
            }),
    ));
    checks.push(check(
        "room list",
        client.rooms().list().page_size(1).send().await.map(|page| {
            page.total
                .map_or_else(|| "answers".to_owned(), |total| format!("{total} rooms"))
        }),
    ));
    let metadata = client
        .request(Method::GET, "/_matrix/client/v1/auth_metadata")
        .send::<Value>()
        .await;
    checks.push(check(
        "delegated authentication",
        match metadata {
            Ok(metadata) => Ok(format!(
                "yes, to {}; passwords, registration and tokens are made there",
                metadata["issuer"].as_str().unwrap_or("another service")
            )),
            Err(error)
                if error
                    .status()
                    .is_some_and(|status| status.is_client_error()) =>
            {
                Ok("no".to_owned())
            }
            Err(error) => Err(error),
        },
    ));
    checks
}

/// Looks at a Mattermost server.
pub(super) async fn mattermost(server: &Mattermost) -> Vec<Check> {
    let mut checks = credentials(&server.connection);
    let me = server.client.me().await;
    checks.push(check(
        "token",
        me.map(|me| format!("belongs to {} ({})", me.username, me.roles)),
    ));
    let users = server
        .client
        .call("get_users")
        .param("per_page", 1)
        .send::<Value>()
        .await;
    checks.push(check("user list", users.map(|_| "answers".to_owned())));
    checks
}

/// What was found out without the server.
fn credentials(connection: &Connection) -> Vec<Check> {
    let Connection {
        address,
        address_from,
        token,
        ..
    } = connection;
    let token = token.as_ref().map_or("none", |token| &token.from);
    vec![
        check("address", Ok(format!("{address}, from {address_from}"))),
        check("token source", Ok(token.to_owned())),
    ]
}
