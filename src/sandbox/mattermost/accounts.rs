//! Accounts. Those that a sandbox begins with are made of seed and number when they are looked at, so that
//! a hundred thousand of them cost nothing; what is changed or created is kept over them. What is shown
//! of an account is not here.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use serde_json::{Map, Value, json};

use super::parameters::{ALPHABET, letters};
use crate::sandbox::{
    Settings,
    crowd::{Crowd, Stretch},
    random::Random,
};

/// One account.
#[derive(Debug, Clone, Default)]
pub(super) struct Account {
    pub(super) id: String,
    pub(super) username: String,
    pub(super) email: String,
    /// None for bots and for those who sign in elsewhere.
    pub(super) password: Option<String>,
    pub(super) nickname: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) position: String,
    /// Separated by spaces.
    pub(super) roles: String,
    pub(super) locale: String,
    pub(super) props: Map<String, Value>,
    pub(super) notify_props: Map<String, Value>,
    pub(super) timezone: Map<String, Value>,
    pub(super) auth_service: String,
    pub(super) auth_data: String,
    /// All moments are milliseconds since 1970, and 0 for never.
    pub(super) create_at: i64,
    pub(super) update_at: i64,
    pub(super) delete_at: i64,
    pub(super) last_password_update: i64,
    pub(super) last_picture_update: i64,
    pub(super) last_activity_at: i64,
    pub(super) is_email_verified: bool,
    pub(super) disable_welcome_email: bool,
    pub(super) failed_attempts: u32,
    pub(super) is_mfa_active: bool,
    /// In base32.
    pub(super) mfa_secret: String,
    pub(super) bot: Option<Bot>,
    /// The terms that were accepted, and when.
    pub(super) terms: Option<(String, i64)>,
    /// What the uploaded picture is drawn from.
    pub(super) picture: Option<u64>,
}

/// What makes an account a bot.
#[derive(Debug, Clone)]
pub(super) struct Bot {
    pub(super) display_name: String,
    pub(super) description: String,
    pub(super) owner_id: String,
    pub(super) create_at: i64,
    pub(super) update_at: i64,
}

impl Account {
    /// An account as it is when nothing was said but who it is.
    pub(super) fn new(id: String, username: &str, email: &str, now: i64) -> Self {
        Self {
            id,
            username: username.to_owned(),
            email: email.to_owned(),
            roles: "system_user".to_owned(),
            locale: "en".to_owned(),
            notify_props: notify_props(),
            timezone: map(&json!({
                "automaticTimezone": "",
                "manualTimezone": "",
                "useAutomaticTimezone": "true",
            })),
            create_at: now,
            update_at: now,
            last_password_update: now,
            ..Self::default()
        }
    }

    pub(super) fn has_role(&self, role: &str) -> bool {
        self.roles.split_whitespace().any(|known| known == role)
    }
}

/// The notification settings of a new account.
pub(super) fn notify_props() -> Map<String, Value> {
    map(&json!({
        "channel": "true",
        "comments": "never",
        "desktop": "mention",
        "desktop_sound": "true",
        "email": "true",
        "first_name": "false",
        "mention_keys": "",
        "push": "mention",
        "push_status": "away",
    }))
}

