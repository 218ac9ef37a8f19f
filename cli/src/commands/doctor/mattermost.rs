//! What is looked at on a Mattermost server.

use chatadm::{Error, Safety, mattermost::types::User};

use super::{check::Check, connection, routes};
use crate::{context::Context, exit::Failure};

/// The header that tells the version, first of all.
const VERSION: &str = "x-version-id";

/// Looks at a Mattermost server.
pub(super) async fn checks(context: &Context, each_route: bool) -> Result<Vec<Check>, Failure> {
    let server = context.mattermost()?;
    let client = &server.client;
    let mut checks = connection::known(context, &server.connection);
    let is_local = server.connection.is_local;
    // The local socket knows no caller.
    let first = if is_local {
        client.call("get_users").param("per_page", 1)
    } else {
        client.call("get_user").param("user_id", "me")
    };
    let operation = first.operation().id;
    let (found, answer) = connection::answer(first).await;
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
        let error = Error::from_answer(operation, answer).await;
        checks.push(Check::of("token", Err(error)));
        return Ok(checks);
    }
    if is_local {
        checks.push(Check::ok(
            "rights",
            "the local socket, which may do everything",
        ));
    } else {
        checks.extend(caller(client.me().await));
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

/// Who the token belongs to, and whether that is a system admin.
fn caller(me: Result<User, Error>) -> Vec<Check> {
    let me = match me {
        Ok(me) => me,
        Err(error) => return vec![Check::of("token", Err(error))],
    };
    let is_admin = me
        .roles
        .split_whitespace()
        .any(|role| role == "system_admin");
    let rights = if is_admin {
        Check::ok("rights", "system admin")
    } else {
        Check::warning(
            "rights",
            format!("no system admin ({})", me.roles),
            "what changes other accounts needs a system admin, or a role with that permission",
        )
    };
    vec![
        Check::ok("token", format!("belongs to {}", me.username)),
        rights,
    ]
}
