//! Where people sign in: here with a password, or at another service, of which none is set up.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    Guard, Row, World,
    accounts::Account,
    parameters::{field, object, strings},
    profile::{is_password, weak_password},
    refusal::{Answer, Refusal},
    rights::Right,
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    ("switch_account_type", Guard::Anybody, switch_account_type),
    ("update_user_auth", Guard::User, update_user_auth),
    ("migrate_auth_to_ldap", Guard::User, migrate_auth_to_ldap),
    ("migrate_auth_to_saml", Guard::User, migrate_auth_to_saml),
];

const OAUTH: [&str; 4] = ["gitlab", "google", "office365", "openid"];

fn no_ldap(id: &'static str) -> Refusal {
    Refusal::not_implemented(id, "AD/LDAP not available on this server.")
}

fn switch_account_type(world: &mut World, call: &Call) -> Answer {
    let body = strings(call);
    let text = |name: &str| body.get(name).map_or("", String::as_str);
    let account = |world: &World| -> Result<Account, Refusal> {
        let account = world.accounts.by_email(&text("email").to_lowercase());
        Ok(account.ok_or_else(Refusal::no_user)?.into_owned())
    };
    let is_external = |service: &str| OAUTH.contains(&service) || service == "saml";
    match (text("current_service"), text("new_service")) {
        ("email", service) if is_external(service) => {
            let account = account(world)?;
            world.check_password(&account, text("password"), text("mfa_code"))?;
            let id = "api.user.authorize_oauth_user.unsupported.app_error";
            let message = "<no value> SSO through OAuth 2.0 not available on this server.";
            Err(Refusal::not_implemented(id, message))
        }
        ("email", "ldap") => {
            let account = account(world)?;
            world.check_password(&account, text("password"), text("mfa_code"))?;
            // NB: before it turns out that there is nothing to switch to.
            world.sessions.end_all_of(&account.id);
            Err(no_ldap("api.user.email_to_ldap.not_available.app_error"))
        }
        ("ldap", "email") => {
            account(world)?;
            Err(no_ldap("api.user.ldap_to_email.not_available.app_error"))
        }
        (service, "email") if is_external(service) => {
            let caller = world.caller(call)?;
            let account = account(world)?;
            if account.id != caller.user {
                return Err(Refusal::permissions());
            }
            come_back(world, account, text("new_password"))
        }
        _ => Err(Refusal::body("switch_request")),
    }
}

/// Gives an account a password in the place of what it had elsewhere.
fn come_back(world: &mut World, mut account: Account, password: &str) -> Answer {
    if !is_password(password) {
        return Err(weak_password());
    }
    account.auth_service.clear();
    account.auth_data.clear();
    account.password = Some(password.to_owned());
    account.last_password_update = world.clock.now();
    let account = world.store(account);
    world.sessions.end_all_of(&account.id);
    Ok(json!({"follow_link": "/login?extra=signin_change"}).into())
}

fn update_user_auth(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    if !caller.is_admin() {
        return Err(Refusal::permissions());
    }
    let body = object(call);
    let (data, service) = (field(&body, "auth_data"), field(&body, "auth_service"));
    if data.is_empty() || service.is_empty() {
        let id = "api.user.update_user_auth.invalid_request";
        let message = "Request is missing either AuthData or AuthService parameter.";
        return Err(Refusal::bad(id, message));
    }
    let mut account = world.account(&user)?;
    data.clone_into(&mut account.auth_data);
    service.clone_into(&mut account.auth_service);
    account.password = None;
    world.store(account);
    Ok(json!({"auth_data": data, "auth_service": service}).into())
}

/// Where accounts are to come from.
fn source(body: &Map<String, Value>, known: [&str; 3]) -> Result<(), Refusal> {
    match known.contains(&field(body, "from")) {
        true => Ok(()),
        false => Err(Refusal::body("from")),
    }
}

fn migrate_auth_to_ldap(world: &mut World, call: &Call) -> Answer {
    let body = object(call);
    source(&body, ["email", "gitlab", "saml"])?;
    if field(&body, "match_field").is_empty() {
        return Err(Refusal::body("match_field"));
    }
    if !body.get("force").is_some_and(Value::is_boolean) {
        return Err(Refusal::body("force"));
    }
    world.caller(call)?.need(Right::ManageSystem)?;
    Err(no_ldap("api.admin.ldap.not_available.app_error"))
}

fn migrate_auth_to_saml(world: &mut World, call: &Call) -> Answer {
    let body = object(call);
    source(&body, ["email", "gitlab", "ldap"])?;
    if !body.get("auto").is_some_and(Value::is_boolean) {
        return Err(Refusal::body("auto"));
    }
    if !body.get("matches").is_some_and(Value::is_object) {
        return Err(Refusal::body("matches"));
    }
    world.caller(call)?.need(Right::ManageSystem)?;
    let id = "api.admin.saml.not_available.app_error";
    let message = "SAML 2.0 is not configured or supported on this server.";
    Err(Refusal::new(StatusCode::NOT_IMPLEMENTED, id, message))
}
