//! The few routes of the client-server API, and that of federation, which need no account and tell what the
//! server is.

use serde_json::{Map, Value, json};

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

/// What is tried out beyond the versions.
const FEATURES_ON: &[&str] = &[
    "org.matrix.label_based_filtering",
    "org.matrix.e2e_cross_signing",
    "org.matrix.msc2432",
    "uk.half-shot.msc2666.query_mutual_rooms.stable",
    "org.matrix.msc2285.stable",
    "org.matrix.msc3827.stable",
    "org.matrix.msc3440.stable",
    "org.matrix.msc3771",
    "fi.mau.msc2659.stable",
    "org.matrix.msc3981",
    "org.matrix.simplified_msc3575",
    "uk.tcpip.msc4133.stable",
    "org.matrix.msc4380.stable",
    "org.matrix.msc4445.initial_sync_timeline_topological_ordering",
];
/// What could be tried out, and is not.
const FEATURES_OFF: &[&str] = &[
    "org.matrix.msc3026.busy_presence",
    "org.matrix.msc3773",
    "fi.mau.msc2815",
    "org.matrix.msc3882",
    "org.matrix.msc3881",
    "org.matrix.msc3874",
    "org.matrix.msc3912",
    "org.matrix.msc3391",
    "org.matrix.msc4069",
    "org.matrix.msc4028",
    "org.matrix.msc4108",
    "org.matrix.msc4140",
    "uk.tcpip.msc4133",
    "org.matrix.msc4155",
    "org.matrix.msc4306",
    "com.beeper.msc4169",
    "org.matrix.msc4262",
    "org.matrix.msc4354",
    "org.matrix.msc4429",
    "uk.timedout.msc4491.create_room_invite_reasons",
    "org.matrix.msc4143",
    "com.beeper.msc4446",
    "io.element.msc4502",
    "io.element.e2ee_forced.public",
    "io.element.e2ee_forced.private",
    "io.element.e2ee_forced.trusted_private",
];

/// How long the server's keys are valid, in milliseconds.
const VALIDITY: i64 = 24 * 3600 * 1000;

fn get_client_versions(world: &mut World, call: &Call) -> Answer {
    // Nobody needs a token here, but one that is shown has to be good.
    if call.bearer().is_some() {
        world.caller(call)?;
    }
    let on = FEATURES_ON
        .iter()
        .map(|name| ((*name).to_owned(), true.into()));
    let off = FEATURES_OFF
        .iter()
        .map(|name| ((*name).to_owned(), false.into()));
    let features: Map<String, Value> = on.chain(off).collect();
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
