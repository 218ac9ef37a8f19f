//! Other servers. A sandbox talks to none, so the list is empty and each of them is unknown.

use http::StatusCode;
use serde_json::json;

use super::{
    Guard, Row, World,
    parameters::{Window, choice, is_backwards, text},
    refusal::{Answer, Refusal},
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    (
        "get_federation_destination",
        Guard::Admin,
        unknown_destination,
    ),
    (
        "list_federation_destination_rooms",
        Guard::Admin,
        unknown_destination,
    ),
    (
        "list_federation_destinations",
        Guard::Admin,
        list_federation_destinations,
    ),
    (
        "reset_federation_destination_connection",
        Guard::Admin,
        reset_federation_destination_connection,
    ),
];

const ORDERS: [&str; 5] = [
    "destination",
    "retry_last_ts",
    "retry_interval",
    "failure_ts",
    "last_successful_stream_ordering",
];

fn list_federation_destinations(_: &mut World, call: &Call) -> Answer {
    Window::of(call)?;
    text(call, "destination")?;
    choice(call, "order_by", &ORDERS)?;
    is_backwards(call)?;
    Ok(json!({"destinations": [], "total": 0}).into())
}

fn unknown_destination(_: &mut World, _: &Call) -> Answer {
    Err(Refusal::not_found("Unknown destination"))
}

fn reset_federation_destination_connection(_: &mut World, call: &Call) -> Answer {
    match call.segment("destination") {
        // NB: the other routes take a server without a name.
        "" => Err(Refusal::unrecognized(StatusCode::NOT_FOUND)),
        _ => Err(Refusal::not_found("Unknown destination")),
    }
}
