//! What is looked at on a Synapse server.

use chatadm::{Error, Method};
use serde_json::Value;

use super::{check::Check, connection, routes};
use crate::{context::Context, exit::Failure};

/// Looks at a Synapse server.
pub(super) async fn checks(context: &Context, each_route: bool) -> Result<Vec<Check>, Failure> {
    let server = context.synapse()?;
    let client = &server.client;
    let mut checks = connection::known(context, &server.connection);
    let (found, answer) = connection::answer(client.call("get_client_versions")).await;
    checks.extend(found);
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            // Nothing else could be told, and each try would take its time.
            checks.push(Check::of("connection", Err(error)));
            return Ok(checks);
        }
    };
    checks.push(client_api(answer.body()));
    checks.push(Check::of("server version", client.version().await));
    let owner = client.whoami().await;
    let id = owner.as_ref().ok().map(|owner| owner.user_id.clone());
    checks.push(Check::of(
        "token",
        owner.map(|owner| format!("belongs to {}", owner.user_id)),
    ));
    if let Some(id) = id {
        let name = id.as_str().split_once(':').map_or("", |(_, name)| name);
        let known = server.connection.profile.server_name.as_deref();
        checks.push(match known.filter(|known| *known != name) {
            Some(known) => Check::warning(
                "server name",
                format!("{name}, and {known} in the profile"),
                "log in again, or correct `server_name` of the profile",
            ),
            None => Check::ok("server name", name),
        });
        let account = client.user(id).get().await;
        checks.push(rights(account.map(|account| account.admin)));
    }
    let metadata = client
        .request(Method::GET, "/_matrix/client/v1/auth_metadata")
        .send::<Value>()
        .await;
    let is_delegated = metadata.is_ok();
    checks.push(delegation(metadata));
    let operations = || {
        let all = chatadm::synapse::Client::OPERATIONS.iter();
        all.filter(|operation| operation.path.starts_with("/_synapse/admin/"))
    };
    let found = routes::ask(operations(), |operation| async move {
        let request = client.request(Method::PATCH, routes::harmless_path(operation));
        let answer = request.response().await?;
        Ok(routes::by_refused_method(&answer))
    })
    .await;
    checks.extend(routes::checks(
        &found,
        operations().count(),
        is_delegated,
        each_route,
    ));
    Ok(checks)
}

fn client_api(body: &[u8]) -> Check {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let versions = answer["versions"].as_array();
    let last = versions.and_then(|versions| versions.last()?.as_str());
    match last {
        Some(last) => Check::ok("client API", format!("up to {last}")),
        None => Check::failed(
            "client API",
            Failure::NotFound("what answers is no Matrix server".to_owned()),
            "check the address, its path, and what a proxy passes on",
        ),
    }
}

fn rights(answer: Result<bool, Error>) -> Check {
    match answer {
        Ok(true) => Check::ok("rights", "server admin"),
        Ok(false) => Check::failed(
            "rights",
            Failure::Config("the account of this token is no server admin".to_owned()),
            "use the token of an admin",
        ),
        Err(error) => Check::of("rights", Err(error)),
    }
}

fn delegation(answer: Result<Value, Error>) -> Check {
    const NAME: &str = "delegated authentication";
    match answer {
        Ok(metadata) => Check::ok(
            NAME,
            format!(
                "yes, to {}; passwords, registration and tokens are made there",
                metadata["issuer"].as_str().unwrap_or("another service")
            ),
        ),
        Err(error)
            if error
                .status()
                .is_some_and(|status| status.is_client_error()) =>
        {
            Check::ok(NAME, "no")
        }
        Err(error) => Check::of(NAME, Err(error)),
    }
}
