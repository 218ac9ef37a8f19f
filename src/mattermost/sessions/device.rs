//! What is known of the device of a session.

use crate::{
    Error,
    call::{answer, request},
    mattermost::StringBool,
};

request! {
    /// A request to attach a device to the session; see
    /// [`Client::attach_device`](crate::mattermost::Client::attach_device).
    AttachDevice: attach_device_extra_props(AttachDeviceExtraProps) of mattermost
}

impl AttachDevice<'_> {
    /// Where push notifications go: `android:` or `apple:` and a token. Servers up to 5.37 need it.
    pub fn device_id(self, device: impl Into<String>) -> Self {
        self.with(|request| request.body_map(|body| body.device_id(device.into())))
    }

    /// The device for voice calls.
    pub fn voip_device_id(self, device: impl Into<String>) -> Self {
        self.with(|request| request.body_map(|body| body.voip_device_id(device.into())))
    }

    /// Whether notifications are switched off on the device.
    pub fn notifications_disabled(self, disabled: bool) -> Self {
        // NB: the server wants text; it takes a boolean for a missing field.
        let disabled = if disabled {
            StringBool::True
        } else {
            StringBool::False
        };
        self.with(|request| request.body_map(|body| body.device_notification_disabled(disabled)))
    }

    /// The version of the mobile app, for example `2.10.0`.
    pub fn mobile_version(self, version: impl Into<String>) -> Self {
        self.with(|request| request.body_map(|body| body.mobile_version(version.into())))
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the version has another form, and on 5.37 without a device.
    ///
    /// Calls `PUT /api/v4/users/sessions/device` (`attach_device_extra_props`).
    pub async fn send(self) -> Result<(), Error> {
        answer(Self::OPERATION, self.request.send()).await?;
        Ok(())
    }
}
