//! Accounts. Those that a sandbox begins with are made of seed and number when they are looked at, so that
//! a hundred thousand of them cost nothing; what is changed or created is kept over them.

use std::{borrow::Cow, collections::BTreeMap};

use serde_json::{Map, Value, json};

use super::SERVER_NAME;
use crate::sandbox::{
    Settings,
    crowd::{Crowd, Stretch},
    random::Random,
};

/// One account.
#[expect(
    clippy::struct_excessive_bools,
    reason = "what an account is has no order, and any of it can go together"
)]
#[derive(Debug, Clone, Default)]
pub(super) struct Account {
    /// The whole id.
    pub(super) name: String,
    pub(super) displayname: Option<String>,
    pub(super) avatar_url: Option<String>,
    /// No account without one can log in by password.
    pub(super) password: Option<String>,
    pub(super) is_admin: bool,
    pub(super) is_guest: bool,
    pub(super) is_deactivated: bool,
    pub(super) is_erased: bool,
    pub(super) is_locked: bool,
    pub(super) is_suspended: bool,
    pub(super) is_shadow_banned: bool,
    pub(super) user_type: Option<String>,
    /// Seconds since 1970.
    pub(super) created: i64,
    /// Milliseconds since 1970.
    pub(super) last_seen: Option<i64>,
    /// When it ends, in milliseconds since 1970.
    pub(super) expires: Option<i64>,
    pub(super) threepids: Vec<Threepid>,
    /// Provider and id there.
    pub(super) external_ids: Vec<(String, String)>,
    /// Messages in a second, and in a burst.
    pub(super) ratelimit: Option<(i64, i64)>,
    /// Those that were switched on or off.
    pub(super) features: BTreeMap<String, bool>,
    /// The key that vouches for the others of the account.
    pub(super) master_key: Option<Value>,
    /// Until when that key can be replaced without a password, in milliseconds since 1970.
    pub(super) master_key_open_until: Option<i64>,
    pub(super) global_data: Map<String, Value>,
    pub(super) room_data: Map<String, Value>,
}

/// An address of a person.
#[derive(Debug, Clone)]
pub(super) struct Threepid {
    pub(super) medium: String,
    pub(super) address: String,
    pub(super) validated_at: i64,
    pub(super) added_at: i64,
}

impl Account {
    /// The account as `get_user` shows it.
    pub(super) fn details(&self) -> Value {
        let threepids = self.threepids.iter().map(|threepid| {
            json!({
                "medium": threepid.medium,
                "address": threepid.address,
                "validated_at": threepid.validated_at,
                "added_at": threepid.added_at,
            })
        });
        let external_ids = self
            .external_ids
            .iter()
            .map(|(provider, id)| json!({"auth_provider": provider, "external_id": id}));
        json!({
            "name": self.name,
            "admin": self.is_admin,
            "deactivated": self.is_deactivated,
            "locked": self.is_locked,
            "shadow_banned": self.is_shadow_banned,
            "creation_ts": self.created,
            "appservice_id": null,
            "consent_server_notice_sent": null,
            "consent_version": null,
            "consent_ts": null,
            "user_type": self.user_type,
            "is_guest": self.is_guest,
            "suspended": self.is_suspended,
            "displayname": self.displayname,
            "avatar_url": self.avatar_url,
            "threepids": threepids.collect::<Value>(),
            "external_ids": external_ids.collect::<Value>(),
            "erased": self.is_erased,
            "last_seen_ts": self.last_seen,
        })
    }

    /// The account as an item of a list.
    pub(super) fn item(&self) -> Value {
        json!({
            "name": self.name,
            "user_type": self.user_type,
            "is_guest": self.is_guest,
            "admin": self.is_admin,
            "deactivated": self.is_deactivated,
            "shadow_banned": self.is_shadow_banned,
            "displayname": self.displayname,
            "avatar_url": self.avatar_url,
            "creation_ts": self.created * 1000,
            "erased": self.is_erased,
            "last_seen_ts": self.last_seen,
            "locked": self.is_locked,
        })
    }

    pub(super) fn localpart(&self) -> &str {
        localpart(&self.name)
    }
}

/// The part of a user id before the name of the server.
pub(super) fn localpart(id: &str) -> &str {
    let rest = id.strip_prefix('@').unwrap_or(id);
    rest.split_once(':')
        .map_or(rest, |(localpart, _)| localpart)
}

/// The id of a user of this server.
pub(super) fn local_id(localpart: &str) -> String {
    format!("@{localpart}:{SERVER_NAME}")
}

/// All accounts of the server.
#[derive(Debug)]
pub(super) struct Accounts {
    /// Those that there were in the beginning beside the administrator.
    crowd: Crowd,
    /// What was changed or created, by id.
    changed: BTreeMap<String, Account>,
}

