//! Finding users by something else than their id, and names that are still free.

use crate::{
    Error, ErrorCode,
    call::{call, found},
    synapse::{UserId, types},
};

use super::Users;

impl Users<'_> {
    /// Finds the local user who has an e-mail address (`email`) or phone number (`msisdn`).
    ///
    /// The server compares the address as it stands with those it stores, and it stores them in canonical
    /// form: e-mail addresses in lower case, phone numbers as digits only. `Ada@example.org` is never found.
    ///
    /// # Errors
    ///
    /// `is_not_found` when nobody has the address, or there is no such medium;
    /// [`find_by_threepid_opt`](Self::find_by_threepid_opt) makes that `None`.
    ///
    /// Calls `GET /_synapse/admin/v1/threepid/{medium}/users/{address}` (`find_user_by_threepid`).
    pub async fn find_by_threepid(
        &self,
        medium: impl Into<String>,
        address: impl Into<String>,
    ) -> Result<UserId, Error> {
        let (medium, address) = (medium.into(), address.into());
        let answer = call!(
            self.client,
            find_user_by_threepid.medium(medium).address(address)
        );
        Ok(answer.await?.user_id)
    }

    /// Finds the local user who has an address, or tells that there is none.
    ///
    /// # Errors
    ///
    /// As for [`find_by_threepid`](Self::find_by_threepid), but for `is_not_found`.
    ///
    /// Calls `GET /_synapse/admin/v1/threepid/{medium}/users/{address}` (`find_user_by_threepid`).
    pub async fn find_by_threepid_opt(
        &self,
        medium: impl Into<String>,
        address: impl Into<String>,
    ) -> Result<Option<UserId>, Error> {
        found(self.find_by_threepid(medium, address).await)
    }

    /// Finds the local user who signs in with this id at a single sign-on provider.
    ///
    /// Ids of OpenID Connect providers begin with `oidc-`.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the id belongs to nobody;
    /// [`find_by_external_id_opt`](Self::find_by_external_id_opt) makes that `None`.
    ///
    /// Calls `GET /_synapse/admin/v1/auth_providers/{provider}/users/{external_id}` (`find_user_by_external_id`).
    pub async fn find_by_external_id(
        &self,
        provider: impl Into<String>,
        external_id: impl Into<String>,
    ) -> Result<UserId, Error> {
        let (provider, id) = (provider.into(), external_id.into());
        let answer = call!(
            self.client,
            find_user_by_external_id.provider(provider).external_id(id)
        );
        Ok(answer.await?.user_id)
    }

    /// Finds the local user who signs in with this id, or tells that there is none.
    ///
    /// # Errors
    ///
    /// As for [`find_by_external_id`](Self::find_by_external_id), but for `is_not_found`.
    ///
    /// Calls `GET /_synapse/admin/v1/auth_providers/{provider}/users/{external_id}` (`find_user_by_external_id`).
    pub async fn find_by_external_id_opt(
        &self,
        provider: impl Into<String>,
        external_id: impl Into<String>,
    ) -> Result<Option<UserId>, Error> {
        found(self.find_by_external_id(provider, external_id).await)
    }

    /// Whether an account with this local part could be made: `ada`, without `@` and server name.
    ///
    /// `false` means that the name is taken, be it in other capitals or by a deactivated account. Nothing
    /// keeps a free name free until somebody uses it.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when no account can have the name: code [`ErrorCode::InvalidUsername`] when it
    /// breaks the rules, [`ErrorCode::Exclusive`] when an application service has reserved it.
    ///
    /// Calls `GET /_synapse/admin/v1/username_available` (`check_username_available`).
    pub async fn is_username_available(&self, name: impl Into<String>) -> Result<bool, Error> {
        let answer = call!(self.client, check_username_available.username(name.into())).await;
        match answer {
            Ok(answer) => Ok(answer.available),
            // The server never says `available: false`.
            Err(error) if error.is_bad_request() && error.code() == Some(&ErrorCode::UserInUse) => {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Searches local users whose id contains this ASCII text, in which `%` and `_` are wildcards.
    ///
    /// An old call that upstream does not document; [`list`](Self::list) with a name does the same job
    /// better. The server wants the id of some local user, for example the caller's own; which one makes no
    /// difference.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the user is one of another server.
    ///
    /// # Security
    ///
    /// The answer holds the hashes of passwords. Drop it as soon as the names are taken out.
    ///
    /// Calls `GET /_synapse/admin/v1/search_users/{user_id}` (`search_users`).
    pub async fn search(
        &self,
        local_user: impl Into<UserId>,
        term: impl Into<String>,
    ) -> Result<Vec<types::UserSearchHit>, Error> {
        let user = local_user.into();
        call!(self.client, search_users.user_id(user).term(term.into())).await
    }
}
