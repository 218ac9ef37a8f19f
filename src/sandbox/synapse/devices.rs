//! Devices, which are the sessions of an account as an administrator sees them.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    parameters::{object, optional_object, require, truth},
    refusal::{Answer, Refusal},
};
use crate::sandbox::exchange::{Call, Reply};

pub(super) const TABLE: &[Row] = &[
    ("create_user_device", Guard::Admin, create_user_device),
    ("delete_user_device", Guard::Admin, delete_user_device),
    ("delete_user_devices", Guard::Admin, delete_user_devices),
    ("get_user_device", Guard::Admin, get_user_device),
    ("list_user_devices", Guard::Admin, list_user_devices),
    ("update_user_device", Guard::Admin, update_user_device),
];

const LONGEST_NAME: usize = 100;

const REMOTE: &str = "Can only lookup local users";
const UNKNOWN: &str = "Unknown user";

#[derive(Debug, Clone, Default)]
pub(super) struct Device {
    pub(super) name: Option<String>,
    /// When it was last seen, and with what program.
    seen: Option<(i64, String)>,
}

/// All devices, by user and id.
#[derive(Debug, Default)]
pub(super) struct Devices(BTreeMap<String, BTreeMap<String, Device>>);

impl Devices {
    /// Makes a device unless the user has it already; a name that it has stays.
    pub(super) fn open(&mut self, user: &str, id: &str, name: Option<&str>) {
        let devices = self.0.entry(user.to_owned()).or_default();
        devices.entry(id.to_owned()).or_insert_with(|| Device {
            name: name.map(str::to_owned),
            ..Device::default()
        });
    }

    pub(super) fn remove(&mut self, user: &str, id: &str) {
        if let Some(devices) = self.0.get_mut(user) {
            devices.remove(id);
        }
    }

    pub(super) fn remove_all(&mut self, user: &str) {
        self.0.remove(user);
    }

    pub(super) fn see(&mut self, user: &str, id: &str, program: &str, moment: i64) {
        if let Some(device) = self.get_mut(user, id) {
            device.seen = Some((moment, program.to_owned()));
        }
    }

    pub(super) fn of(&self, user: &str) -> impl Iterator<Item = (&str, &Device)> {
        let devices = self.0.get(user).into_iter().flatten();
        devices.map(|(id, device)| (id.as_str(), device))
    }

    fn get_mut(&mut self, user: &str, id: &str) -> Option<&mut Device> {
        self.0.get_mut(user)?.get_mut(id)
    }
}

fn describe(user: &str, id: &str, device: &Device) -> Value {
    json!({
        "user_id": user,
        "device_id": id,
        "display_name": device.name,
        "last_seen_user_agent": device.seen.as_ref().map(|(_, program)| program),
        "last_seen_ts": device.seen.as_ref().map(|(moment, _)| moment),
        "last_seen_ip": device.seen.as_ref().map(|_| "127.0.0.1"),
    })
}

fn list_user_devices(world: &mut World, call: &Call) -> Answer {
    let user = world.known_user(call, REMOTE, UNKNOWN)?;
    let devices: Vec<Value> = world
        .devices
        .of(&user)
        .map(|(id, device)| describe(&user, id, device))
        .collect();
    Ok(json!({"total": devices.len(), "devices": devices}).into())
}

fn get_user_device(world: &mut World, call: &Call) -> Answer {
    let user = world.known_user(call, REMOTE, UNKNOWN)?;
    let id = call.segment("device_id");
    let device = world.devices.get_mut(&user, id);
    let device = device.ok_or_else(|| Refusal::not_found("Not found"))?;
    Ok(describe(&user, id, device).into())
}

fn create_user_device(world: &mut World, call: &Call) -> Answer {
    let remote = "Can only create devices for local users";
    let user = world.known_user(call, remote, UNKNOWN)?;
    let body = object(call)?;
    let id = match body.get("device_id") {
        Some(id) if truth(Some(id)) => id
            .as_str()
            .ok_or_else(|| Refusal::unknown("device_id must be a string"))?,
        _ => return Err(Refusal::unknown("Missing device_id")),
    };
    // A name is not taken here.
    world.devices.open(&user, id, None);
    Ok(Reply::json(StatusCode::CREATED, &json!({})))
}

fn update_user_device(world: &mut World, call: &Call) -> Answer {
    let user = world.known_user(call, REMOTE, UNKNOWN)?;
    let body = optional_object(call)?;
    let Some(name) = body.get("display_name").filter(|name| !name.is_null()) else {
        return Ok(json!({}).into());
    };
    let name = name.as_str().ok_or_else(Refusal::internal)?;
    if name.chars().count() > LONGEST_NAME {
        let message = format!("Device display name is too long (max {LONGEST_NAME})");
        return Err(Refusal::bad("M_TOO_LARGE", message));
    }
    let device = world.devices.get_mut(&user, call.segment("device_id"));
    device.ok_or_else(|| Refusal::not_found("Not found"))?.name = Some(name.to_owned());
    Ok(json!({}).into())
}

fn delete_user_device(world: &mut World, call: &Call) -> Answer {
    let user = world.known_user(call, REMOTE, UNKNOWN)?;
    world.remove_device(&user, call.segment("device_id"));
    Ok(json!({}).into())
}

fn delete_user_devices(world: &mut World, call: &Call) -> Answer {
    let user = world.known_user(call, REMOTE, UNKNOWN)?;
    let body = object(call)?;
    require(&body, &["devices"])?;
    // A text counts as its characters, which name no device.
    let devices = match body.get("devices") {
        Some(Value::Array(devices)) => devices.as_slice(),
        Some(Value::String(_)) => &[],
        _ => return Err(Refusal::internal()),
    };
    for device in devices.iter().filter_map(Value::as_str) {
        world.remove_device(&user, device);
    }
    Ok(json!({}).into())
}
