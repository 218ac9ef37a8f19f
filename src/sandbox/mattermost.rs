//! A Mattermost in memory: its state, who may ask for what, and the way from an operation to its handler.
//! Each noun has a file with its part of the state and its rows of the table.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::json;

use super::{
    Credentials, Sandbox, SandboxBuilder, Served, Settings,
    clock::Clock,
    contract::Contract,
    exchange::{Call, Reply},
    random::Random,
    server,
};
use crate::{
    Retry,
    mattermost::{Client, raw},
    operation::Operation,
};

mod access_tokens;
mod accounts;
mod activity;
mod auth_services;
mod bots;
mod channels;
mod configuration;
mod drafts;
mod images;
mod login;
mod mfa;
mod parameters;
mod passwords;
mod picture;
mod profile;
mod rate_limit;
mod refusal;
mod rights;
mod sessions;
mod teams;
mod terms;
mod user_filter;
mod user_list;
mod user_search;
mod users;
mod view;

use access_tokens::AccessTokens;
use accounts::{Account, Accounts};
use activity::{Audit, Upload};
use channels::Channels;
use configuration::Configuration;
use drafts::Drafts;
use passwords::Mail;
use rate_limit::RateLimit;
use refusal::{Answer, Refusal};
use sessions::Sessions;
use teams::Teams;

/// The version that the server says it is: the one that was recorded. What came later is there as well.
const VERSION: &str = "5.37.0";

/// All that the server knows. Each field is the noun of the file that its type is in.
struct World {
    settings: Settings,
    clock: Clock,
    /// Where ids and tokens come from.
    random: Random,
    access_tokens: AccessTokens,
    accounts: Accounts,
    audits: Vec<Audit>,
    channels: Channels,
    configuration: Configuration,
    drafts: Drafts,
    /// The ids of accounts that were deleted for good.
    gone: BTreeSet<String>,
    mails: Vec<Mail>,
    rate_limit: RateLimit,
    sessions: Sessions,
    teams: Teams,
    /// The ids of terms of service.
    terms: Vec<String>,
    uploads: Vec<Upload>,
}

/// What carries an operation out.
type Handler = fn(&mut World, &Call) -> Answer;

/// Who may ask. What else somebody needs is looked at by the handlers, in the order of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    /// Anybody; a token is not looked at.
    Anybody,
    /// Whoever has a session.
    User,
}

/// An operation, who may ask for it, and what carries it out.
type Row = (&'static str, Guard, Handler);

/// The rows of all nouns.
const TABLES: &[&[Row]] = &[
    access_tokens::TABLE,
    activity::TABLE,
    auth_services::TABLE,
    bots::TABLE,
    channels::TABLE,
    configuration::TABLE,
    drafts::TABLE,
    images::TABLE,
    login::TABLE,
    mfa::TABLE,
    passwords::TABLE,
    sessions::TABLE,
    teams::TABLE,
    terms::TABLE,
    user_list::TABLE,
    user_search::TABLE,
    users::TABLE,
];

static TABLE: LazyLock<BTreeMap<&'static str, (Guard, Handler)>> = LazyLock::new(|| {
    let rows = TABLES.iter().flat_map(|table| table.iter());
    rows.map(|(id, guard, handler)| (*id, (*guard, *handler)))
        .collect()
});

/// Routes outside the document, with which tests bring a state about, of all nouns.
const ROUTES: &[&[Operation]] = &[
    activity::ROUTES,
    bots::ROUTES,
    channels::ROUTES,
    configuration::ROUTES,
    passwords::ROUTES,
    teams::ROUTES,
    terms::ROUTES,
];

static CONTRACT: LazyLock<Contract> =
    LazyLock::new(|| Contract::new(Client::OPERATIONS, ROUTES, raw::DOCUMENT));

impl Sandbox<Client> {
    /// A Mattermost server: a Team Edition without a license that says it is 5.37, and has what came later
    /// as well.
    ///
    /// The administrator is `admin`, the accounts of [`users`](SandboxBuilder::users) are `user-0` and so
    /// on, the number with as many digits as the last one has, with addresses at `example.test`. The
    /// password of each is its name. [Rooms](SandboxBuilder::rooms) are channels of a team of the
    /// administrator.
    ///
    /// Beside the documented operations there are those with which tests make teams, channels, bots, terms
    /// of service and uploads, and change settings (`PUT /api/v4/config/patch`), one of which, named
    /// `SandboxSettings.EnableNewerOperations`, takes away what 5.37 did not have. Mails are not sent:
    /// `GET /sandbox/mails` lists them, the oldest first, each with `purpose` (`password` or `address`),
    /// `email`, and the `token` that it would have brought.
    pub fn mattermost() -> SandboxBuilder<Client> {
        SandboxBuilder::new()
    }
}

