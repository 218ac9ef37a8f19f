//! Passwords, and what reaches people by mail: nothing is sent, but the words that would be in a mail are
//! kept, and a route of the sandbox tells them.

use http::StatusCode;
use serde_json::json;

use super::{
    Guard, Row, World,
    parameters::{letters, string, strings},
    profile::{is_password, weak_password},
    refusal::{Answer, Refusal},
    rights::{Right, is_admin},
    status_ok,
};
use crate::{
    operation::{Operation, route},
    sandbox::exchange::{Call, Reply},
};

pub(super) const TABLE: &[Row] = &[
    ("update_user_password", Guard::User, update_user_password),
    ("reset_password", Guard::Anybody, reset_password),
    (
        "send_password_reset_email",
        Guard::Anybody,
        send_password_reset_email,
    ),
    (
        "send_verification_email",
        Guard::Anybody,
        send_verification_email,
    ),
    ("verify_user_email", Guard::Anybody, verify_user_email),
    (
        "verify_user_email_without_token",
        Guard::User,
        verify_user_email_without_token,
    ),
    (
        "reset_password_failed_attempts",
        Guard::User,
        reset_password_failed_attempts,
    ),
    ("list_mails", Guard::Anybody, list_mails),
];

pub(super) const ROUTES: &[Operation] = &[route("list_mails", "GET", "/sandbox/mails")];

/// What a mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Password,
    Address,
}

/// A mail that nobody has sent.
#[derive(Debug, Clone)]
pub(super) struct Mail {
    purpose: Purpose,
    user: String,
    /// Where it would have gone.
    email: String,
    token: String,
}

fn list_mails(world: &mut World, _: &Call) -> Answer {
    let mails = world.mails.iter().map(|mail| {
        let purpose = match mail.purpose {
            Purpose::Password => "password",
            Purpose::Address => "address",
        };
        json!({"purpose": purpose, "email": mail.email, "token": mail.token})
    });
    Ok(mails.collect::<serde_json::Value>().into())
}

impl World {
    fn set_password(&mut self, user: &str, password: &str) -> Result<(), Refusal> {
        if !is_password(password) {
            return Err(weak_password());
        }
        let now = self.clock.now();
        let account = self.accounts.get_mut(user).ok_or_else(Refusal::no_user)?;
        account.password = Some(password.to_owned());
        account.last_password_update = now;
        account.update_at = now;
        account.failed_attempts = 0;
        Ok(())
    }

    fn post_mail(&mut self, purpose: Purpose, user: &str, email: &str) {
        self.mails.push(Mail {
            purpose,
            user: user.to_owned(),
            email: email.to_owned(),
            token: letters(&mut self.random, 64),
        });
    }

    /// Uses the word of a mail up, and gives whose it was.
    fn take_mail(&mut self, purpose: Purpose, token: &str) -> Option<Mail> {
        let mut mails = self.mails.iter();
        let index = mails.position(|mail| mail.purpose == purpose && mail.token == token)?;
        Some(self.mails.remove(index))
    }
}

fn update_user_password(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    let body = strings(call);
    let password = body.get("new_password").map_or("", String::as_str);
    if caller.user == user {
        let current = string(&body, "current_password")?;
        if !world.try_password(&user, current) {
            let id = "api.user.update_password.incorrect.app_error";
            return Err(Refusal::bad(id, "The current password is not this one."));
        }
    } else {
        let right = match world.accounts.get(&user) {
            Some(account) if is_admin(&account.roles) => Right::ManageSystem,
            _ => Right::WriteUserManagement,
        };
        if !caller.may(right) {
            let id = "api.user.update_password.context.app_error";
            return Err(Refusal::forbidden(id));
        }
    }
    world.set_password(&user, password)?;
    Ok(status_ok())
}

/// The word of a mail in a body.
fn token(call: &Call) -> Result<String, Refusal> {
    let token = strings(call).remove("token").unwrap_or_default();
    match token.len() {
        64 => Ok(token),
        _ => Err(Refusal::body("token")),
    }
}

fn reset_password(world: &mut World, call: &Call) -> Answer {
    let token = token(call)?;
    let body = strings(call);
    let password = body.get("new_password").map_or("", String::as_str);
    if !is_password(password) {
        return Err(weak_password());
    }
    let mail = world.take_mail(Purpose::Password, &token).ok_or_else(|| {
        let id = "api.user.reset_password.invalid_link.app_error";
        let message = "The reset password link does not appear to be valid.";
        Refusal::bad(id, message)
    })?;
    world.set_password(&mail.user, password)?;
    world.sessions.end_all_of(&mail.user);
    Ok(status_ok())
}

fn send_password_reset_email(world: &mut World, call: &Call) -> Answer {
    let body = strings(call);
    let email = string(&body, "email")?.to_lowercase();
    let account = world.accounts.by_email(&email);
    let account = account.map(std::borrow::Cow::into_owned);
    if let Some(account) = account {
        if !account.auth_service.is_empty() {
            let id = "api.user.send_password_reset.sso.app_error";
            return Err(Refusal::bad(
                id,
                "The password of this account is elsewhere.",
            ));
        }
        world.post_mail(Purpose::Password, &account.id, &email);
    }
    Ok(status_ok())
}

fn send_verification_email(world: &mut World, call: &Call) -> Answer {
    let body = strings(call);
    let email = string(&body, "email")?.to_lowercase();
    let account = world.accounts.by_email(&email);
    let user = account
        .filter(|account| !account.is_email_verified)
        .map(|account| account.id.clone());
    if let Some(user) = user {
        world.post_mail(Purpose::Address, &user, &email);
    }
    Ok(status_ok())
}

impl World {
    fn verify(&mut self, user: &str) {
        let now = self.clock.now();
        if let Some(account) = self.accounts.get_mut(user) {
            account.is_email_verified = true;
            account.update_at = now;
        }
    }
}

fn verify_user_email(world: &mut World, call: &Call) -> Answer {
    let token = token(call)?;
    let mail = world.take_mail(Purpose::Address, &token).ok_or_else(|| {
        let id = "api.user.verify_email.bad_link.app_error";
        Refusal::bad(id, "Bad verify email link.")
    })?;
    world.verify(&mail.user);
    Ok(status_ok())
}

fn verify_user_email_without_token(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    let account = world.account(&user)?;
    caller.need(Right::ManageSystem)?;
    // NB: the account as it was before, and with what should never be seen.
    let mut shown = account.whole();
    if let Some(fields) = shown.as_object_mut() {
        fields.remove("auth_data");
        if account.password.is_some() {
            fields.insert("password".to_owned(), "$2a$10$sandbox".into());
        }
    }
    world.verify(&user);
    Ok(Reply::json(StatusCode::OK, &shown))
}

fn reset_password_failed_attempts(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    let account = world.account(&user)?;
    if !caller.may(Right::WriteUserManagement) {
        let id = "api.user.reset_password_failed_attempts.permissions.app_error";
        return Err(Refusal::forbidden(id));
    }
    world.need_over(&caller, &user)?;
    if !matches!(&*account.auth_service, "" | "ldap") {
        return Err(Refusal::url("user_id"));
    }
    if let Some(account) = world.accounts.get_mut(&user) {
        account.failed_attempts = 0;
    }
    Ok(status_ok())
}
