//! The devices of a user, all of them and each alone.

use crate::{
    Error, Timestamp,
    call::{call, found},
    synapse::{DeviceId, types},
};

use super::User;

mod prune;

pub use prune::PruneDevices;

impl<'a> User<'a> {
    /// The devices of the user.
    pub fn devices(&self) -> UserDevices<'a> {
        UserDevices { user: self.clone() }
    }

    /// One device of the user.
    pub fn device(&self, id: impl Into<DeviceId>) -> UserDevice<'a> {
        UserDevice {
            user: self.clone(),
            id: id.into(),
        }
    }
}

/// The devices of a user; see [`User::devices`].
#[derive(Debug, Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct UserDevices<'a> {
    user: User<'a>,
}

impl<'a> UserDevices<'a> {
    /// All devices of the user.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account; `is_bad_request` when it is one of another server.
    ///
    /// Calls `GET /_synapse/admin/v2/users/{user_id}/devices` (`list_user_devices`).
    pub async fn list(&self) -> Result<Vec<types::ListedDevice>, Error> {
        let list = call!(self.user.client, list_user_devices.user_id(&self.user.id)).await?;
        Ok(list.devices)
    }

    /// Creates a device without a session: no token comes with it.
    ///
    /// Calls `POST /_synapse/admin/v2/users/{user_id}/devices` (`create_user_device`).
    ///
    /// Calls `PUT /_synapse/admin/v2/users/{user_id}/devices/{device_id}` (`update_user_device`).
    pub fn create(&self, id: impl Into<DeviceId>) -> CreateDevice<'a> {
        CreateDevice {
            device: self.user.device(id),
            display_name: None,
        }
    }

    /// Deletes devices, which ends their sessions.
    ///
    /// The server ignores ids of devices that the user does not have, so success does not prove that anything
    /// was deleted.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account; `is_bad_request` when it is one of another server.
    ///
    /// Calls `POST /_synapse/admin/v2/users/{user_id}/delete_devices` (`delete_user_devices`).
    pub async fn delete_many<I: Into<DeviceId>>(
        &self,
        ids: impl IntoIterator<Item = I>,
    ) -> Result<(), Error> {
        let ids: Vec<DeviceId> = ids.into_iter().map(Into::into).collect();
        let deletion = call!(
            self.user.client,
            delete_user_devices
                .user_id(&self.user.id)
                .body_map(|body| body.devices(ids))
        );
        deletion.await.map(drop)
    }

    /// Deletes the devices that were last seen before a moment, which ends their sessions.
    ///
    /// Calls `GET /_synapse/admin/v2/users/{user_id}/devices` (`list_user_devices`).
    ///
    /// Calls `POST /_synapse/admin/v2/users/{user_id}/delete_devices` (`delete_user_devices`).
    pub fn prune(&self, older_than: Timestamp) -> PruneDevices<'a> {
        PruneDevices::new(self.clone(), older_than)
    }
}

/// A request to create a device; see [`UserDevices::create`].
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct CreateDevice<'a> {
    device: UserDevice<'a>,
    display_name: Option<String>,
}

impl CreateDevice<'_> {
    /// What the device is called, at most 100 characters; nothing unless told.
    pub fn display_name(mut self, name: impl Into<String>) -> Self {
        self.display_name = Some(name.into());
        self
    }

    /// Creates the device; then names it, where a name is given, which takes a second call.
    ///
    /// The server accepts an id that the user has a device for, and its answer does not tell the two apart.
    /// Such a device is kept, and renamed where a name is given.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account; `is_bad_request` when it is one of another server, when
    /// the id is empty or the name too long. After an error with a name the device may be there without it.
    ///
    /// Calls `POST /_synapse/admin/v2/users/{user_id}/devices` (`create_user_device`).
    ///
    /// Calls `PUT /_synapse/admin/v2/users/{user_id}/devices/{device_id}` (`update_user_device`).
    pub async fn send(self) -> Result<(), Error> {
        let UserDevice { user, id } = &self.device;
        call!(
            user.client,
            create_user_device
                .user_id(&user.id)
                .body_map(|body| body.device_id(id))
        )
        .await?;
        match self.display_name {
            Some(name) => self.device.rename(name).await,
            None => Ok(()),
        }
    }
}

/// One device of a user; see [`User::device`].
#[derive(Debug, Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct UserDevice<'a> {
    user: User<'a>,
    id: DeviceId,
}

impl UserDevice<'_> {
    /// The id of the device.
    pub fn id(&self) -> &DeviceId {
        &self.id
    }

    /// What the server knows of the device: its name, and when and from where it was last seen.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account or device; [`get_opt`](Self::get_opt) makes that `None`.
    /// `is_bad_request` when the account is one of another server.
    ///
    /// Calls `GET /_synapse/admin/v2/users/{user_id}/devices/{device_id}` (`get_user_device`).
    pub async fn get(&self) -> Result<types::Device, Error> {
        let Self { user, id } = self;
        call!(user.client, get_user_device.user_id(&user.id).device_id(id)).await
    }

    /// What the server knows of the device, or `None` when there is none, or no such account.
    ///
    /// # Errors
    ///
    /// As for [`get`](Self::get), but for `is_not_found`.
    ///
    /// Calls `GET /_synapse/admin/v2/users/{user_id}/devices/{device_id}` (`get_user_device`).
    pub async fn get_opt(&self) -> Result<Option<types::Device>, Error> {
        found(self.get().await)
    }

    /// Gives the device another name, of at most 100 characters.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account or device; `is_bad_request` when the account is one of
    /// another server, and with [`ErrorCode::TooLarge`](crate::ErrorCode::TooLarge) when the name is too long.
    ///
    /// Calls `PUT /_synapse/admin/v2/users/{user_id}/devices/{device_id}` (`update_user_device`).
    pub async fn rename(&self, name: impl Into<String>) -> Result<(), Error> {
        let Self { user, id } = self;
        let change = call!(
            user.client,
            update_user_device
                .user_id(&user.id)
                .device_id(id)
                .body_map(|body| body.display_name(name.into()))
        );
        change.await.map(drop)
    }

    /// Deletes the device, which ends its session.
    ///
    /// A device that the user does not have is deleted with success too, so success does not prove that
    /// anything was there.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account; `is_bad_request` when it is one of another server.
    ///
    /// Calls `DELETE /_synapse/admin/v2/users/{user_id}/devices/{device_id}` (`delete_user_device`).
    pub async fn delete(&self) -> Result<(), Error> {
        let Self { user, id } = self;
        let deletion = call!(
            user.client,
            delete_user_device.user_id(&user.id).device_id(id)
        );
        deletion.await.map(drop)
    }
}
