//! Making accounts and changing them: the server has one call for both, here they are two.

use crate::{
    Error, Patch, Secret,
    call::call,
    synapse::{UserId, types},
};

use super::User;

const OPERATION: &str = "create_or_modify_user";

impl<'a> User<'a> {
    /// Creates the account.
    ///
    /// What is not named gets the server's default: the local part as display name, no password, no rights.
    ///
    /// ```no_run
    /// # use chatadm::{Error, synapse::{Client, UserId}};
    /// # async fn run(synapse: Client, initial: String) -> Result<(), Box<dyn std::error::Error>> {
    /// let id: UserId = "@ada:example.org".parse()?;
    /// let ada = synapse
    ///     .user(id)
    ///     .create()
    ///     .password(initial)
    ///     .displayname("Ada Lovelace")
    ///     .threepids([("email", "ada@example.org")])
    ///     .send()
    ///     .await?;
    /// assert!(!ada.admin);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Calls `GET /_synapse/admin/v2/users/{user_id}` (`get_user`).
    ///
    /// Calls `PUT /_synapse/admin/v2/users/{user_id}` (`create_or_modify_user`).
    pub fn create(&self) -> CreateUser<'a> {
        CreateUser {
            user: self.clone(),
            changes: types::UserChanges::builder(),
        }
    }

    /// Changes the account: what is named and nothing else.
    ///
    /// Rights, addresses, password and state of the account stay as they are unless one of the setters
    /// names them.
    ///
    /// Calls `GET /_synapse/admin/v2/users/{user_id}` (`get_user`).
    ///
    /// Calls `PUT /_synapse/admin/v2/users/{user_id}` (`create_or_modify_user`).
    pub fn modify(&self) -> ModifyUser<'a> {
        ModifyUser {
            user: self.clone(),
            changes: types::UserChanges::builder(),
            check_exists: true,
        }
    }

    /// Sends what is to be set, whether or not the account exists.
    async fn put(&self, changes: types::UserChanges) -> Result<types::User, Error> {
        let id: &UserId = &self.id;
        call!(self.client, create_or_modify_user.user_id(id).body(changes)).await
    }
}

/// What can be said of an account that is made and of one that is changed.
macro_rules! common {
    ($name:ident) => {
        impl $name<'_> {
            /// The display name; an empty one is none.
            pub fn displayname(self, name: impl Into<String>) -> Self {
                self.with(|changes| changes.displayname(name.into()))
            }

            /// The picture, meant to be an `mxc` URI although the server takes any text.
            pub fn avatar_url(self, url: impl Into<String>) -> Self {
                self.with(|changes| changes.avatar_url(url.into()))
            }

            /// All e-mail addresses (`email`) and phone numbers (`msisdn`) of the account, each as medium and
            /// address. They replace those that it has.
            ///
            /// The server stores e-mail addresses in lower case, and does not check that they work.
            pub fn threepids<M: Into<String>, A: Into<String>>(
                self,
                threepids: impl IntoIterator<Item = (M, A)>,
            ) -> Self {
                let threepids: Vec<_> = threepids
                    .into_iter()
                    .map(|(medium, address)| types::NewThreepid {
                        medium: medium.into(),
                        address: address.into(),
                        extra: serde_json::Map::new(),
                    })
                    .collect();
                self.with(|changes| changes.threepids(threepids))
            }

            /// All identities of the account at single sign-on providers, each as id of the provider and id
            /// there. They replace those that it has.
            pub fn external_ids<P: Into<String>, I: Into<String>>(
                self,
                ids: impl IntoIterator<Item = (P, I)>,
            ) -> Self {
                let ids: Vec<_> = ids
                    .into_iter()
                    .map(|(provider, id)| types::ExternalId {
                        auth_provider: provider.into(),
                        external_id: id.into(),
                        extra: serde_json::Map::new(),
                    })
                    .collect();
                self.with(|changes| changes.external_ids(ids))
            }

            /// Whether the user is a server admin. Nobody can take this right from themselves.
            pub fn admin(self, admin: bool) -> Self {
                self.with(|changes| changes.admin(admin))
            }

            /// The type of the account: `bot`, `support`, or one that the server's configuration adds.
            pub fn user_type(self, kind: impl Into<String>) -> Self {
                self.with(|changes| changes.user_type(kind.into()))
            }

            /// Whether the account is approved; of effect only where accounts need that.
            pub fn approved(self, approved: bool) -> Self {
                self.with(|changes| changes.approved(approved))
            }

            fn with(
                mut self,
                change: impl FnOnce(types::builder::UserChanges) -> types::builder::UserChanges,
            ) -> Self {
                self.changes = change(self.changes);
                self
            }
        }
    };
}

/// A request to create an account; see [`User::create`].
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct CreateUser<'a> {
    user: User<'a>,
    changes: types::builder::UserChanges,
}

common!(CreateUser);

