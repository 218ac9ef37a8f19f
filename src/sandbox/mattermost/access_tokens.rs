//! Personal access tokens, from the one time that their secret is shown to their end.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    parameters::{Page, field, new_id, object, strings},
    refusal::{Answer, Refusal},
    rights::Right,
    sessions::{Caller, Session},
    status_ok,
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    (
        "create_user_access_token",
        Guard::User,
        create_user_access_token,
    ),
    ("get_user_access_token", Guard::User, get_user_access_token),
    (
        "get_user_access_tokens",
        Guard::User,
        get_user_access_tokens,
    ),
    (
        "get_user_access_tokens_for_user",
        Guard::User,
        get_user_access_tokens_for_user,
    ),
    (
        "search_user_access_tokens",
        Guard::User,
        search_user_access_tokens,
    ),
    (
        "disable_user_access_token",
        Guard::User,
        disable_user_access_token,
    ),
    (
        "enable_user_access_token",
        Guard::User,
        enable_user_access_token,
    ),
    (
        "revoke_user_access_token",
        Guard::User,
        revoke_user_access_token,
    ),
    (
        "rotate_user_access_token",
        Guard::User,
        rotate_user_access_token,
    ),
    (
        "get_non_compliant_user_access_token_count",
        Guard::User,
        get_non_compliant_user_access_token_count,
    ),
    (
        "revoke_non_compliant_user_access_tokens",
        Guard::User,
        revoke_non_compliant_user_access_tokens,
    ),
];

/// A token that stands for its user.
#[derive(Debug, Clone)]
pub(super) struct AccessToken {
    id: String,
    secret: String,
    user: String,
    description: String,
    is_active: bool,
    created: i64,
    /// 0 for never.
    expires_at: i64,
}

impl AccessToken {
    /// The token without what opens anything.
    fn shown(&self) -> Value {
        let mut shown = json!({
            "id": self.id,
            "user_id": self.user,
            "description": self.description,
            "is_active": self.is_active,
        });
        // Servers that do not know of it never say that there is none.
        if self.expires_at != 0 {
            shown["expires_at"] = self.expires_at.into();
        }
        shown
    }

    fn shown_with_secret(&self) -> Value {
        let mut shown = self.shown();
        shown["token"] = self.secret.as_str().into();
        shown
    }
}

/// All of them, the oldest first.
#[derive(Debug, Default)]
pub(super) struct AccessTokens(Vec<AccessToken>);

impl AccessTokens {
    fn get(&self, id: &str) -> Option<&AccessToken> {
        self.0.iter().find(|token| token.id == id)
    }

    fn get_mut(&mut self, id: &str) -> Option<&mut AccessToken> {
        self.0.iter_mut().find(|token| token.id == id)
    }

    pub(super) fn remove_of(&mut self, user: &str) {
        self.0.retain(|token| token.user != user);
    }
}

fn no_token() -> Refusal {
    Refusal::new(
        StatusCode::NOT_FOUND,
        "app.user_access_token.get_by_user.app_error",
        "Unable to get the personal access tokens by user.",
    )
}

impl World {
    /// Opens a session for the secret of a token that works.
    pub(super) fn use_access_token(&mut self, secret: &str) {
        let now = self.clock.now();
        let found = self.access_tokens.0.iter().find(|token| {
            let is_over = token.expires_at != 0 && token.expires_at <= now;
            token.secret == secret && token.is_active && !is_over
        });
        let Some(token) = found else {
            return;
        };
        let account = self.accounts.get(&token.user);
        let is_active = account
            .as_ref()
            .is_some_and(|account| account.delete_at == 0);
        let is_bot = account.is_some_and(|account| account.bot.is_some());
        if !is_active || !(is_bot || self.has_access_tokens()) {
            return;
        }
        let session = Session {
            id: new_id(&mut self.random),
            user: token.user.clone(),
            create_at: now,
            expires_at: token.expires_at,
            access_token: Some(token.id.clone()),
            ..Session::default()
        };
        self.sessions.open(secret.to_owned(), session);
    }

    fn has_access_tokens(&self) -> bool {
        self.configuration
            .is_on("ServiceSettings", "EnableUserAccessTokens")
    }

    /// The token that a body names, if the caller may do this with it.
    fn token_of_body(
        &self,
        call: &Call,
        caller: &Caller,
        right: Right,
    ) -> Result<AccessToken, Refusal> {
        caller.need(right)?;
        // A missing id is one that nothing has.
        let id = strings(call).remove("token_id").unwrap_or_default();
        let token = self.access_tokens.get(&id).ok_or_else(no_token)?;
        caller.need_user(&token.user)?;
        Ok(token.clone())
    }

    fn end_sessions_of_token(&mut self, id: &str) {
        self.sessions
            .end(|session| session.access_token.as_deref() == Some(id));
    }

    /// When a new token shall end, as a body says; 0 for never.
    fn end_of_token(&self, call: &Call) -> Result<i64, Refusal> {
        let body = object(call);
        let given = body.get("expires_at").filter(|moment| !moment.is_null());
        match given.map(|moment| moment.as_i64().unwrap_or(-1)) {
            None | Some(0) => Ok(0),
            Some(moment) if moment > self.clock.now() => Ok(moment),
            Some(_) => Err(Refusal::body("expires_at")),
        }
    }
}

