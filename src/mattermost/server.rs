//! Limits of the server, and wishes to its administrators; since servers after 5.37.

use super::{Client, raw::types::builder, types};
use crate::{
    Error,
    call::{answer, call, request},
};

impl Client {
    /// Fetches the limits of the server on users and message history.
    ///
    /// Callers who are no administrators see 0 in place of the number of users.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the server does not have the route.
    ///
    /// Calls `GET /api/v4/limits/server` (`get_server_limits`).
    pub async fn server_limits(&self) -> Result<types::ServerLimits, Error> {
        call!(self, get_server_limits).await
    }

    /// Tells the administrators that the user of the session wishes for a paid plan.
    ///
    /// Calls `POST /api/v4/users/notify-admin` (`notify_admin`).
    pub fn notify_admin(&self) -> NotifyAdmin<'_> {
        NotifyAdmin::new(self.raw().notify_admin())
    }

    /// Makes the server send the wishes that it collected to the administrators at once.
    ///
    /// Calls `POST /api/v4/users/trigger-notify-admin-posts` (`trigger_notify_admin_posts`).
    pub fn trigger_notify_admin_posts(&self) -> TriggerNotifyAdminPosts<'_> {
        TriggerNotifyAdminPosts::new(self.raw().trigger_notify_admin_posts())
    }
}

request! {
    /// A request to tell the administrators of a wish; see [`Client::notify_admin`].
    NotifyAdmin: notify_admin(NotifyAdmin) of mattermost
}

impl NotifyAdmin<'_> {
    /// Whether the wish is for a trial.
    pub fn trial(self, trial: bool) -> Self {
        self.body(|body| body.trial_notification(trial))
    }

    /// The plan that is wished for.
    pub fn plan(self, plan: impl Into<String>) -> Self {
        self.body(|body| body.required_plan(plan.into()))
    }

    /// The feature that the plan is needed for.
    pub fn feature(self, feature: impl Into<String>) -> Self {
        self.body(|body| body.required_feature(feature.into()))
    }

    fn body(self, change: impl FnOnce(Wish) -> Wish) -> Self {
        self.with(|request| request.body_map(change))
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the server does not have the route.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/notify-admin` (`notify_admin`).
    pub async fn send(self) -> Result<(), Error> {
        answer(Self::OPERATION, self.request.send()).await?;
        Ok(())
    }
}

request! {
    /// A request to send the wishes at once; see [`Client::trigger_notify_admin_posts`].
    TriggerNotifyAdminPosts: trigger_notify_admin_posts(TriggerNotifyAdminPosts) of mattermost
}

impl TriggerNotifyAdminPosts<'_> {
    /// Whether wishes for a trial are meant.
    pub fn trial(self, trial: bool) -> Self {
        self.body(|body| body.trial_notification(trial))
    }

    /// The plan whose wishes are meant.
    pub fn plan(self, plan: impl Into<String>) -> Self {
        self.body(|body| body.required_plan(plan.into()))
    }

    /// The feature whose wishes are meant.
    pub fn feature(self, feature: impl Into<String>) -> Self {
        self.body(|body| body.required_feature(feature.into()))
    }

    fn body(self, change: impl FnOnce(Wish) -> Wish) -> Self {
        self.with(|request| request.body_map(change))
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// `is_forbidden` without the permission `manage_system`, and where a setting of the server forbids it;
    /// `is_not_found` when the server does not have the route.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/trigger-notify-admin-posts` (`trigger_notify_admin_posts`).
    pub async fn send(self) -> Result<(), Error> {
        answer(Self::OPERATION, self.request.send()).await?;
        Ok(())
    }
}

/// The body of both.
type Wish = builder::NotifyAdminToUpgradeRequest;