impl Served for Client {
    fn contract() -> &'static Contract {
        &CONTRACT
    }

    fn world(settings: &Settings, credentials: &Credentials) -> Box<dyn server::World> {
        Box::new(World::new(settings, credentials))
    }
}

impl World {
    fn new(settings: &Settings, credentials: &Credentials) -> Self {
        let clock = Clock::start();
        let mut world = Self {
            settings: *settings,
            clock,
            random: Random::new(settings.seed),
            access_tokens: AccessTokens::default(),
            accounts: Accounts::new(settings),
            audits: Vec::new(),
            channels: Channels::default(),
            configuration: Configuration::default(),
            drafts: Drafts::default(),
            gone: BTreeSet::new(),
            mails: Vec::new(),
            rate_limit: RateLimit::default(),
            sessions: Sessions::default(),
            teams: Teams::default(),
            terms: Vec::new(),
            uploads: Vec::new(),
        };
        let admin = world.add_admin();
        let session = Sessions::of_login(&mut world.random, &admin, clock);
        let token = credentials.admin_token.expose().to_owned();
        world.sessions.open(token, session);
        world.furnish(&admin);
        world
    }

    /// Adds the first administrator, and gives its id.
    fn add_admin(&mut self) -> String {
        let id = parameters::new_id(&mut self.random);
        let made = self.accounts.oldest();
        let account = Account {
            password: Some("admin".to_owned()),
            roles: "system_admin system_user".to_owned(),
            ..Account::new(id.clone(), "admin", "admin@example.test", made)
        };
        self.accounts.add(account);
        id
    }

    /// Makes the channels that the sandbox begins with, in a team of the administrator.
    fn furnish(&mut self, admin: &str) {
        if self.settings.rooms == 0 {
            return;
        }
        let team = self.add_team("sandbox", "Sandbox", "O", admin);
        for number in 0..self.settings.rooms {
            let (name, display_name) = (format!("room-{number}"), format!("Room {number}"));
            self.add_channel(&team.id, "O", (&name, &display_name), admin);
        }
    }

    /// Carries an operation out for somebody, and writes down what was done.
    fn carry_out(&mut self, call: &Call) -> Answer {
        let id = call.operation.id;
        let known = TABLE.get(id).filter(|_| self.configuration.has(id));
        let (guard, handler) = known.ok_or_else(Refusal::route)?;
        if *guard == Guard::Anybody {
            return handler(self, call);
        }
        let caller = self.caller(call)?;
        let reply = handler(self, call)?;
        if call.operation.retry != Retry::Safe {
            self.audit(call, &caller.user, &caller.session, "");
        }
        Ok(reply)
    }
}

impl server::World for World {
    fn answer(&mut self, call: &Call) -> Reply {
        let limits = match self.limit(call) {
            Ok(headers) => headers,
            Err(refusal) => return *refusal,
        };
        let request_id = parameters::new_id(&mut self.random);
        let (mut reply, is_known) = match self.carry_out(call) {
            Ok(reply) => (reply, true),
            Err(refusal) => (refusal.reply(&request_id), refusal.is_known()),
        };
        reply.headers.extend(limits);
        if is_known {
            let mut add = |name: &'static str, value: &str| {
                if let Ok(value) = HeaderValue::from_str(value) {
                    let name = HeaderName::from_static(name);
                    reply.headers.insert(name, value);
                }
            };
            add("x-request-id", &request_id);
            add("x-version-id", &format!("{VERSION}..sandbox.false"));
            if call.operation.method == "GET" {
                add(header::EXPIRES.as_str(), "0");
            }
        }
        reply
    }

    fn unrecognized(&self, _: bool) -> Reply {
        Refusal::route().reply("")
    }

    fn refuse(&self, reason: &str) -> Reply {
        // Every such answer is alike, so it needs no number of its own.
        let request_id = "violation".repeat(3)[..26].to_owned();
        Refusal::new(StatusCode::BAD_REQUEST, "chatadm.violation", reason).reply(&request_id)
    }
}

/// The answer of what has nothing to say but that it was done.
fn status_ok() -> Reply {
    json!({"status": "OK"}).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_one_handler_and_no_handler_is_of_nothing() {
        let documented = Client::OPERATIONS.iter();
        let others = ROUTES.iter().copied().flatten();
        let known: BTreeSet<&str> = documented.chain(others).map(|known| known.id).collect();
        let handled: BTreeSet<&str> = TABLE.keys().copied().collect();
        assert_eq!(known, handled);
        let rows: usize = TABLES.iter().map(|table| table.len()).sum();
        assert_eq!(rows, handled.len(), "an operation has two rows");
    }
}
