//! Until when accounts are valid, on servers where they expire.

use crate::synapse::{Client, UserId};

mod renew;

pub use renew::RenewAccount;

impl Client {
    /// Until when accounts are valid, on servers where they expire.
    pub fn account_validity(&self) -> AccountValidity<'_> {
        AccountValidity { client: self }
    }
}

/// The validity of accounts; see [`Client::account_validity`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct AccountValidity<'a> {
    client: &'a Client,
}

impl<'a> AccountValidity<'a> {
    /// Sets the moment until which the account of this user is valid.
    ///
    /// Unless told when, that is the present time and the period in the server's configuration. After
    /// it, the server refuses the user's own calls. The server does not check that the user exists.
    ///
    /// Calls `POST /_synapse/admin/v1/account_validity/validity` (`renew_account_validity`).
    pub fn renew(&self, user: impl Into<UserId>) -> RenewAccount<'a> {
        let request = self.client.raw().renew_account_validity();
        let user = user.into();
        RenewAccount::new(request.body_map(|body| body.user_id(user)))
    }
}