impl Accounts {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            crowd: Crowd::new(settings),
            changed: BTreeMap::new(),
        }
    }

    /// Adds the first administrator, and gives its id.
    pub(super) fn add_admin(&mut self) -> String {
        let name = local_id("admin");
        let account = Account {
            name: name.clone(),
            displayname: Some("admin".to_owned()),
            password: Some("admin".to_owned()),
            is_admin: true,
            // Older than all the others.
            created: self.crowd.beginning() / 1000,
            ..Account::default()
        };
        self.changed.insert(name.clone(), account);
        name
    }

    pub(super) fn contains(&self, id: &str) -> bool {
        self.changed.contains_key(id) || self.number(id).is_some()
    }

    pub(super) fn get(&self, id: &str) -> Option<Cow<'_, Account>> {
        if let Some(changed) = self.changed.get(id) {
            return Some(Cow::Borrowed(changed));
        }
        Some(Cow::Owned(self.generate(self.number(id)?)))
    }

    /// An account to change.
    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Account> {
        if !self.changed.contains_key(id) {
            let account = self.generate(self.number(id)?);
            self.changed.insert(id.to_owned(), account);
        }
        self.changed.get_mut(id)
    }

    /// An account with the same id, whatever its case.
    pub(super) fn is_taken(&self, id: &str) -> bool {
        let lower = id.to_lowercase();
        self.contains(&lower)
            || self
                .changed
                .keys()
                .any(|known| known.to_lowercase() == lower)
    }

    pub(super) fn add(&mut self, account: Account) {
        self.changed.insert(account.name.clone(), account);
    }

    /// The account with an address in the spelling in which it is kept.
    pub(super) fn owner_of(&self, medium: &str, address: &str) -> Option<String> {
        let has = |account: &&Account| {
            let mut threepids = account.threepids.iter();
            threepids.any(|known| known.medium == medium && known.address == address)
        };
        self.changed().find(has).map(|owner| owner.name.clone())
    }

    /// The account with an id at a provider.
    pub(super) fn owner_of_external_id(&self, provider: &str, id: &str) -> Option<String> {
        let has = |account: &&Account| {
            let mut ids = account.external_ids.iter();
            ids.any(|(known, known_id)| known == provider && known_id == id)
        };
        self.changed().find(has).map(|owner| owner.name.clone())
    }

    /// Those that were changed or created: all that can have an address, an external id or any other
    /// thing that an account does not begin with.
    pub(super) fn changed(&self) -> impl Iterator<Item = &Account> {
        self.changed.values()
    }

    /// All accounts in the order of their ids, without making any.
    pub(super) fn stretches(&self) -> Vec<Stretch<'_, Account>> {
        let mut found = Vec::new();
        let mut next = 0;
        let generated_up_to = |next: u64, end: u64, found: &mut Vec<Stretch<'_, Account>>| {
            if next < end {
                found.push(Stretch::Generated(next..end));
            }
        };
        for (id, account) in &self.changed {
            let number = self.number(id);
            let is_below = |name: &str| local_id(name) < *id;
            let end = number.unwrap_or_else(|| self.crowd.first_not(is_below));
            generated_up_to(next, end, &mut found);
            found.push(Stretch::Changed(account));
            next = if number.is_some() { end + 1 } else { end };
        }
        generated_up_to(next, self.crowd.size(), &mut found);
        found
    }

    /// The account with a number, as it is in the beginning.
    pub(super) fn generate(&self, number: u64) -> Account {
        let person = self.crowd.person(number);
        Account {
            name: local_id(&person.name),
            displayname: Some(format!("{} {}", person.first, person.last)),
            password: Some(person.name),
            created: person.created / 1000,
            last_seen: person.last_seen,
            ..Account::default()
        }
    }

    /// One of the accounts that a sandbox begins with.
    pub(super) fn pick(&self, random: &mut Random) -> Option<String> {
        (self.crowd.size() > 0).then(|| self.id(random.below(self.crowd.size())))
    }

    fn id(&self, number: u64) -> String {
        local_id(&self.crowd.name(number))
    }

    /// The number of an account that a sandbox begins with.
    fn number(&self, id: &str) -> Option<u64> {
        let name = id
            .strip_prefix('@')?
            .strip_suffix(SERVER_NAME)?
            .strip_suffix(':')?;
        self.crowd.number_of(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accounts(users: u64) -> Accounts {
        let settings = Settings {
            users,
            seed: 7,
            ..Settings::default()
        };
        Accounts::new(&settings)
    }

    fn in_order(accounts: &Accounts) -> Vec<String> {
        let ids = accounts
            .stretches()
            .into_iter()
            .flat_map(|stretch| match stretch {
                Stretch::Generated(numbers) => numbers.map(|number| accounts.id(number)).collect(),
                Stretch::Changed(account) => vec![account.name.clone()],
            });
        ids.collect()
    }

    fn named(localpart: &str) -> Account {
        Account {
            name: local_id(localpart),
            ..Account::default()
        }
    }

    #[test]
    fn stretches_are_all_accounts_in_the_order_of_their_ids() {
        let mut accounts = accounts(120);
        for localpart in [
            "zoe",
            "user-0405",
            "user-",
            "alice",
            "user-119-x",
            "user-05",
        ] {
            accounts.add(named(localpart));
        }
        for localpart in ["user-000", "user-119", "user-050"] {
            accounts.get_mut(&local_id(localpart)).unwrap().is_locked = true;
        }
        let ids = in_order(&accounts);
        let mut sorted = ids.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(ids, sorted);
        assert_eq!(ids.len(), 126);
    }

    #[test]
    fn an_account_is_the_same_whenever_it_is_looked_at() {
        let (one, other) = (accounts(1000), accounts(1000));
        let _ = one.get("@user-003:example.test").unwrap();
        let id = "@user-500:example.test";
        let details = |accounts: &Accounts| accounts.get(id).unwrap().details();
        assert_eq!(details(&one), details(&other));
        assert!(one.get("@user-5:example.test").is_none());
        assert!(one.get("@user-1000:example.test").is_none());
    }
}
