//! What answers at an address: which kind of server, which version, and who authenticates for it.

use chatadm::{ClientBuilder, Method, mattermost, synapse};
use serde_json::Value;

use crate::{
    config::{Api, Connection},
    context::Context,
    exit::Failure,
};

/// Where a Synapse server tells who authenticates for it, the older path last.
const METADATA: [&str; 2] = [
    "/_matrix/client/v1/auth_metadata",
    "/_matrix/client/unstable/org.matrix.msc2965/auth_metadata",
];

/// Asks a server what it is; both APIs tell everybody that they are there.
pub(super) async fn api(context: &Context, connection: &Connection) -> Result<Api, Failure> {
    let client = synapse(context, connection)?.build()?;
    let get = |path: &'static str| client.request(Method::GET, path).send::<Value>();
    if get("/_matrix/client/versions")
        .await
        .is_ok_and(|answer| answer.get("versions").is_some())
    {
        return Ok(Api::Synapse);
    }
    match get("/api/v4/system/ping").await {
        Ok(answer) if answer.get("status").is_some() => return Ok(Api::Mattermost),
        Err(error) if error.status().is_none() => return Err(error.into()),
        _ => {}
    }
    // The name of a server is often not the address of its API.
    let named = get("/.well-known/matrix/client").await.ok();
    let named = named
        .as_ref()
        .and_then(|answer| answer["m.homeserver"]["base_url"].as_str());
    let address = &connection.address;
    Err(Failure::Config(match named {
        Some(other) => {
            format!(
                "{address} is the name of a Matrix server whose address is {other}; log in there"
            )
        }
        None => format!(
            "{address} is neither a Synapse nor a Mattermost server as far as one can see; say which \
             with `--api`"
        ),
    }))
}

/// Who authenticates for a Synapse server, if it does not itself.
pub(super) async fn issuer(client: &synapse::Client) -> Option<String> {
    for path in METADATA {
        if let Ok(answer) = client.request(Method::GET, path).send::<Value>().await {
            return answer["issuer"].as_str().map(ToOwned::to_owned);
        }
    }
    None
}

/// The version of a Mattermost server, if it tells.
pub(super) async fn mattermost_version(client: &mattermost::Client) -> Option<String> {
    let request = client.request(Method::GET, "/api/v4/config/client");
    let config = request.param("format", "old").send::<Value>().await.ok()?;
    config["Version"].as_str().map(ToOwned::to_owned)
}

/// A client of Synapse that is still to get its credentials.
pub(super) fn synapse(
    context: &Context,
    connection: &Connection,
) -> Result<ClientBuilder<synapse::Client>, Failure> {
    connection.configure(
        &context.connect,
        synapse::Client::builder(connection.address.clone()),
    )
}

/// A client of Mattermost that is still to get its credentials.
pub(super) fn mattermost(
    context: &Context,
    connection: &Connection,
) -> Result<ClientBuilder<mattermost::Client>, Failure> {
    connection.configure(
        &context.connect,
        mattermost::Client::builder(connection.address.clone()),
    )
}