fn create_user_access_token(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    let body = object(call);
    let description = field(&body, "description");
    if !(1..=255).contains(&description.chars().count()) {
        return Err(Refusal::body("description"));
    }
    caller.need(Right::CreateAccessTokens)?;
    world.need_over(&caller, &user)?;
    let account = world.account(&user)?;
    if account.bot.is_none() && !world.has_access_tokens() {
        let id = "app.user_access_token.disabled";
        let message = "Personal access tokens are disabled on this server. Please contact your system administrator for details.";
        return Err(Refusal::not_implemented(id, message));
    }
    let token = AccessToken {
        expires_at: world.end_of_token(call)?,
        id: new_id(&mut world.random),
        secret: new_id(&mut world.random),
        user,
        description: description.to_owned(),
        is_active: true,
        created: world.clock.now(),
    };
    let shown = token.shown_with_secret();
    world.access_tokens.0.push(token);
    Ok(shown.into())
}

fn get_user_access_token(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let id = super::parameters::id(call, "token_id")?;
    caller.need(Right::ReadAccessTokens)?;
    let token = world.access_tokens.get(id).ok_or_else(no_token)?;
    caller.need_user(&token.user)?;
    Ok(token.shown().into())
}

/// A page of these.
fn page<'a>(call: &Call, tokens: impl Iterator<Item = &'a AccessToken>) -> Answer {
    let page = Page::of(call).cut(tokens);
    let shown = page.into_iter().map(AccessToken::shown);
    Ok(shown.collect::<Value>().into())
}

fn get_user_access_tokens(world: &mut World, call: &Call) -> Answer {
    world.caller(call)?.need(Right::ManageSystem)?;
    page(call, world.access_tokens.0.iter())
}

fn get_user_access_tokens_for_user(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    caller.need(Right::ReadAccessTokens)?;
    caller.need_user(&user)?;
    let tokens = world.access_tokens.0.iter();
    page(call, tokens.filter(|token| token.user == user))
}

fn search_user_access_tokens(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let body = object(call);
    let term = field(&body, "term");
    if term.is_empty() {
        return Err(Refusal::body("term"));
    }
    caller.need(Right::ManageSystem)?;
    let tokens = world.access_tokens.0.iter().filter(|token| {
        let owner = world.accounts.get(&token.user);
        let is_owner = owner.is_some_and(|owner| owner.username.starts_with(term));
        is_owner || token.id.starts_with(term) || token.user.starts_with(term)
    });
    let shown: Value = tokens.map(AccessToken::shown).collect();
    Ok(shown.into())
}

fn disable_user_access_token(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let token = world.token_of_body(call, &caller, Right::RevokeAccessTokens)?;
    set_active(world, &token.id, false);
    world.end_sessions_of_token(&token.id);
    Ok(status_ok())
}

fn enable_user_access_token(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let token = world.token_of_body(call, &caller, Right::CreateAccessTokens)?;
    set_active(world, &token.id, true);
    Ok(status_ok())
}

fn set_active(world: &mut World, id: &str, is_active: bool) {
    if let Some(token) = world.access_tokens.get_mut(id) {
        token.is_active = is_active;
    }
}

fn revoke_user_access_token(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let token = world.token_of_body(call, &caller, Right::RevokeAccessTokens)?;
    world.access_tokens.0.retain(|known| known.id != token.id);
    world.end_sessions_of_token(&token.id);
    Ok(status_ok())
}

fn rotate_user_access_token(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    caller.need(Right::CreateAccessTokens)?;
    let body = object(call);
    let id = field(&body, "token_id").to_owned();
    let token = world.access_tokens.get(&id).ok_or_else(no_token)?;
    world.need_over(&caller, &token.user)?;
    if !token.is_active {
        return Err(Refusal::body("token_id"));
    }
    let expires_at = world.end_of_token(call)?;
    let (secret, now) = (new_id(&mut world.random), world.clock.now());
    world.end_sessions_of_token(&id);
    let token = world.access_tokens.get_mut(&id).ok_or_else(no_token)?;
    token.secret = secret;
    token.created = now;
    token.expires_at = expires_at;
    Ok(token.shown_with_secret().into())
}

impl World {
    /// The tokens that live longer than is allowed; none where nothing is said of that.
    fn non_compliant(&self) -> Option<Vec<String>> {
        let days = self
            .configuration
            .number("ServiceSettings", "MaximumPersonalAccessTokenLifetimeDays");
        let limit = (days > 0).then_some(days * 24 * 60 * 60 * 1000)?;
        let tokens = self
            .access_tokens
            .0
            .iter()
            .filter(|token| token.expires_at == 0 || token.expires_at - token.created > limit);
        Some(tokens.map(|token| token.id.clone()).collect())
    }
}

fn get_non_compliant_user_access_token_count(world: &mut World, call: &Call) -> Answer {
    world.caller(call)?.need(Right::ManageSystem)?;
    let count = world.non_compliant().unwrap_or_default().len();
    Ok(json!({"count": count}).into())
}

fn revoke_non_compliant_user_access_tokens(world: &mut World, call: &Call) -> Answer {
    world.caller(call)?.need(Right::ManageSystem)?;
    let tokens = world
        .non_compliant()
        .ok_or_else(|| Refusal::body("maximum_lifetime"))?;
    for id in &tokens {
        world.access_tokens.0.retain(|token| token.id != *id);
        world.end_sessions_of_token(id);
    }
    Ok(json!({"count": tokens.len()}).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_when_it_ends_only_if_it_does() {
        let mut token = AccessToken {
            id: "id".to_owned(),
            secret: "secret".to_owned(),
            user: "user".to_owned(),
            description: "for".to_owned(),
            is_active: true,
            created: 1,
            expires_at: 0,
        };
        assert!(token.shown().get("expires_at").is_none());
        assert!(!token.shown().to_string().contains("secret"));
        token.expires_at = 5;
        assert_eq!(token.shown_with_secret()["expires_at"], 5);
        assert_eq!(token.shown_with_secret()["token"], "secret");
    }
}