fn map(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// All accounts of the server.
#[derive(Debug)]
pub(super) struct Accounts {
    /// Those that there were in the beginning beside the administrator.
    crowd: Crowd,
    /// What was changed or created, by id.
    changed: BTreeMap<String, Account>,
    /// The ids of those by their names.
    names: BTreeMap<String, String>,
    /// The numbers that are not what they were: among the changed, or gone.
    taken: BTreeSet<u64>,
}

impl Accounts {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            crowd: Crowd::new(settings),
            changed: BTreeMap::new(),
            names: BTreeMap::new(),
            taken: BTreeSet::new(),
        }
    }

    /// When the first account was made.
    pub(super) fn oldest(&self) -> i64 {
        self.crowd.beginning()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.taken.len() as u64 == self.crowd.size()
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

    /// An account to change. Its name is changed with [`rename`](Self::rename).
    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Account> {
        if !self.changed.contains_key(id) {
            let number = self.number(id)?;
            self.add(self.generate(number));
            self.taken.insert(number);
        }
        self.changed.get_mut(id)
    }

    pub(super) fn add(&mut self, account: Account) {
        self.names
            .insert(account.username.clone(), account.id.clone());
        self.changed.insert(account.id.clone(), account);
    }

    /// Gives an account another name, which must be free.
    pub(super) fn rename(&mut self, id: &str, username: &str) {
        let Some(account) = self.get_mut(id) else {
            return;
        };
        let old = std::mem::replace(&mut account.username, username.to_owned());
        self.names.remove(&old);
        self.names.insert(username.to_owned(), id.to_owned());
    }

    /// Takes an account away for good.
    pub(super) fn remove(&mut self, id: &str) {
        if let Some(number) = self.number(id) {
            self.taken.insert(number);
        }
        if let Some(account) = self.changed.remove(id) {
            self.names.remove(&account.username);
        }
    }

    pub(super) fn by_name(&self, username: &str) -> Option<Cow<'_, Account>> {
        if let Some(id) = self.names.get(username) {
            return self.get(id);
        }
        let number = self.number_of_name(username)?;
        Some(Cow::Owned(self.generate(number)))
    }

    pub(super) fn by_email(&self, email: &str) -> Option<Cow<'_, Account>> {
        let changed = self.changed.values();
        if let Some(found) = changed.into_iter().find(|account| account.email == email) {
            return Some(Cow::Borrowed(found));
        }
        let number = self.number_of_name(email.strip_suffix("@example.test")?)?;
        Some(Cow::Owned(self.generate(number)))
    }

    /// Those that were changed or created: all that can have anything that an account does not begin with.
    pub(super) fn changed(&self) -> impl Iterator<Item = &Account> {
        self.changed.values()
    }

    /// All accounts in the order of their names, without making any.
    pub(super) fn stretches(&self) -> Vec<Stretch<'_, Account>> {
        let mut found = Vec::new();
        let mut next = 0;
        for (name, id) in &self.names {
            let end = self.crowd.first_not(|generated| generated < name.as_str());
            self.untaken(next..end, &mut found);
            found.extend(self.changed.get(id).map(Stretch::Changed));
            next = next.max(end);
        }
        self.untaken(next..self.crowd.size(), &mut found);
        found
    }

    /// What nothing has changed of these numbers.
    fn untaken(&self, numbers: Range<u64>, found: &mut Vec<Stretch<'_, Account>>) {
        let mut next = numbers.start;
        if numbers.is_empty() {
            return;
        }
        let taken = self.taken.range(numbers.clone()).copied();
        for end in taken.chain([numbers.end]) {
            if next < end {
                found.push(Stretch::Generated(next..end));
            }
            next = end + 1;
        }
    }

    /// All accounts in the order of their names.
    pub(super) fn all(&self) -> impl Iterator<Item = Cow<'_, Account>> {
        self.stretches().into_iter().flat_map(|stretch| {
            let (changed, numbers) = match stretch {
                Stretch::Changed(account) => (Some(Cow::Borrowed(account)), 0..0),
                Stretch::Generated(numbers) => (None, numbers),
            };
            let made = numbers.map(|number| Cow::Owned(self.generate(number)));
            changed.into_iter().chain(made)
        })
    }

    /// The account with a number, as it is in the beginning.
    pub(super) fn generate(&self, number: u64) -> Account {
        let person = self.crowd.person(number);
        let name = person.name;
        let email = format!("{name}@example.test");
        Account {
            first_name: person.first.to_owned(),
            last_name: person.last.to_owned(),
            password: Some(name.clone()),
            last_activity_at: person.last_seen.unwrap_or(0),
            ..Account::new(self.id(number), &name, &email, person.created)
        }
    }

    /// The number whose name this is, if the account is as it was.
    fn number_of_name(&self, name: &str) -> Option<u64> {
        let number = self.crowd.number_of(name)?;
        self.is_untaken(number).then_some(number)
    }

    fn is_untaken(&self, number: u64) -> bool {
        number < self.crowd.size() && !self.taken.contains(&number)
    }

    /// The id of a number: its first half can be turned back, the second proves that it was meant.
    fn id(&self, number: u64) -> String {
        let mixed = number.wrapping_mul(FACTOR) ^ self.crowd.seed();
        let first = (0..13).rev().map(|place| {
            let digit = mixed >> (5 * place) & 31;
            char::from(ALPHABET[usize::try_from(digit).unwrap_or_default()])
        });
        let first: String = first.collect();
        first + &letters(&mut Random::of(self.crowd.seed(), "user id", number), 13)
    }

    /// The number whose id this is, if the account is as it was.
    fn number(&self, id: &str) -> Option<u64> {
        let mut mixed = 0_u64;
        for letter in id.bytes().take(13) {
            let digit = ALPHABET.iter().position(|known| *known == letter)?;
            mixed = mixed << 5 | digit as u64;
        }
        let number = (mixed ^ self.crowd.seed()).wrapping_mul(INVERSE);
        (self.is_untaken(number) && self.id(number) == id).then_some(number)
    }
}

/// An odd number, and the one that undoes multiplying by it.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
const INVERSE: u64 = 0xf1de_83e1_9937_733d;

#[cfg(test)]
mod tests {
    use super::*;

    fn accounts(users: u64, seed: u64) -> Accounts {
        let settings = Settings {
            users,
            seed,
            ..Settings::default()
        };
        Accounts::new(&settings)
    }

    #[test]
    fn ids_are_found_again_and_neighbors_are_not() {
        let all = accounts(1000, 7);
        for number in [0, 1, 500, 999] {
            let id = all.id(number);
            assert!(super::super::parameters::is_id(&id), "{id}");
            assert_eq!(all.number(&id), Some(number));
        }
        assert_eq!(all.number(&all.id(1000)), None);
        assert_eq!(all.number(&accounts(1000, 8).id(3)), None);
        assert_eq!(all.number("me"), None);
    }

    #[test]
    fn all_accounts_come_in_the_order_of_their_names() {
        let mut all = accounts(120, 7);
        for name in ["zoe", "user-0405", "user-", "alice", "user-119-x"] {
            all.add(Account::new(name.to_owned(), name, "", 0));
        }
        for number in [0, 119, 50] {
            all.get_mut(&all.id(number)).unwrap().position = "moved".to_owned();
        }
        all.rename(&all.id(7), "bela");
        all.remove(&all.id(9));
        let names: Vec<String> = all.all().map(|account| account.username.clone()).collect();
        let mut sorted = names.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(names, sorted);
        assert_eq!(names.len(), 124);
        assert_eq!(all.by_name("bela").unwrap().id, all.id(7));
        assert!(all.by_name("user-007").is_none() && all.by_name("user-009").is_none());
        assert_eq!(
            all.by_email("user-050@example.test").unwrap().position,
            "moved"
        );
    }
}
