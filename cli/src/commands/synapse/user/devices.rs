//! `chatadm synapse user devices`: the sessions of an account.

use chatadm::synapse::DeviceId;

use crate::{commands::verbs, printer::Shape};

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod prune;
pub(crate) mod rename;
pub(crate) mod show;

/// The columns of a list of devices.
const DEVICES: Shape = Shape {
    id: "device_id",
    columns: &[
        "device_id",
        "display_name",
        "last_seen_ts",
        "last_seen_ip",
        "last_seen_user_agent",
    ],
};

verbs! {
    /// Lists the devices of an account
    List(list),
    /// Shows a device
    Show(show),
    /// Creates a device, without a token
    Create(create),
    /// Gives a device another name
    Rename(rename),
    /// Deletes devices, which logs them out
    Delete(delete),
    /// Deletes the devices that were not seen lately
    Prune(prune),
}

/// What is lost with devices, to be said with the question.
fn consequence(devices: &[DeviceId]) -> String {
    match devices {
        [device] => format!("{device} is logged out and its keys are lost"),
        devices => format!(
            "{} devices are logged out and their keys are lost",
            devices.len()
        ),
    }
}
