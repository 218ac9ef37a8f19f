//! Lists of accounts, page by page, and the search of the oldest version.

use std::{borrow::Cow, cmp::Ordering};

use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    accounts::{Account, Accounts},
    parameters::{Window, boolean, choice, is_backwards, local_user, required_text, text},
    refusal::Answer,
};
use crate::sandbox::{crowd::Stretch, exchange::Call};

pub(super) const TABLE: &[Row] = &[
    ("list_users_v2", Guard::Admin, list_users_v2),
    ("list_users_v3", Guard::Admin, list_users_v3),
    ("search_users", Guard::Admin, search_users),
];

const ORDERS: [&str; 11] = [
    "name",
    "displayname",
    "is_guest",
    "admin",
    "deactivated",
    "user_type",
    "avatar_url",
    "shadow_banned",
    "creation_ts",
    "last_seen_ts",
    "locked",
];

fn list_users_v2(world: &mut World, call: &Call) -> Answer {
    // Without a word, or with `false`, deactivated accounts are left out.
    let deactivated = match boolean(call, "deactivated")? {
        Some(true) => None,
        _ => Some(false),
    };
    list(&world.accounts, call, deactivated)
}

fn list_users_v3(world: &mut World, call: &Call) -> Answer {
    let deactivated = boolean(call, "deactivated")?;
    list(&world.accounts, call, deactivated)
}

fn list(accounts: &Accounts, call: &Call, deactivated: Option<bool>) -> Answer {
    let window = Window::of(call)?;
    let filter = Filter::of(call, deactivated)?;
    let order = choice(call, "order_by", &ORDERS)?.unwrap_or("name");
    let is_backwards = is_backwards(call)?.unwrap_or(false);
    let (page, total) = if order == "name" && filter.text == Text::Any {
        by_name(accounts, &filter, window, is_backwards)
    } else {
        sorted(accounts, &filter, window, order, is_backwards)
    };
    let mut body = json!({"users": page, "total": total});
    let shown = body["users"].as_array().map_or(0, Vec::len);
    if let Some(next) = window.next(shown, total) {
        body["next_token"] = next.to_string().into();
    }
    Ok(body.into())
}

/// Which accounts a list has.
#[derive(Debug)]
struct Filter {
    text: Text,
    guests: bool,
    admins: Option<bool>,
    deactivated: Option<bool>,
    locked: bool,
    /// Types that are left out; that without one is empty.
    not_types: Vec<String>,
}

/// What an id or a name has to contain.
#[derive(Debug, PartialEq, Eq)]
enum Text {
    Any,
    /// The local part or the displayed name, whatever the case.
    Name(String),
    /// The whole id.
    Id(String),
}

impl Filter {
    fn of(call: &Call, deactivated: Option<bool>) -> Result<Self, super::Refusal> {
        let id = text(call, "user_id")?;
        let text = match (call.query("name"), id) {
            (Some(name), _) if !name.is_empty() => Text::Name(name.to_lowercase()),
            (_, Some(id)) if !id.is_empty() => Text::Id(id.to_lowercase()),
            _ => Text::Any,
        };
        // Only means something where accounts have to be approved.
        boolean(call, "approved")?;
        Ok(Self {
            text,
            guests: boolean(call, "guests")?.unwrap_or(true),
            admins: boolean(call, "admins")?,
            deactivated,
            locked: boolean(call, "locked")?.unwrap_or(false),
            not_types: call.query_all("not_user_type").map(str::to_owned).collect(),
        })
    }

    fn accepts(&self, account: &Account) -> bool {
        let is_excluded = |kind: &str| self.not_types.iter().any(|excluded| excluded == kind);
        (self.guests || !account.is_guest)
            && self.admins.is_none_or(|admins| admins == account.is_admin)
            && self
                .deactivated
                .is_none_or(|deactivated| deactivated == account.is_deactivated)
            && (self.locked || !account.is_locked)
            && !is_excluded(account.user_type.as_deref().unwrap_or_default())
            && self.text.is_in(account)
    }
}

