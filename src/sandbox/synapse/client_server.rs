//! The few routes of the client-server API, and that of federation, which need no account and tell what the
//! server is.

use serde_json::json;

use super::{Guard, Row, SERVER_NAME, World, refusal::Answer};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    ("get_client_versions", Guard::Anybody, get_client_versions),
    ("get_server_keys", Guard::Anybody, get_server_keys),
];

const VERSIONS: [&str; 23] = [
    "r0.0.1", "r0.1.0", "r0.2.0", "r0.3.0", "r0.4.0", "r0.5.0", "r0.6.0", "r0.6.1", "v1.1", "v1.2",
    "v1.3", "v1.4", "v1.5", "v1.6", "v1.7", "v1.8", "v1.9", "v1.10", "v1.11", "v1.12", "v1.13",
    "v1.14", "v1.15",
];

/// How long the server's keys are valid, in milliseconds.
const VALIDITY: i64 = 24 * 3600 * 1000;

fn get_client_versions(_: &mut World, _: &Call) -> Answer {
    let features = json!({
        "org.matrix.e2e_cross_signing": true,
        "org.matrix.label_based_filtering": true,
        "org.matrix.msc3881": false,
        "org.matrix.simplified_msc3575": true,
    });
    Ok(json!({"versions": VERSIONS, "unstable_features": features}).into())
}

fn get_server_keys(world: &mut World, _: &Call) -> Answer {
    let key = "ed25519:a_sandbox";
    // Nobody can check it: a sandbox signs nothing.
    let (signature, public) = ("A".repeat(86), "A".repeat(43));
    let body = json!({
        "old_verify_keys": {},
        "server_name": SERVER_NAME,
        "signatures": {SERVER_NAME: {key: signature}},
        "valid_until_ts": world.clock.now() + VALIDITY,
        "verify_keys": {key: {"key": public}},
    });
    Ok(body.into())
}
