//! Sessions: who asks, and the list of them. How one is opened is the business of logins.

use std::collections::BTreeMap;

use http::{HeaderValue, header};
use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    parameters::{new_id, string, strings},
    refusal::{Answer, Refusal},
    rights::Right,
    status_ok,
};
use crate::sandbox::{
    clock::Clock,
    exchange::{Call, Reply},
    random::Random,
};

pub(super) const TABLE: &[Row] = &[
    ("get_sessions", Guard::User, get_sessions),
    ("revoke_session", Guard::User, revoke_session),
    ("revoke_all_sessions", Guard::User, revoke_all_sessions),
    (
        "revoke_sessions_from_all_users",
        Guard::User,
        revoke_sessions_from_all_users,
    ),
    (
        "attach_device_extra_props",
        Guard::User,
        attach_device_extra_props,
    ),
    (
        "get_session_attributes_manifest",
        Guard::User,
        get_session_attributes_manifest,
    ),
];

/// For how long a session is good that nobody ends.
const LIFETIME: i64 = 180 * 24 * 60 * 60 * 1000;

/// One session.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) user: String,
    pub(super) create_at: i64,
    /// 0 for never.
    pub(super) expires_at: i64,
    pub(super) device_id: String,
    pub(super) csrf: String,
    /// The access token that opened it.
    pub(super) access_token: Option<String>,
    /// What is known of the device beyond its id.
    pub(super) extra: BTreeMap<String, String>,
    /// Which one it is, in the order in which they were opened.
    pub(super) number: u64,
}

/// Who asks.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) user: String,
    /// The id of the session.
    pub(super) session: String,
    pub(super) token: String,
    /// The roles of the account.
    pub(super) roles: String,
}

/// All sessions, by their tokens.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    open: BTreeMap<String, Session>,
    opened: u64,
}

/// Where a token was found in a request.
enum Place {
    Header,
    Cookie,
}

impl Sessions {
    /// Opens a session with a token.
    pub(super) fn open(&mut self, token: String, session: Session) {
        self.opened += 1;
        let number = self.opened;
        self.open.insert(token, Session { number, ..session });
    }

    /// A session that a password opens.
    pub(super) fn of_login(random: &mut Random, user: &str, clock: Clock) -> Session {
        Session {
            id: new_id(random),
            user: user.to_owned(),
            create_at: clock.now(),
            expires_at: clock.now() + LIFETIME,
            csrf: new_id(random),
            ..Session::default()
        }
    }

    fn get(&self, token: &str, clock: Clock) -> Option<&Session> {
        let session = self.open.get(token)?;
        let is_over = session.expires_at != 0 && session.expires_at <= clock.now();
        (!is_over).then_some(session)
    }

    /// The sessions of a user, the newest first.
    fn of(&self, user: &str) -> Vec<&Session> {
        let sessions = self.open.values();
        let mut found: Vec<&Session> = sessions.filter(|session| session.user == user).collect();
        found.sort_by_key(|session| std::cmp::Reverse(session.number));
        found
    }

    /// Ends those that the condition is true of.
    pub(super) fn end(&mut self, is_meant: impl Fn(&Session) -> bool) {
        self.open.retain(|_, session| !is_meant(session));
    }

    /// Ends all sessions of a user.
    pub(super) fn end_all_of(&mut self, user: &str) {
        self.end(|session| session.user == user);
    }
}

impl World {
    /// Who asks, as the token says. Behind [`Guard::User`] there is somebody.
    pub(super) fn caller(&mut self, call: &Call) -> Result<Caller, Refusal> {
        let refused = Refusal::session_expired();
        let Some((token, place)) = token(call) else {
            return Err(refused);
        };
        if self.sessions.get(&token, self.clock).is_none() {
            self.use_access_token(&token);
        }
        let Some(session) = self.sessions.get(&token, self.clock) else {
            let cookie = super::refusal::NO_COOKIE;
            return Err(refused.header(header::SET_COOKIE, cookie));
        };
        // A page of somebody else can make a browser send its cookies, but not these headers.
        let is_from_page = call.header("x-requested-with") == Some("XMLHttpRequest")
            || call.header("x-csrf-token") == Some(&session.csrf);
        if matches!(place, Place::Cookie) && call.operation.method != "GET" && !is_from_page {
            return Err(refused);
        }
        let account = self.accounts.get(&session.user).ok_or(refused)?;
        Ok(Caller {
            user: session.user.clone(),
            session: session.id.clone(),
            roles: account.roles.clone(),
            token,
        })
    }
}

