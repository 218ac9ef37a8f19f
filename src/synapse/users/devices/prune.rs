//! Deleting the devices that nobody uses any more.

use std::collections::BTreeSet;

use crate::{
    Error, Timestamp,
    synapse::{DeviceId, types::ListedDevice},
};

use super::UserDevices;

/// A request to delete devices that were not seen lately; see [`UserDevices::prune`].
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct PruneDevices<'a> {
    devices: UserDevices<'a>,
    older_than: Timestamp,
    never_seen: bool,
    keep: BTreeSet<DeviceId>,
}

impl<'a> PruneDevices<'a> {
    pub(super) fn new(devices: UserDevices<'a>, older_than: Timestamp) -> Self {
        Self {
            devices,
            older_than,
            never_seen: false,
            keep: BTreeSet::new(),
        }
    }

    /// Whether devices of which no activity is recorded go too; not unless told.
    ///
    /// Among them are devices that were made a moment ago: the server writes activity down with delay.
    pub fn never_seen(mut self, delete: bool) -> Self {
        self.never_seen = delete;
        self
    }

    /// Keeps these devices, however old; all calls of this add up.
    pub fn keep<I: Into<DeviceId>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.keep.extend(ids.into_iter().map(Into::into));
        self
    }

    /// Deletes the devices and tells which ones. Where there are none, nothing is deleted or sent for it.
    ///
    /// A dehydrated device stays: it is never seen, and holds what a user without sessions still receives. A
    /// device that comes back to life between the two calls is deleted all the same.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account; `is_bad_request` when it is one of another server.
    ///
    /// Calls `GET /_synapse/admin/v2/users/{user_id}/devices` (`list_user_devices`).
    ///
    /// Calls `POST /_synapse/admin/v2/users/{user_id}/delete_devices` (`delete_user_devices`).
    pub async fn send(self) -> Result<Vec<ListedDevice>, Error> {
        let listed = self.devices.list().await?;
        let stale: Vec<ListedDevice> = listed
            .into_iter()
            .filter(|device| self.is_stale(device))
            .collect();
        if !stale.is_empty() {
            let ids = stale.iter().map(|device| &device.device_id);
            self.devices.delete_many(ids).await?;
        }
        Ok(stale)
    }

    fn is_stale(&self, device: &ListedDevice) -> bool {
        let unseen = device
            .last_seen_ts
            .map_or(self.never_seen, |seen| seen < self.older_than);
        unseen && device.dehydrated != Some(true) && !self.keep.contains(&device.device_id)
    }
}
