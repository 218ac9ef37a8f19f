//! Logging in and out. What the second factor and the password themselves are is not here.

use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use super::{
    Guard, Row, World,
    accounts::Account,
    parameters::{new_id, string, strings},
    refusal::{Answer, NO_COOKIE, Refusal},
    sessions::{Sessions, set_cookies},
    status_ok,
};
use crate::sandbox::exchange::{Call, Reply};

pub(super) const TABLE: &[Row] = &[
    ("login", Guard::Anybody, login),
    ("logout", Guard::Anybody, logout),
    ("check_user_mfa", Guard::Anybody, check_user_mfa),
    ("get_login_type", Guard::Anybody, get_login_type),
    ("login_by_cws_token", Guard::Anybody, login_by_cws_token),
    (
        "login_with_desktop_token",
        Guard::Anybody,
        login_with_desktop_token,
    ),
    (
        "login_sso_code_exchange",
        Guard::Anybody,
        login_sso_code_exchange,
    ),
    ("login_intune", Guard::Anybody, login_intune),
];

fn unauthorized(id: &'static str, message: &str) -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, id, message)
}

/// What most failures are said to be, so that nobody learns who has an account.
fn invalid_credentials() -> Refusal {
    unauthorized(
        "api.user.login.invalid_credentials_email_username",
        "Enter a valid email or username and/or password.",
    )
}

fn login(world: &mut World, call: &Call) -> Answer {
    let body = strings(call);
    let text = |name: &str| body.get(name).map_or("", String::as_str);
    let password = text("password");
    if password.is_empty() {
        let id = "api.user.login.blank_pwd.app_error";
        return Err(Refusal::bad(id, "Password field must not be blank"));
    }
    let login = text("login_id").to_lowercase();
    let account = match text("id") {
        "" => world.by_login(&login),
        id => world.accounts.get(id).map(std::borrow::Cow::into_owned),
    };
    let account = account.ok_or_else(invalid_credentials)?;
    if account.bot.is_some() {
        let id = "api.user.login.bot_login_forbidden.app_error";
        return Err(unauthorized(id, "Bots cannot log in."));
    }
    // Those who sign in elsewhere have no password here.
    world.check_password(&account, password, text("token"))?;
    let device = text("device_id");
    if !device.is_empty() {
        world
            .sessions
            .end(|session| session.user == account.id && session.device_id == device);
    }
    let mut session = Sessions::of_login(&mut world.random, &account.id, world.clock);
    device.clone_into(&mut session.device_id);
    let token = new_id(&mut world.random);
    let csrf = session.csrf.clone();
    let done = format!("success session_user={}", account.id);
    world.audit(call, &account.id, "", "authenticated");
    world.audit(call, &account.id, &session.id, &done);
    world.sessions.open(token.clone(), session);
    let now = world.clock.now();
    if let Some(account) = world.accounts.get_mut(&account.id) {
        account.last_activity_at = now;
    }

    // The account is shown as it was found.
    let mut reply = Reply::json(StatusCode::OK, &account.whole());
    if let Ok(token) = HeaderValue::from_str(&token) {
        reply.headers.insert("token", token);
    }
    if call.header("x-requested-with") == Some("XMLHttpRequest") {
        let cookies = [
            ("MMAUTHTOKEN", &*token),
            ("MMUSERID", &*account.id),
            ("MMCSRF", &*csrf),
        ];
        set_cookies(&mut reply, cookies);
    }
    Ok(reply)
}

impl World {
    /// The account of a name or an address.
    pub(super) fn by_login(&self, login: &str) -> Option<Account> {
        let found = self.accounts.by_name(login);
        let found = found.or_else(|| self.accounts.by_email(login));
        found.map(std::borrow::Cow::into_owned)
    }

    /// All that has to be right for a login.
    pub(super) fn check_password(
        &mut self,
        account: &Account,
        password: &str,
        code: &str,
    ) -> Result<(), Refusal> {
        if account.delete_at != 0 {
            let message = "Login failed because your account has been deactivated.  Please contact an administrator.";
            return Err(unauthorized("api.user.login.inactive.app_error", message));
        }
        let limit = self
            .configuration
            .number("ServiceSettings", "MaximumLoginAttempts");
        if i64::from(account.failed_attempts) >= limit {
            let id = "api.user.check_user_login_attempts.too_many.app_error";
            let message = "Your account is locked because of too many failed password attempts. Please reset your password.";
            return Err(unauthorized(id, message));
        }
        if !self.try_password(&account.id, password) {
            return Err(invalid_credentials());
        }
        if account.is_mfa_active && !self.is_code(&account.mfa_secret, code) {
            let id = "mfa.validate_token.authenticate.app_error";
            return Err(unauthorized(id, "Invalid MFA token."));
        }
        let needs_address = self
            .configuration
            .is_on("EmailSettings", "RequireEmailVerification");
        if needs_address && !account.is_email_verified {
            let id = "api.user.login.not_verified.app_error";
            return Err(unauthorized(id, "The address was never verified."));
        }
        Ok(())
    }

    /// Whether a password is right; wrong ones are counted until a right one comes.
    pub(super) fn try_password(&mut self, user: &str, password: &str) -> bool {
        let Some(account) = self.accounts.get_mut(user) else {
            return false;
        };
        let is_right = account.password.as_deref() == Some(password);
        account.failed_attempts = match is_right {
            true => 0,
            false => account.failed_attempts + 1,
        };
        is_right
    }
}

fn logout(world: &mut World, call: &Call) -> Answer {
    if let Ok(caller) = world.caller(call) {
        world.sessions.end(|session| session.id == caller.session);
    }
    let mut reply = status_ok();
    reply.headers.insert(header::SET_COOKIE, NO_COOKIE);
    Ok(reply)
}

fn check_user_mfa(world: &mut World, call: &Call) -> Answer {
    let body = strings(call);
    let login = string(&body, "login_id")?.to_lowercase();
    let account = world.by_login(&login);
    let is_needed = account.is_some_and(|account| account.is_mfa_active);
    Ok(json!({"mfa_required": is_needed}).into())
}

fn get_login_type(_: &mut World, _: &Call) -> Answer {
    // Nobody logs in by links that are sent, which this is for.
    Err(Refusal::empty(StatusCode::NOT_FOUND))
}

fn login_by_cws_token(_: &mut World, _: &Call) -> Answer {
    let id = "api.user.login_cws.license.error";
    Err(unauthorized(id, "CWS login is forbidden."))
}

fn login_with_desktop_token(_: &mut World, call: &Call) -> Answer {
    // Such tokens come from logins elsewhere, of which there are none.
    string(&strings(call), "token")?;
    let id = "app.desktop_token.validate.invalid";
    Err(unauthorized(id, "The token is not valid, or was used."))
}

fn login_sso_code_exchange(_: &mut World, _: &Call) -> Answer {
    let id = "api.context.deprecated.app_error";
    let message = "The exchange of codes is switched off.";
    let refused = Refusal::new(StatusCode::GONE, id, message);
    let deprecated = header::HeaderName::from_static("deprecation");
    Err(refused.header(deprecated, HeaderValue::from_static("true")))
}

fn login_intune(_: &mut World, _: &Call) -> Answer {
    // What a server without the route answers outside of its interface.
    Err(Refusal::empty(StatusCode::METHOD_NOT_ALLOWED))
}
