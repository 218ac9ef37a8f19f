//! `chatadm synapse user ratelimit`: how fast accounts may send messages.

use chatadm::synapse::RatelimitOverride;
use serde_json::{Value, json};

use crate::{commands::verbs, printer::Shape};

pub(crate) mod get;
pub(crate) mod reset;
pub(crate) mod set;

/// The columns of a limit.
const LIMITS: Shape = Shape {
    id: "user_id",
    columns: &["user_id", "override", "messages_per_second", "burst_count"],
};

/// A limit as a document: 0 means no limit at all, and without an override the configuration counts.
fn document(limit: Option<RatelimitOverride>) -> Value {
    match limit {
        Some(limit) => json!({
            "override": if limit.is_unlimited() { "unlimited" } else { "limited" },
            "messages_per_second": limit.messages_per_second,
            "burst_count": limit.burst_count,
        }),
        None => json!({"override": "none", "messages_per_second": null, "burst_count": null}),
    }
}

verbs! {
    /// Shows the limits of accounts, where they are not the configured ones
    Get(get),
    /// Sets the limits of accounts
    Set(set),
    /// Takes the limits back to the configured ones
    Reset(reset),
}
