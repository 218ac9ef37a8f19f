//! A Mattermost in memory: its state, who may ask for what, and the way from an operation to its handler.
//! Each noun has a file with its part of the state and its rows of the table.

use std::{collections::BTreeMap, sync::LazyLock};

use http::StatusCode;
use serde_json::json;

use super::{
    Credentials, Served, Settings,
    clock::Clock,
    contract::Contract,
    exchange::{Call, Reply},
    random::Random,
    server,
};
use crate::{
    mattermost::{Client, raw},
    operation::Operation,
};

mod refusal;

use refusal::{Answer, Refusal};

/// All that the server knows. Each field is the noun of the file that its type is in.
#[expect(dead_code, reason = "accounts and sessions will ask for them")]
struct World {
    settings: Settings,
    clock: Clock,
    /// Where ids and tokens come from.
    random: Random,
    admin_token: String,
}

/// What carries an operation out.
type Handler = fn(&mut World, &Call) -> Answer;

/// Who may ask.
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
const TABLES: &[&[Row]] = &[OWN];

const OWN: &[Row] = &[
    ("get_user_by_username", Guard::User, get_user_by_username),
    ("logout", Guard::Anybody, logout),
];

static TABLE: LazyLock<BTreeMap<&'static str, (Guard, Handler)>> = LazyLock::new(|| {
    let rows = TABLES.iter().flat_map(|table| table.iter());
    rows.map(|(id, guard, handler)| (*id, (*guard, *handler)))
        .collect()
});

/// Routes outside the document, with which tests bring a state about, of all nouns.
const ROUTES: &[&[Operation]] = &[];

static CONTRACT: LazyLock<Contract> =
    LazyLock::new(|| Contract::new(Client::OPERATIONS, ROUTES, raw::DOCUMENT));

impl Served for Client {
    fn contract() -> &'static Contract {
        &CONTRACT
    }

    fn world(settings: &Settings, credentials: &Credentials) -> Box<dyn server::World> {
        Box::new(World {
            settings: *settings,
            clock: Clock::start(),
            random: Random::new(settings.seed),
            admin_token: credentials.admin_token.expose().to_owned(),
        })
    }
}

impl World {
    fn admit(&self, guard: Guard, call: &Call) -> Result<(), Refusal> {
        match guard {
            Guard::User if call.bearer() != Some(&*self.admin_token) => Err(Refusal::new(
                StatusCode::UNAUTHORIZED,
                "api.context.session_expired.app_error",
                "Invalid or expired session, please login again.",
            )),
            Guard::User | Guard::Anybody => Ok(()),
        }
    }
}

impl server::World for World {
    fn answer(&mut self, call: &Call) -> Reply {
        let Some((guard, handler)) = TABLE.get(call.operation.id) else {
            return server::World::unrecognized(self, false);
        };
        let answer = self.admit(*guard, call).and_then(|()| handler(self, call));
        answer.unwrap_or_else(Reply::from)
    }

    fn unrecognized(&self, _: bool) -> Reply {
        let message = "Sorry, we could not find the page.";
        Refusal::new(StatusCode::NOT_FOUND, "api.context.404.app_error", message).into()
    }

    fn refuse(&self, reason: &str) -> Reply {
        Refusal::new(StatusCode::BAD_REQUEST, "chatadm.violation", reason).into()
    }
}

fn logout(_: &mut World, _: &Call) -> Answer {
    Ok(json!({"status": "OK"}).into())
}

fn get_user_by_username(_: &mut World, _: &Call) -> Answer {
    let message = "Unable to find an existing account matching your username for this team.";
    let id = "app.user.get_by_username.app_error";
    Err(Refusal::new(StatusCode::NOT_FOUND, id, message))
}
