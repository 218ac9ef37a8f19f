//! What an account may do: rights, locks, suspension, bans, experimental features.

use std::collections::BTreeMap;

use crate::{Error, Timestamp, call::call};

use super::User;

impl User<'_> {
    /// Whether the user is a server admin.
    ///
    /// The server says `false` of a local user who does not exist, too.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the user is one of another server; `is_not_found` where authentication is
    /// delegated, because the server does not offer the call then.
    ///
    /// Calls `GET /_synapse/admin/v1/users/{user_id}/admin` (`get_user_admin`).
    pub async fn is_admin(&self) -> Result<bool, Error> {
        let answer = call!(self.client, get_user_admin.user_id(&self.id)).await?;
        Ok(answer.admin)
    }

    /// Makes the user a server admin, or takes that right away.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account, or where authentication is delegated;
    /// `is_bad_request` when the account is one of another server, or callers try to demote themselves.
    ///
    /// Calls `PUT /_synapse/admin/v1/users/{user_id}/admin` (`set_user_admin`).
    pub async fn set_admin(&self, admin: bool) -> Result<(), Error> {
        let change = call!(
            self.client,
            set_user_admin
                .user_id(&self.id)
                .body_map(|body| body.admin(admin))
        );
        change.await.map(drop)
    }

    /// Suspends the account: it stays logged in and can read, but hardly do anything.
    ///
    /// Only [`get`](Self::get) shows the suspension, lists of users do not. It is independent of locks and
    /// deactivation.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account; `is_bad_request` when it is one of another server.
    ///
    /// Calls `PUT /_synapse/admin/v1/suspend/{user_id}` (`suspend_user`).
    pub async fn suspend(&self) -> Result<(), Error> {
        self.set_suspended(true).await
    }

    /// Ends the suspension of the account; that there is none is no error.
    ///
    /// # Errors
    ///
    /// As for [`suspend`](Self::suspend).
    ///
    /// Calls `PUT /_synapse/admin/v1/suspend/{user_id}` (`suspend_user`).
    pub async fn unsuspend(&self) -> Result<(), Error> {
        self.set_suspended(false).await
    }

    async fn set_suspended(&self, suspend: bool) -> Result<(), Error> {
        let change = call!(
            self.client,
            suspend_user
                .user_id(&self.id)
                .body_map(|body| body.suspend(suspend))
        );
        // The answer repeats the state under a key that is made of the user id.
        change.await.map(drop)
    }

    /// Locks the account: the server refuses every request of the user until it is unlocked, and forgets
    /// nothing.
    ///
    /// It is asked first whether the account exists, because the server's call would create it. An account
    /// that vanishes between the two calls is created after all, as no more than a name.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account; `is_bad_request` when it is one of another server.
    ///
    /// Calls `GET /_synapse/admin/v2/users/{user_id}` (`get_user`).
    ///
    /// Calls `PUT /_synapse/admin/v2/users/{user_id}` (`create_or_modify_user`).
    pub async fn lock(&self) -> Result<(), Error> {
        self.modify().locked(true).send().await.map(drop)
    }

    /// Unlocks the account; that it is not locked is no error.
    ///
    /// # Errors
    ///
    /// As for [`lock`](Self::lock).
    ///
    /// Calls `GET /_synapse/admin/v2/users/{user_id}` (`get_user`).
    ///
    /// Calls `PUT /_synapse/admin/v2/users/{user_id}` (`create_or_modify_user`).
    pub async fn unlock(&self) -> Result<(), Error> {
        self.modify().locked(false).send().await.map(drop)
    }

    /// Shadow-bans the user: what they send is accepted and reaches nobody.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account; `is_bad_request` when it is one of another server.
    ///
    /// Calls `POST /_synapse/admin/v1/users/{user_id}/shadow_ban` (`shadow_ban_user`).
    pub async fn shadow_ban(&self) -> Result<(), Error> {
        let change = call!(self.client, shadow_ban_user.user_id(&self.id));
        change.await.map(drop)
    }

    /// Lifts the shadow-ban of the user; that there is none is no error.
    ///
    /// # Errors
    ///
    /// As for [`shadow_ban`](Self::shadow_ban).
    ///
    /// Calls `DELETE /_synapse/admin/v1/users/{user_id}/shadow_ban` (`unshadow_ban_user`).
    pub async fn unshadow_ban(&self) -> Result<(), Error> {
        let change = call!(self.client, unshadow_ban_user.user_id(&self.id));
        change.await.map(drop)
    }

    /// Lets the user replace their master cross-signing key without authenticating again, for 10 minutes;
    /// tells when these are over.
    ///
    /// Of effect only where authentication is delegated: other servers answer with the end of the window too,
    /// and still ask for the password. Each call moves the end forward. No key is changed.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such user, or the user has no master key.
    ///
    /// Calls `POST /_synapse/admin/v1/users/{user_id}/_allow_cross_signing_replacement_without_uia` (`allow_cross_signing_replacement`).
    pub async fn allow_cross_signing_replacement(&self) -> Result<Timestamp, Error> {
        let window = call!(
            self.client,
            allow_cross_signing_replacement.user_id(&self.id)
        );
        Ok(window.await?.updatable_without_uia_before_ms)
    }

    /// Every experimental feature that the server can switch for single users, and whether it is on for this
    /// one.
    ///
    /// Which features there are changes with each release of the server. Of a local user who does not exist
    /// the server says that all are off.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the user is one of another server.
    ///
    /// Calls `GET /_synapse/admin/v1/experimental_features/{user_id}` (`get_user_experimental_features`).
    pub async fn experimental_features(&self) -> Result<BTreeMap<String, bool>, Error> {
        let answer = call!(
            self.client,
            get_user_experimental_features.user_id(&self.id)
        );
        Ok(answer.await?.features)
    }

    /// Switches experimental features on or off for the user; those that are not named stay as they are.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the server does not know a feature, when none is named, or when the user is one
    /// of another server. `is_server_error` when there is no such user: the server fails with 500.
    ///
    /// Calls `PUT /_synapse/admin/v1/experimental_features/{user_id}` (`set_user_experimental_features`).
    pub async fn set_experimental_features<N: Into<String>>(
        &self,
        features: impl IntoIterator<Item = (N, bool)>,
    ) -> Result<(), Error> {
        let features: BTreeMap<String, bool> = features
            .into_iter()
            .map(|(name, on)| (name.into(), on))
            .collect();
        let change = call!(
            self.client,
            set_user_experimental_features
                .user_id(&self.id)
                .body_map(|body| body.features(features))
        );
        change.await.map(drop)
    }
}
