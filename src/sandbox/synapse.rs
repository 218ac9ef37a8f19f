//! A Synapse in memory: its state, who may ask for what, and the way from an operation to its handler.
//! Each noun has a file with its part of the state and its rows of the table.

use std::{collections::BTreeMap, sync::LazyLock};

use http::{StatusCode, header};

use super::{
    Credentials, Served, Settings,
    clock::Clock,
    contract::Contract,
    exchange::{Call, Reply},
    random::Random,
    server,
};
use crate::{
    operation::Operation,
    synapse::{Client, raw},
};

mod account_validity;
mod accounts;
mod activity;
mod background_updates;
mod client_server;
mod devices;
mod event;
mod federation;
mod history;
mod jobs;
mod keys;
mod media;
mod media_admin;
mod media_quarantine;
mod parameters;
mod redactions;
mod refusal;
mod registration;
mod registration_tokens;
mod reports;
mod room_actions;
mod room_creation;
mod room_deletion;
mod room_details;
mod room_events;
mod room_list;
mod room_rules;
mod rooms;
mod self_registration;
mod server_notices;
mod server_version;
mod sessions;
mod spaces;
mod statistics;
mod timeline;
mod user_changes;
mod user_limits;
mod user_list;
mod user_records;
mod user_states;
mod users;

use accounts::Accounts;
use activity::Activity;
use background_updates::BackgroundUpdates;
use devices::Devices;
use federation::Federation;
use jobs::Jobs;
use media::Media;
use refusal::{Answer, Refusal};
use registration::Nonces;
use registration_tokens::RegistrationTokens;
use reports::Reports;
use rooms::Rooms;
use self_registration::Registrations;
use server_notices::Notices;
use sessions::{Caller, Sessions};

/// The name in every identifier.
const SERVER_NAME: &str = "example.test";

/// All that the server knows. Each field is the noun of the file that its type is in.
struct World {
    settings: Settings,
    shared_secret: String,
    clock: Clock,
    /// Where ids and tokens come from.
    random: Random,
    accounts: Accounts,
    activity: Activity,
    background_updates: BackgroundUpdates,
    devices: Devices,
    federation: Federation,
    jobs: Jobs,
    media: Media,
    nonces: Nonces,
    notices: Notices,
    registrations: Registrations,
    registration_tokens: RegistrationTokens,
    sessions: Sessions,
    reports: Reports,
    rooms: Rooms,
}

/// What carries an operation out.
type Handler = fn(&mut World, &Call) -> Answer;

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    /// Anybody; a token is not looked at.
    Anybody,
    /// Whoever has a token of an account, a guest too.
    Guest,
    /// Whoever has a token of an account that is no guest.
    User,
    /// An administrator.
    Admin,
}

/// An operation, who may ask for it, and what carries it out.
type Row = (&'static str, Guard, Handler);

/// The rows of all nouns.
const TABLES: &[&[Row]] = &[
    account_validity::TABLE,
    background_updates::TABLE,
    client_server::TABLE,
    devices::TABLE,
    federation::TABLE,
    history::TABLE,
    jobs::TABLE,
    keys::TABLE,
    media::TABLE,
    media_admin::TABLE,
    media_quarantine::TABLE,
    redactions::TABLE,
    registration::TABLE,
    registration_tokens::TABLE,
    reports::TABLE,
    room_actions::TABLE,
    room_creation::TABLE,
    room_deletion::TABLE,
    room_details::TABLE,
    room_events::TABLE,
    room_list::TABLE,
    self_registration::TABLE,
    server_notices::TABLE,
    server_version::TABLE,
    sessions::TABLE,
    spaces::TABLE,
    statistics::TABLE,
    timeline::TABLE,
    user_changes::TABLE,
    user_limits::TABLE,
    user_list::TABLE,
    user_records::TABLE,
    user_states::TABLE,
    users::TABLE,
];

static TABLE: LazyLock<BTreeMap<&'static str, (Guard, Handler)>> = LazyLock::new(|| {
    let rows = TABLES.iter().flat_map(|table| table.iter());
    rows.map(|(id, guard, handler)| (*id, (*guard, *handler)))
        .collect()
});

/// Routes outside the document, with which tests bring a state about, of all nouns.
const ROUTES: &[&[Operation]] = &[
    keys::ROUTES,
    media::ROUTES,
    reports::ROUTES,
    room_actions::ROUTES,
    room_creation::ROUTES,
    room_events::ROUTES,
    self_registration::ROUTES,
    sessions::ROUTES,
    timeline::ROUTES,
    user_records::ROUTES,
];

