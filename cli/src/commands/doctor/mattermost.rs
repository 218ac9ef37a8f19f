//! What is looked at on a Mattermost server.

use chatadm::{Error, Safety};

use super::{check::Check, connection, routes};
use crate::{context::Context, exit::Failure};

/// The header that tells the version, first of all.
const VERSION: &str = "x-version-id";

/// Looks at a Mattermost server.
pub(super) async fn checks(context: &Context, each_route: bool) -> Result<Vec<Check>, Failure> {
    let server = context.mattermost()?;
    let client = &server.client;
    let mut checks = connection::known(context, &server.connection);
    let me = client.call("get_user").param("user_id", "me");
    let (found, answer) = connection::answer(me).await;
    checks.extend(found);
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            checks.push(Check::of("connection", Err(error)));
            return Ok(checks);
        }
    };
    let version = answer.headers().get(VERSION);
    let version = version.and_then(|version| version.to_str().ok());
    checks.push(match version {
        Some(version) => {
            let parts: Vec<&str> = version.split('.').take(3).collect();
            Check::ok("server version", parts.join("."))
        }
        None => Check::ok("server version", "not told"),
    });
    if !answer.status().is_success() {
        let error = Error::from_answer("get_user", answer).await;
        checks.push(Check::of("token", Err(error)));
        return Ok(checks);
    }
    match client.me().await {
        Err(error) => checks.push(Check::of("token", Err(error))),
        Ok(me) => {
            checks.push(Check::ok("token", format!("belongs to {}", me.username)));
            let roles = me.roles;
            checks.push(if roles.split_whitespace().any(|role| role == "system_admin") {
                Check::ok("rights", "system admin")
            } else {
                Check::warning(
                    "rights",
                    format!("no system admin ({roles})"),
                    "what changes other accounts needs a system admin, or a role with that permission",
                )
            });
        }
    }
    let operations = || {
        let all = chatadm::mattermost::Client::OPERATIONS.iter();
        all.filter(|operation| operation.safety == Safety::Read && operation.method == "GET")
    };
    let found = routes::ask(operations(), |operation| async move {
        let request = routes::harmless_call(client.call(operation.id), operation);
        Ok(routes::by_reading(&request.response().await?))
    })
    .await;
    checks.extend(routes::checks(
        &found,
        operations().count(),
        false,
        each_route,
    ));
    Ok(checks)
}