impl Text {
    fn is_in(&self, account: &Account) -> bool {
        match self {
            Self::Any => true,
            Self::Id(wanted) => is_like(&account.name, wanted),
            Self::Name(wanted) => {
                let displayed = account.displayname.as_deref().unwrap_or_default();
                is_like(account.localpart(), wanted) || is_like(displayed, wanted)
            }
        }
    }
}

/// Whether a text contains another, in which `_` stands for a character and `%` for any number of them.
pub(super) fn is_like(text: &str, wanted: &str) -> bool {
    fn fits(text: &[char], pattern: &[char]) -> bool {
        match pattern {
            // What comes after is not asked for.
            [] => true,
            ['%', rest @ ..] => (0..=text.len()).any(|start| fits(&text[start..], rest)),
            ['_', rest @ ..] => !text.is_empty() && fits(&text[1..], rest),
            [first, rest @ ..] => text.first() == Some(first) && fits(&text[1..], rest),
        }
    }
    // NB: the server's database makes letters outside ASCII no smaller, the server itself does.
    let text: Vec<char> = text.to_ascii_lowercase().chars().collect();
    let wanted: Vec<char> = wanted.chars().collect();
    (0..=text.len()).any(|start| fits(&text[start..], &wanted))
}

/// A page in the order of ids, for which only its own accounts are made.
fn by_name(
    accounts: &Accounts,
    filter: &Filter,
    window: Window,
    is_backwards: bool,
) -> (Vec<Value>, usize) {
    // All that a sandbox begins with are alike to a filter that asks for no text.
    let are_generated_wanted = filter.accepts(&accounts.generate(0));
    let mut stretches = accounts.stretches();
    stretches.retain(|stretch| match stretch {
        Stretch::Generated(_) => are_generated_wanted,
        Stretch::Changed(account) => filter.accepts(account),
    });
    if is_backwards {
        stretches.reverse();
    }
    let total = stretches.iter().map(Stretch::len).sum();
    let (mut skip, mut page) = (window.from, Vec::new());
    for stretch in stretches {
        if page.len() >= window.limit {
            break;
        }
        let length = stretch.len();
        if skip >= length {
            skip -= length;
            continue;
        }
        match stretch {
            Stretch::Changed(account) => page.push(account.item()),
            Stretch::Generated(numbers) => {
                let room = window.limit - page.len();
                let make = |number| accounts.generate(number).item();
                if is_backwards {
                    page.extend(numbers.rev().skip(skip).take(room).map(make));
                } else {
                    page.extend(numbers.skip(skip).take(room).map(make));
                }
            }
        }
        skip = 0;
    }
    (page, total)
}

/// A page in any order, for which all accounts are made.
fn sorted(
    accounts: &Accounts,
    filter: &Filter,
    window: Window,
    order: &str,
    is_backwards: bool,
) -> (Vec<Value>, usize) {
    let mut found: Vec<Cow<'_, Account>> = Vec::new();
    for stretch in accounts.stretches() {
        match stretch {
            Stretch::Changed(account) => found.push(Cow::Borrowed(account)),
            Stretch::Generated(numbers) => {
                found.extend(numbers.map(|number| Cow::Owned(accounts.generate(number))));
            }
        }
    }
    found.retain(|account| filter.accepts(account));
    // The accounts come in the order of their ids, and sorting keeps that among equals.
    found.sort_by(|left, right| {
        let order = compare(left, right, order);
        if is_backwards { order.reverse() } else { order }
    });
    let total = found.len();
    let page = window.cut(found).into_iter().map(|account| account.item());
    (page.collect(), total)
}

