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
mod federation;
mod jobs;
mod keys;
mod parameters;
mod redactions;
mod refusal;
mod registration;
mod registration_tokens;
mod rooms;
mod server_notices;
mod server_version;
mod sessions;
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
use jobs::Jobs;
use refusal::{Answer, Refusal};
use registration::Nonces;
use registration_tokens::RegistrationTokens;
use rooms::Rooms;
use server_notices::Notices;
use sessions::{Caller, Sessions};

/// The name in every identifier.
const SERVER_NAME: &str = "example.test";

/// All that the server knows. Each field is the noun of the file that its type is in.
pub(super) struct World {
    pub(super) settings: Settings,
    pub(super) shared_secret: String,
    pub(super) clock: Clock,
    /// Where ids and tokens come from.
    pub(super) random: Random,
    pub(super) accounts: Accounts,
    pub(super) activity: Activity,
    pub(super) background_updates: BackgroundUpdates,
    pub(super) devices: Devices,
    pub(super) jobs: Jobs,
    pub(super) nonces: Nonces,
    pub(super) notices: Notices,
    pub(super) registration_tokens: RegistrationTokens,
    pub(super) sessions: Sessions,
    pub(super) rooms: Rooms,
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
    jobs::TABLE,
    keys::TABLE,
    redactions::TABLE,
    registration::TABLE,
    registration_tokens::TABLE,
    server_notices::TABLE,
    server_version::TABLE,
    sessions::TABLE,
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
const ROUTES: &[&[Operation]] = &[keys::ROUTES, sessions::ROUTES, user_records::ROUTES];

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
            accounts: Accounts::new(settings, clock),
            activity: Activity::default(),
            background_updates: BackgroundUpdates::default(),
            devices: Devices::default(),
            jobs: Jobs::default(),
            nonces: Nonces::default(),
            notices: Notices::default(),
            registration_tokens: RegistrationTokens::default(),
            sessions: Sessions::default(),
            rooms: Rooms::default(),
        };
        let admin = world.accounts.add_admin();
        let token = credentials.admin_token.expose().to_owned();
        world.sessions.open(token, &admin, Some("SANDBOX"));
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
        let answer = self.admit(*guard, call).and_then(|()| handler(self, call));
        answer.unwrap_or_else(Reply::from)
    }

    fn unrecognized(&self, is_known_path: bool) -> Reply {
        let status = match is_known_path {
            true => StatusCode::METHOD_NOT_ALLOWED,
            false => StatusCode::NOT_FOUND,
        };
        Refusal::unrecognized(status).into()
    }

    fn refuse(&self, reason: &str) -> Reply {
        Refusal::bad("ORG.CHATADM.VIOLATION", reason).into()
    }
}
