//! Servers that leave accounts to the Matrix Authentication Service, and what they lack for it.

use chatadm::{Error, ErrorCode, Mas, Method, synapse::Client};
use serde_json::Value;

use crate::{context::Synapse, exit::Failure};

/// The outcome of a command, where the missing of an operation is told by its reason.
pub(super) async fn explained<T>(
    synapse: &Synapse,
    outcome: Result<T, Failure>,
) -> Result<T, Failure> {
    match outcome {
        Err(Failure::Api(error)) if may_be_removed(&error) => {
            Err(told(&synapse.client, *error).await)
        }
        other => other,
    }
}

/// Whether the server may lack the operation because it leaves accounts to another service.
fn may_be_removed(error: &Error) -> bool {
    let removed = |id| {
        let mut operations = Client::OPERATIONS.iter();
        operations.any(|operation| operation.id == id && operation.mas == Mas::Removed)
    };
    error.code() == Some(&ErrorCode::Unrecognized) && error.operation().is_some_and(removed)
}

async fn told(client: &Client, error: Error) -> Failure {
    let path = "/_matrix/client/v1/auth_metadata";
    let metadata: Result<Value, Error> = client.request(Method::GET, path).send().await;
    let Ok(metadata) = metadata else {
        return error.into();
    };
    let issuer = metadata["issuer"].as_str().unwrap_or("another service");
    let operation = error.operation().unwrap_or_default();
    Failure::Conflict(format!(
        "this server has no `{operation}`, because it leaves passwords, sessions, rights and registration to \
         the Matrix Authentication Service at {issuer}; do it there, for example with `mas-cli manage`"
    ))
}