/// What has no value comes first, as on SQLite.
fn compare(left: &Account, right: &Account, order: &str) -> Ordering {
    fn by<T: Ord>(left: &Account, right: &Account, key: impl Fn(&Account) -> T) -> Ordering {
        key(left).cmp(&key(right))
    }
    match order {
        "displayname" => left.displayname.cmp(&right.displayname),
        "is_guest" => by(left, right, |account| account.is_guest),
        "admin" => by(left, right, |account| account.is_admin),
        "deactivated" => by(left, right, |account| account.is_deactivated),
        "user_type" => left.user_type.cmp(&right.user_type),
        "avatar_url" => left.avatar_url.cmp(&right.avatar_url),
        "shadow_banned" => by(left, right, |account| account.is_shadow_banned),
        "creation_ts" => by(left, right, |account| account.created),
        "last_seen_ts" => by(left, right, |account| account.last_seen),
        "locked" => by(left, right, |account| account.is_locked),
        _ => left.name.cmp(&right.name),
    }
}

fn search_users(world: &mut World, call: &Call) -> Answer {
    local_user(call, "Can only users a local user")?;
    let wanted = required_text(call, "term")?.to_lowercase();
    let filter = Text::Id(wanted);
    let found = world.accounts.stretches().into_iter().flat_map(|stretch| {
        let accounts: Vec<Account> = match stretch {
            Stretch::Changed(account) => vec![account.clone()],
            Stretch::Generated(numbers) => numbers
                .map(|number| world.accounts.generate(number))
                .collect(),
        };
        accounts
    });
    let found = found.filter(|account| filter.is_in(account));
    let items = found.map(|account| {
        json!({
            "name": account.name,
            // No password has one, because none is kept as a hash.
            "password_hash": account.password.map(|_| "$2b$12$sandbox"),
            "is_guest": account.is_guest,
            "admin": account.is_admin,
            "user_type": account.user_type,
        })
    });
    Ok(items.collect::<Value>().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::{Sandbox, synapse::accounts::local_id};

    fn filter(admins: Option<bool>, not_types: &[&str]) -> Filter {
        Filter {
            text: Text::Any,
            guests: true,
            admins,
            deactivated: Some(false),
            locked: false,
            not_types: not_types.iter().map(|&kind| kind.to_owned()).collect(),
        }
    }

    /// Some accounts that a sandbox begins with, some of them changed, and some that are new.
    fn accounts() -> Accounts {
        let mut accounts = Accounts::new(&Sandbox::synapse().users(57).settings);
        accounts.add_admin();
        for localpart in ["user-30-x", "zoe", "alice"] {
            accounts.add(Account {
                name: local_id(localpart),
                ..Account::default()
            });
        }
        accounts.get_mut("@user-07:example.test").unwrap().is_locked = true;
        accounts.get_mut("@user-31:example.test").unwrap().is_admin = true;
        accounts.get_mut("@user-56:example.test").unwrap().user_type = Some("bot".to_owned());
        accounts
    }

    #[test]
    fn a_page_by_name_is_that_of_the_whole_list() {
        let accounts = accounts();
        for filter in [
            filter(None, &[]),
            filter(Some(true), &[]),
            filter(Some(false), &["bot"]),
            filter(None, &[""]),
        ] {
            for (from, limit) in [
                (0, 100),
                (0, 0),
                (3, 7),
                (28, 9),
                (55, 10),
                (60, 10),
                (99, 1),
            ] {
                for is_backwards in [false, true] {
                    let window = Window { from, limit };
                    assert_eq!(
                        by_name(&accounts, &filter, window, is_backwards),
                        sorted(&accounts, &filter, window, "name", is_backwards),
                        "{filter:?} {window:?} {is_backwards}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_page_makes_its_own_accounts_only() {
        let accounts = Accounts::new(&Sandbox::synapse().users(u64::MAX / 1024).settings);
        let window = Window {
            from: 1 << 40,
            limit: 3,
        };
        let (page, total) = by_name(&accounts, &filter(None, &[]), window, true);
        assert_eq!((page.len(), total), (3, (1 << 54) - 1));
    }

    #[test]
    fn wildcards_stand_for_letters() {
        for (wanted, fits) in [
            ("lic", true),
            ("a_ice", true),
            ("a%e", true),
            ("a__ice", false),
            ("e_", false),
            ("", true),
        ] {
            assert_eq!(is_like("xAlice", wanted), fits, "{wanted}");
        }
    }
}
