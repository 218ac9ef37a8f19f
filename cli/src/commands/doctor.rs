//! `chatadm doctor`: what is wrong with a server, as far as reading tells.

use chatadm::{Error, Method, Report};
use serde_json::{Value, json};

use crate::{
    config::{Api, Connection},
    context::{Context, Mattermost, Synapse},
    exit::Failure,
    printer::Shape,
};

const CHECKS: Shape = Shape {
    id: "check",
    columns: &["check", "result", "detail"],
};

/// Looks at a server and tells what is wrong. Nothing is changed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The kind of server
    #[arg(value_enum, default_value = "synapse")]
    api: Api,
}

pub(crate) async fn run(context: &Context, args: &Args) -> Result<(), Failure> {
    let checks = match args.api {
        Api::Synapse => synapse(context.synapse()?).await,
        Api::Mattermost => mattermost(context.mattermost()?).await,
    };
    let mut list = context.printer.list(&CHECKS);
    let mut worst = None;
    for check in checks {
        let result = if check.outcome.is_ok() {
            "ok"
        } else {
            "failed"
        };
        let (detail, hint) = match &check.outcome {
            Ok(detail) => (detail.clone(), None),
            Err(error) => (Report(error).to_string(), error.hint()),
        };
        list.push(json!({"check": check.name, "result": result, "detail": detail, "hint": hint}))?;
        if let Err(error) = check.outcome
            && worst.is_none()
        {
            worst = Some(error);
        }
    }
    list.finish()?;
    worst.map_or(Ok(()), |error| Err(error.into()))
}

/// One thing that was looked at.
struct Check {
    name: &'static str,
    outcome: Result<String, Error>,
}

fn check(name: &'static str, outcome: Result<String, Error>) -> Check {
    Check { name, outcome }
}

async fn synapse(server: &Synapse) -> Vec<Check> {
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

async fn mattermost(server: &Mattermost) -> Vec<Check> {
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
