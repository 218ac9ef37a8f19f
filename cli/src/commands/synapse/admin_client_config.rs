//! `chatadm synapse admin-client-config`: what the server shows to the clients of an admin, besides what it
//! shows to everybody. The account data of the token's own account hold it.

use chatadm::{Method, Request};
use serde_json::{Map, Value};

use crate::{
    commands::verbs,
    context::{Context, Synapse},
    exit::Failure,
    printer::Shape,
};

pub(crate) mod get;
pub(crate) mod set;

/// The call of the client API.
const PATH: &str = "/_matrix/client/v3/user/{user_id}/account_data/{type}";
/// The type of the account data.
const KIND: &str = "io.element.synapse.admin_client_config";
/// Show events that the server did not accept into the state of their rooms.
const SOFT_FAILED: &str = "return_soft_failed_events";
/// Show events that a policy server takes for spam.
const SPAMMY: &str = "return_policy_server_spammy_events";

const SWITCHES: Shape = Shape {
    id: SOFT_FAILED,
    columns: &[SOFT_FAILED, SPAMMY],
};

verbs! {
    /// Shows the switches
    Get(get),
    /// Turns the switches
    Set(set),
}

async fn request(synapse: &Synapse, method: Method) -> Result<Request<'_>, Failure> {
    let request = synapse.client.request(method, PATH);
    let me = synapse.me().await?;
    Ok(request.param("user_id", me).param("type", KIND))
}

/// What was set; nothing where nobody ever did.
async fn stored(synapse: &Synapse) -> Result<Map<String, Value>, Failure> {
    match request(synapse, Method::GET).await?.send().await {
        Err(error) if error.is_not_found() => Ok(Map::new()),
        found => Ok(found?),
    }
}

/// Prints what holds, with what the server takes where nothing is set.
fn show(context: &Context, mut switches: Map<String, Value>) -> Result<(), Failure> {
    let soft_failed = switches.entry(SOFT_FAILED).or_insert(false.into()).clone();
    switches.entry(SPAMMY).or_insert(soft_failed);
    context.printer.record(&SWITCHES, switches.into())
}
