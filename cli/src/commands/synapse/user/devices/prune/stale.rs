//! Which devices nobody uses any more.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use chatadm::{
    Error, Method, Timestamp,
    synapse::{DeviceId, UserId, types::ListedDevice},
};
use serde_json::{Map, Value, json};

use crate::{
    context::{Context, Synapse},
    exit::Failure,
    moment::When,
    reading,
};

/// What a device has to be for it to go.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct StaleArgs {
    /// Delete devices that were not seen for so long; `0d` is all but those that are kept
    #[arg(long, value_name = "TIME", default_value = "90d")]
    unseen_for: When,

    /// As `--unseen-for`, in days
    #[arg(
        short = 'd',
        long,
        hide = true,
        value_name = "DAYS",
        conflicts_with = "unseen_for"
    )]
    min_days: Option<u16>,

    /// Keep so many devices of each account at least
    #[arg(
        short = 's',
        long,
        visible_alias = "min-surviving",
        value_name = "N",
        default_value_t = 1
    )]
    keep: usize,

    /// Delete no other than this device, if it was not seen either; may be repeated
    #[arg(
        short = 'i',
        long = "device-id",
        visible_alias = "device",
        value_name = "DEVICE"
    )]
    device_id: Vec<DeviceId>,

    /// Devices too of which no activity is recorded
    #[arg(long)]
    include_never_seen: bool,

    /// Delete no device that has keys for encrypted rooms, so that nobody loses messages
    #[arg(long)]
    no_keys: bool,
}

impl StaleArgs {
    /// The devices that are to go, of the accounts that have such.
    pub(super) async fn of(
        &self,
        context: &Context,
        synapse: &Synapse,
        ids: Vec<UserId>,
    ) -> Result<BTreeMap<UserId, Vec<ListedDevice>>, Failure> {
        let days = self.min_days.map(|days| format!("{days}d").parse::<When>());
        let when = days.transpose().map_err(Failure::Usage)?;
        let when = when.unwrap_or(self.unseen_for);
        let limit = when.past(context.printer.now()).map_err(Failure::Usage)?;
        let ask = |id: UserId| async move {
            let devices = synapse.client.user(&id).devices().list().await?;
            let mut stale = self.choose(devices, limit);
            if self.no_keys && !stale.is_empty() {
                let keyed = with_keys(synapse, &id).await?;
                stale.retain(|device| !keyed.contains(device.device_id.as_str()));
            }
            Ok(stale)
        };
        let mut stale =
            reading::each(context, &synapse.connection, "look at devices", ids, ask).await?;
        stale.retain(|_, devices| !devices.is_empty());
        Ok(stale)
    }

    fn choose(&self, mut devices: Vec<ListedDevice>, limit: Timestamp) -> Vec<ListedDevice> {
        devices.sort_by_key(|device| Reverse(device.last_seen_ts));
        let rest = devices.into_iter().skip(self.keep);
        rest.filter(|device| device.dehydrated != Some(true))
            .filter(|device| {
                self.device_id.is_empty() || self.device_id.contains(&device.device_id)
            })
            .filter(|device| {
                device
                    .last_seen_ts
                    .map_or(self.include_never_seen, |seen| seen < limit)
            })
            .collect()
    }
}

/// The devices of an account that have keys for encryption. Any account may ask.
async fn with_keys(synapse: &Synapse, id: &UserId) -> Result<BTreeSet<String>, Error> {
    let path = "/_matrix/client/v3/keys/query";
    let request = synapse.client.request(Method::POST, path);
    let request = request.json(&json!({"device_keys": {id.as_str(): []}}));
    let mut answer: Map<String, Value> = request.send().await?;
    let devices = answer["device_keys"][id.as_str()].take();
    let devices = devices.as_object().cloned().unwrap_or_default();
    Ok(devices.into_iter().map(|(name, _)| name).collect())
}
