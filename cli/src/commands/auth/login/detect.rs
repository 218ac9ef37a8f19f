//! What answers at an address: the one kind of server or the other.

use chatadm::{ClientBuilder, Method, mattermost, synapse};
use serde_json::Value;

use crate::{
    config::{Api, Connection},
    context::Context,
    exit::Failure,
};

/// Asks a server what it is; both APIs tell everybody that they are there.
pub(super) async fn api(context: &Context, connection: &Connection) -> Result<Api, Failure> {
    let client = synapse(context, connection)?.build()?;
    let first = client
        .request(Method::GET, "/_matrix/client/versions")
        .send::<Value>()
        .await;
    if first.is_ok_and(|answer| answer.get("versions").is_some()) {
        return Ok(Api::Synapse);
    }
    let ping = client
        .request(Method::GET, "/api/v4/system/ping")
        .send::<Value>()
        .await;
    match ping {
        Ok(answer) if answer.get("status").is_some() => Ok(Api::Mattermost),
        Err(error) if error.status().is_none() => Err(error.into()),
        _ => Err(Failure::Config(format!(
            "{} is neither a Synapse nor a Mattermost server as far as one can see; say which with `--api`",
            connection.address
        ))),
    }
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
