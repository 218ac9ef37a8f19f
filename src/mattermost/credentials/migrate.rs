//! Moving all accounts of one login service to another.

use std::collections::BTreeMap;

use crate::{
    Error,
    call::{answer, request},
    mattermost::{Client, LdapMigrationSource, SamlMigrationSource},
};

impl Client {
    /// Moves all accounts that log in with one service to LDAP.
    ///
    /// The field is one of the user, for example `email`, that tells which entry in LDAP is theirs.
    ///
    /// Calls `POST /api/v4/users/migrate_auth/ldap` (`migrate_auth_to_ldap`).
    pub fn migrate_auth_to_ldap(
        &self,
        from: impl Into<LdapMigrationSource>,
        match_field: impl Into<String>,
    ) -> MigrateAuthToLdap<'_> {
        let request = self.raw().migrate_auth_to_ldap();
        // NB: the server refuses the request when one of the three is missing.
        MigrateAuthToLdap::new(request.body_map(|body| {
            body.from(from.into())
                .match_field(match_field.into())
                .force(false)
        }))
    }

    /// Moves accounts that log in with one service to SAML.
    ///
    /// Say which become which with [`matches`](MigrateAuthToSaml::matches), or let the server find out with
    /// [`automatically`](MigrateAuthToSaml::automatically).
    ///
    /// Calls `POST /api/v4/users/migrate_auth/saml` (`migrate_auth_to_saml`).
    pub fn migrate_auth_to_saml(
        &self,
        from: impl Into<SamlMigrationSource>,
    ) -> MigrateAuthToSaml<'_> {
        let request = self.raw().migrate_auth_to_saml();
        MigrateAuthToSaml::new(request.body_map(|body| body.from(from.into())))
    }
}

request! {
    /// A request to move accounts to LDAP; see [`Client::migrate_auth_to_ldap`].
    MigrateAuthToLdap: migrate_auth_to_ldap(MigrateAuthToLdap) of mattermost
}

impl MigrateAuthToLdap<'_> {
    /// Whether to force the migration; not unless told.
    pub fn force(self, force: bool) -> Self {
        self.with(|request| request.body_map(|body| body.force(force)))
    }

    /// Sends the request. Nothing takes the accounts back.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the server does not move accounts of that service, `is_forbidden` without
    /// `manage_system`, `is_not_implemented` when the server has no LDAP or no license for it.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/migrate_auth/ldap` (`migrate_auth_to_ldap`).
    pub async fn send(self) -> Result<(), Error> {
        answer(Self::OPERATION, self.request.send()).await?;
        Ok(())
    }
}

request! {
    /// A request to move accounts to SAML; see [`Client::migrate_auth_to_saml`].
    MigrateAuthToSaml: migrate_auth_to_saml(MigrateAuthToSaml) of mattermost
}

impl MigrateAuthToSaml<'_> {
    /// Lets the server find out which account is which user of SAML.
    pub fn automatically(self) -> Self {
        self.with(|request| request.body_map(|body| body.auto(true).matches(BTreeMap::new())))
    }

    /// Says which account, by its e-mail address, becomes which user of SAML, by the name there. Accounts that
    /// are not named stay as they are.
    pub fn matches<A: Into<String>, B: Into<String>>(
        self,
        pairs: impl IntoIterator<Item = (A, B)>,
    ) -> Self {
        let pairs = pairs.into_iter();
        let pairs: BTreeMap<String, String> =
            pairs.map(|(from, to)| (from.into(), to.into())).collect();
        self.with(|request| request.body_map(|body| body.auto(false).matches(pairs)))
    }

    /// Sends the request. Nothing takes the accounts back.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] when nothing says which account becomes which user;
    /// `is_bad_request` when the server does not move accounts of that service, `is_forbidden` without
    /// `manage_system`, `is_not_implemented` when the server has no SAML or no license for it.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/migrate_auth/saml` (`migrate_auth_to_saml`).
    pub async fn send(self) -> Result<(), Error> {
        answer(Self::OPERATION, self.request.send()).await?;
        Ok(())
    }
}