static CONTRACT: LazyLock<Contract> =
    LazyLock::new(|| Contract::new(Client::OPERATIONS, ROUTES, raw::DOCUMENT).takes_empty());

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
            shared_secret: credentials.shared_secret.expose().to_owned(),
            clock,
            random: Random::new(settings.seed),
            accounts: Accounts::new(settings),
            activity: Activity::default(),
            background_updates: BackgroundUpdates::default(),
            devices: Devices::default(),
            federation: Federation::new(settings),
            jobs: Jobs::default(),
            media: Media::default(),
            nonces: Nonces::default(),
            notices: Notices::default(),
            registrations: Registrations::default(),
            registration_tokens: RegistrationTokens::default(),
            sessions: Sessions::default(),
            reports: Reports::default(),
            rooms: Rooms::new(settings, clock),
        };
        let admin = world.accounts.add_admin();
        let token = credentials.admin_token.expose().to_owned();
        world.sessions.open(token, &admin, Some("SANDBOX"));
        world.furnish_rooms(&admin);
        world
    }

    /// Who asks, as the token says.
    ///
    /// A handler that is guarded by more than [`Guard::Anybody`] can count on there being somebody.
    fn caller(&mut self, call: &Call) -> Result<Caller, Refusal> {
        let token = call.bearer().or_else(|| call.query("access_token"));
        let token = token.ok_or_else(Refusal::missing_token)?;
        let caller = self.sessions.caller(token, &self.accounts, self.clock)?;
        let program = call.header(header::USER_AGENT).unwrap_or_default();
        self.see(&caller, token, program);
        Ok(caller)
    }

    /// Whether whoever asks may.
    fn admit(&mut self, guard: Guard, call: &Call) -> Result<(), Refusal> {
        if guard == Guard::Anybody {
            return Ok(());
        }
        let caller = self.caller(call)?;
        if caller.is_guest && guard != Guard::Guest {
            let message = "Guest access not allowed";
            let code = "M_GUEST_ACCESS_FORBIDDEN";
            return Err(Refusal::new(StatusCode::FORBIDDEN, code, message));
        }
        if guard == Guard::Admin && !caller.is_admin {
            return Err(Refusal::forbidden("You are not a server admin"));
        }
        Ok(())
    }
}

impl server::World for World {
    fn answer(&mut self, call: &Call) -> Reply {
        let Some((guard, handler)) = TABLE.get(call.operation.id) else {
            return Refusal::unrecognized(StatusCode::NOT_FOUND).into();
        };
        self.write_down();
        let answer = self.admit(*guard, call).and_then(|()| handler(self, call));
        answer.unwrap_or_else(Reply::from)
    }

    fn unrecognized(&self, is_known_path: bool) -> Reply {
        let status = if is_known_path {
            StatusCode::METHOD_NOT_ALLOWED
        } else {
            StatusCode::NOT_FOUND
        };
        Refusal::unrecognized(status).into()
    }

    fn refuse(&self, reason: &str) -> Reply {
        Refusal::bad("ORG.CHATADM.VIOLATION", reason).into()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_operation_has_one_handler_and_every_handler_an_operation() {
        let documented = Client::OPERATIONS.iter();
        let operations = documented.chain(ROUTES.iter().copied().flatten());
        let operations: BTreeSet<&str> = operations.map(|operation| operation.id).collect();
        let rows = TABLES.iter().flat_map(|table| table.iter());
        let rows: Vec<&str> = rows.map(|(id, _, _)| *id).collect();
        assert_eq!(rows.len(), TABLE.len(), "an operation has two rows");
        assert_eq!(operations, rows.into_iter().collect());
    }

    #[test]
    fn who_may_ask_is_what_the_document_says() {
        // Whoever holds a token may end it, even one that is good for nothing else. The token of a route
        // that only takes other methods is not looked at.
        const LOOKED_AT_LATER: [&str; 4] = [
            "logout",
            "delete_registration_token",
            "get_registration_token",
            "update_registration_token",
        ];
        for operation in Client::OPERATIONS {
            let (guard, _) = TABLE[operation.id];
            let is_guarded = guard != Guard::Anybody || LOOKED_AT_LATER.contains(&operation.id);
            assert_eq!(is_guarded, operation.authenticated, "{}", operation.id);
        }
    }
}