/// The token of a request.
fn token(call: &Call) -> Option<(String, Place)> {
    if let Some(header) = call.header(header::AUTHORIZATION) {
        let (scheme, token) = header.split_once(' ')?;
        let is_known = ["bearer", "token"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known));
        return is_known.then(|| (token.trim().to_owned(), Place::Header));
    }
    let cookies = call.header(header::COOKIE).unwrap_or_default().split(';');
    let mut cookies = cookies.filter_map(|cookie| cookie.trim().split_once('='));
    if let Some((_, token)) = cookies.find(|(name, _)| *name == "MMAUTHTOKEN") {
        return Some((token.to_owned(), Place::Cookie));
    }
    let token = call.query("access_token")?;
    Some((token.to_owned(), Place::Header))
}

fn get_sessions(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    caller.need_user(&user)?;
    let roles = world
        .accounts
        .get(&user)
        .map(|account| account.roles.clone());
    let teams = world.teams.memberships(&user);
    let sessions = world.sessions.of(&user);
    let shown = sessions.into_iter().map(|session| {
        let mut props = json!({
            "browser": "Unknown/0.0",
            "csrf": session.csrf,
            "isMobile": "false",
            "isOAuthUser": "false",
            "isSaml": "false",
            "is_guest": "false",
            "os": "",
            "platform": "Windows",
        });
        if let Some(id) = &session.access_token {
            props =
                json!({"type": "UserAccessToken", "user_access_token_id": id, "is_guest": "false"});
        }
        for (name, value) in &session.extra {
            props[name] = value.as_str().into();
        }
        json!({
            "id": session.id,
            "token": "",
            "create_at": session.create_at,
            "expires_at": session.expires_at,
            "last_activity_at": session.create_at,
            "user_id": session.user,
            "device_id": session.device_id,
            "roles": roles,
            "is_oauth": false,
            "expired_notify": false,
            "props": props,
            "team_members": teams,
            "local": false,
        })
    });
    Ok(shown.collect::<Value>().into())
}

fn revoke_session(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    caller.need_user(&user)?;
    let body = strings(call);
    let id = string(&body, "session_id")?;
    let mut sessions = world.sessions.open.values();
    let session = sessions.find(|session| session.id == id).ok_or_else(|| {
        let message = "We encountered an error finding the session.";
        Refusal::bad("app.session.get.app_error", message)
    })?;
    if session.user != user {
        return Err(Refusal::url("user_id"));
    }
    world.sessions.end(|session| session.id == id);
    Ok(status_ok())
}

fn revoke_all_sessions(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    caller.need_user(&user)?;
    world.sessions.end_all_of(&user);
    Ok(status_ok())
}

fn revoke_sessions_from_all_users(world: &mut World, call: &Call) -> Answer {
    world.caller(call)?.need(Right::ManageSystem)?;
    world.sessions.end(|_| true);
    Ok(status_ok())
}

fn attach_device_extra_props(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let body = strings(call);
    let device = string(&body, "device_id")?;
    world.sessions.end(|session| {
        session.user == caller.user && session.device_id == device && session.id != caller.session
    });
    let Some(session) = world.sessions.open.get_mut(&caller.token) else {
        return Err(Refusal::session_expired());
    };
    device.clone_into(&mut session.device_id);
    for name in ["device_notification_disabled", "mobile_version"] {
        if let Some(value) = body.get(name) {
            session.extra.insert(name.to_owned(), value.clone());
        }
    }
    let mut reply = status_ok();
    set_cookies(&mut reply, [("MMAUTHTOKEN", &*caller.token)]);
    Ok(reply)
}

/// Adds cookies that last as long as a session.
pub(super) fn set_cookies<'a>(
    reply: &mut Reply,
    cookies: impl IntoIterator<Item = (&'a str, &'a str)>,
) {
    for (name, value) in cookies {
        let age = LIFETIME / 1000;
        // Scripts may read those that are no key.
        let end = if name == "MMAUTHTOKEN" {
            "; HttpOnly"
        } else {
            ""
        };
        let cookie = format!("{name}={value}; Path=/; Max-Age={age}{end}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            reply.headers.append(header::SET_COOKIE, cookie);
        }
    }
}

fn get_session_attributes_manifest(_: &mut World, _: &Call) -> Answer {
    let message = "Attributes of sessions are not part of this license.";
    let id = "api.context.license.app_error";
    Err(Refusal::not_implemented(id, message))
}