impl CreateUser<'_> {
    /// The password, at most 512 characters. Without one nobody can log in with a password.
    ///
    /// # Security
    ///
    /// The server gets the password itself and keeps a hash.
    pub fn password(self, password: impl Into<Secret>) -> Self {
        self.with(|changes| changes.password(password.into()))
    }

    /// Creates the account and tells what it is now.
    ///
    /// The server's call would change an account that exists, so it is asked first whether there is one. An
    /// account that somebody else makes between the two calls is changed after all.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] (`is_bad_request`) when the account exists, deactivated ones included; nothing was
    /// changed then. `is_bad_request` with [`ErrorCode::InvalidUsername`](crate::ErrorCode::InvalidUsername)
    /// when no account can have the name, with [`ErrorCode::UserInUse`](crate::ErrorCode::UserInUse) when one
    /// has it in other capitals. `is_conflict` when an external id belongs to somebody else; the account is
    /// there all the same, without its external ids. `is_forbidden` where accounts or passwords are made
    /// elsewhere.
    ///
    /// Calls `GET /_synapse/admin/v2/users/{user_id}` (`get_user`).
    ///
    /// Calls `PUT /_synapse/admin/v2/users/{user_id}` (`create_or_modify_user`).
    pub async fn send(self) -> Result<types::User, Error> {
        let changes = complete(self.changes)?;
        if self.user.get_opt().await?.is_some() {
            let id = &self.user.id;
            return Err(argument(format!("the account `{id}` exists already")));
        }
        self.user.put(changes).await
    }
}

/// A request to change an account; see [`User::modify`].
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct ModifyUser<'a> {
    user: User<'a>,
    changes: types::builder::UserChanges,
    check_exists: bool,
}

common!(ModifyUser);

impl ModifyUser<'_> {
    /// Takes the display name away.
    pub fn clear_displayname(self) -> Self {
        self.displayname("")
    }

    /// Takes the picture away.
    pub fn clear_avatar(self) -> Self {
        self.avatar_url("")
    }

    /// Makes the account an ordinary one, of no type.
    pub fn clear_user_type(self) -> Self {
        self.with(|changes| changes.user_type(Patch::Clear))
    }

    /// A new password, at most 512 characters. The server logs the user out everywhere, unless
    /// [`logout_devices`](Self::logout_devices) says otherwise.
    ///
    /// # Security
    ///
    /// The server gets the password itself and keeps a hash.
    pub fn password(self, password: impl Into<Secret>) -> Self {
        self.with(|changes| changes.password(password.into()))
    }

    /// Whether the new password logs the user out everywhere; yes unless told. Goes with a password only.
    pub fn logout_devices(self, logout: bool) -> Self {
        self.with(|changes| changes.logout_devices(logout))
    }

    /// Whether the account is locked: kept as it is, with every request of its user refused.
    pub fn locked(self, locked: bool) -> Self {
        self.with(|changes| changes.locked(locked))
    }

    /// Deactivates the account as [`User::deactivate`] does, without erasing it.
    pub fn deactivate(self) -> Self {
        self.with(|changes| changes.deactivated(true))
    }

    /// Makes a deactivated account active again, with this password; the old one is lost.
    ///
    /// # Security
    ///
    /// As for [`password`](Self::password).
    pub fn reactivate(self, password: impl Into<Secret>) -> Self {
        self.password(password)
            .with(|changes| changes.deactivated(false))
    }

    /// Makes a deactivated account active again, without a password. Its user must have another way to log
    /// in, or gets a password later.
    pub fn reactivate_without_password(self) -> Self {
        self.with(|changes| changes.deactivated(false))
    }

    /// Whether to ask first that the account exists; yes unless told. Without that question, a request for an
    /// account that does not exist creates it.
    pub fn check_exists(mut self, check: bool) -> Self {
        self.check_exists = check;
        self
    }

    /// Changes the account and tells what it is now.
    ///
    /// The server's call would create an account that does not exist, so it is asked first whether there is
    /// one. The change is not atomic: after an error some fields can be set, in the order `displayname`,
    /// `threepids`, `external_ids`, `avatar_url`, `admin`, `password`, `deactivated`, `locked`, `user_type`.
    /// Sending the same again completes it.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account; nothing was created then. [`Error::Argument`]
    /// (`is_bad_request`) when [`logout_devices`](Self::logout_devices) comes without a password, which the
    /// server would ignore. `is_bad_request` when a value is refused, among them taking the admin right from
    /// oneself, and locking together with deactivating. `is_conflict` when an external id belongs to somebody
    /// else. `is_rate_limited` after many changes of display name or picture. `is_forbidden` where passwords
    /// are set elsewhere.
    ///
    /// Calls `GET /_synapse/admin/v2/users/{user_id}` (`get_user`).
    ///
    /// Calls `PUT /_synapse/admin/v2/users/{user_id}` (`create_or_modify_user`).
    pub async fn send(self) -> Result<types::User, Error> {
        let changes = complete(self.changes)?;
        if changes.logout_devices.is_some() && changes.password.as_set().is_none() {
            let reason = "`logout_devices` has an effect only together with a password";
            return Err(argument(reason.to_owned()));
        }
        if self.check_exists {
            self.user.get().await?;
        }
        self.user.put(changes).await
    }
}

fn complete(changes: types::builder::UserChanges) -> Result<types::UserChanges, Error> {
    changes
        .try_into()
        .map_err(|error: types::error::ConversionError| argument(error.to_string()))
}

fn argument(reason: String) -> Error {
    Error::Argument {
        operation: OPERATION,
        reason,
    }
}
