//! What the server says of itself.

use serde_json::json;

use super::{Guard, Row, World, refusal::Answer};
use crate::sandbox::exchange::Call;

/// The version whose answers these are.
const VERSION: &str = "1.163.2";

pub(super) const TABLE: &[Row] = &[("get_server_version", Guard::Anybody, get_server_version)];

fn get_server_version(_: &mut World, _: &Call) -> Answer {
    Ok(json!({"server_version": VERSION}).into())
}
