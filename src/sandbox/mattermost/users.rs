//! Single accounts: found, changed and put away. Their passwords, pictures and sessions are elsewhere.

use http::StatusCode;
use serde_json::{Map, Value};

use super::{
    Guard, Row, World,
    accounts::Account,
    parameters::{field, is_id, is_set, new_id, object, string, strings, text},
    profile::{is_password, is_username},
    refusal::{Answer, Refusal},
    rights::{self, Right},
    sessions::Caller,
    status_ok,
};
use crate::sandbox::exchange::{Call, Reply};

pub(super) const TABLE: &[Row] = &[
    ("create_user", Guard::Anybody, create_user),
    ("get_user", Guard::User, get_user),
    ("get_user_by_username", Guard::User, get_user_by_username),
    ("get_user_by_email", Guard::User, get_user_by_email),
    ("update_user", Guard::User, update_user),
    ("patch_user", Guard::User, patch_user),
    ("update_user_roles", Guard::User, update_user_roles),
    ("update_user_active", Guard::User, update_user_active),
    ("delete_user", Guard::User, delete_user),
    // This one is for the socket of the machine, which there is not.
    (
        "permanent_delete_all_users",
        Guard::Anybody,
        permanent_delete_all_users,
    ),
];

fn create_user(world: &mut World, call: &Call) -> Answer {
    let Ok(body) = serde_json::from_slice::<Map<String, Value>>(&call.body) else {
        return Err(Refusal::body("user"));
    };
    let caller = world.caller(call).ok();
    let is_first = world.accounts.is_empty();
    let team = world.admit_newcomer(call, caller.as_ref(), is_first)?;
    let email = field(&body, "email").to_lowercase();
    let username = field(&body, "username").to_lowercase();
    let (id, now) = (new_id(&mut world.random), world.clock.now());
    let mut account = Account::new(id.clone(), &username, &email, now);
    let is_admin = caller.is_some_and(|caller| caller.is_admin());
    if is_first {
        "system_admin system_user".clone_into(&mut account.roles);
    }
    account.patch(&body);
    if is_admin {
        field(&body, "auth_data").clone_into(&mut account.auth_data);
        let service = field(&body, "auth_service");
        if service != "email" {
            service.clone_into(&mut account.auth_service);
        }
    }
    let password = field(&body, "password");
    if account.auth_service.is_empty() {
        if !is_password(password) {
            let id = "api.user.check_user_password.invalid.app_error";
            let message = "Login failed because of invalid password.";
            return Err(Refusal::bad(id, message));
        }
        account.password = Some(password.to_owned());
    }
    world.check(&account)?;
    let shown = account.whole();
    world.accounts.add(account);
    if let Some(team) = team {
        world.join_team(&team, &id, false);
    }
    Ok(Reply::json(StatusCode::CREATED, &shown))
}

impl World {
    /// Whether somebody new may come, and into which team.
    fn admit_newcomer(
        &self,
        call: &Call,
        caller: Option<&Caller>,
        is_first: bool,
    ) -> Result<Option<String>, Refusal> {
        if text(call, "t").is_some() {
            // Invitations go out by mail, of which there is none.
            let id = "api.user.create_user.signup_link_invalid.app_error";
            let message = "The signup link does not appear to be valid.";
            return Err(Refusal::new(StatusCode::NOT_FOUND, id, message));
        }
        if let Some(invitation) = text(call, "iid") {
            let id = "app.team.get_by_invite_id.finding.app_error";
            let message = "Unable to find the existing team.";
            let unknown = || Refusal::new(StatusCode::NOT_FOUND, id, message);
            let team = self.teams.by_invitation(invitation);
            return Ok(Some(team.ok_or_else(unknown)?));
        }
        let is_admin = caller.is_some_and(Caller::is_admin);
        let is_open = self.configuration.is_on("TeamSettings", "EnableOpenServer");
        if is_open || is_admin || is_first {
            return Ok(None);
        }
        let id = "api.user.create_user.no_open_server";
        let message = "This server does not allow open signups.";
        Err(Refusal::new(StatusCode::FORBIDDEN, id, message))
    }
}

fn get_user(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    let account = world.accounts.get(&user).ok_or_else(Refusal::no_user)?;
    Ok(world.single(call, &account, &caller))
}

fn get_user_by_username(world: &mut World, call: &Call) -> Answer {
    let username = call.segment("username").to_lowercase();
    if !is_username(&username) {
        // The route is for names only.
        return Err(Refusal::route());
    }
    let caller = world.caller(call)?;
    let account = world.accounts.by_name(&username).ok_or_else(|| {
        let message = "Unable to find an existing account matching your username for this team.";
        let id = "app.user.get_by_username.app_error";
        Refusal::new(StatusCode::NOT_FOUND, id, message)
    })?;
    Ok(world.single(call, &account, &caller))
}

fn get_user_by_email(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let email = call.segment("email").to_lowercase();
    if !super::profile::is_email(&email) {
        return Err(Refusal::url("email"));
    }
    if !caller.is_admin() && !world.shows_emails() {
        let id = "api.user.get_user_by_email.permissions.app_error";
        let message = "Unable to get user by email.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, id, message));
    }
    let account = world.accounts.by_email(&email);
    let account = account.ok_or_else(Refusal::no_user)?;
    Ok(world.single(call, &account, &caller))
}

fn update_user(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    let body = object(call);
    if field(&body, "id") != user {
        return Err(Refusal::body("user_id"));
    }
    world.need_over(&caller, &user)?;
    world.check_email_change(&caller, &user, &body)?;
    let mut account = world.account(&user)?;
    account.reset();
    account.create_at = body.get("create_at").and_then(Value::as_i64).unwrap_or(0);
    for name in ["username", "email"] {
        if field(&body, name).is_empty() {
            return Err(Refusal::body(name));
        }
    }
    account.patch(&body);
    world.check(&account)?;
    let account = world.store(account);
    let mut shown = shown_after(&account, &caller, world);
    if !body.contains_key("timezone") {
        // What was left out is said to be null now, and to be empty from now on.
        shown["timezone"] = Value::Null;
    }
    Ok(shown.into())
}

fn patch_user(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    let Ok(body) = serde_json::from_slice::<Map<String, Value>>(&call.body) else {
        return Err(Refusal::body("user"));
    };
    world.need_over(&caller, &user)?;
    world.account(&user)?;
    world.check_email_change(&caller, &user, &body)?;
    let mut account = world.account(&user)?;
    account.patch(&body);
    world.check(&account)?;
    let account = world.store(account);
    Ok(shown_after(&account, &caller, world).into())
}

/// An account after a change, as whoever changed it sees it.
fn shown_after(account: &Account, caller: &Caller, world: &World) -> Value {
    match caller.user == account.id || caller.is_admin() {
        true => account.whole(),
        false => world.item(account, caller),
    }
}

impl World {
    pub(super) fn account(&self, user: &str) -> Result<Account, Refusal> {
        let account = self.accounts.get(user).ok_or_else(Refusal::no_user)?;
        Ok(account.into_owned())
    }

    /// That whoever changes the own address knows the password.
    fn check_email_change(
        &mut self,
        caller: &Caller,
        user: &str,
        body: &Map<String, Value>,
    ) -> Result<(), Refusal> {
        let email = field(body, "email").to_lowercase();
        let is_same = email.is_empty() || self.account(user)?.email == email;
        if is_same || caller.user != user || self.try_password(user, field(body, "password")) {
            return Ok(());
        }
        Err(Refusal::body("password"))
    }

    /// Switches an account on or off.
    fn set_active(&mut self, user: &str, is_active: bool) {
        let now = self.clock.now();
        if let Some(account) = self.accounts.get_mut(user) {
            account.delete_at = if is_active { 0 } else { now };
            account.update_at = now;
        }
        if !is_active {
            self.sessions.end_all_of(user);
        }
    }

    /// That people may leave.
    fn need_leave(&self) -> Result<(), Refusal> {
        let is_on = self
            .configuration
            .is_on("TeamSettings", "EnableUserDeactivation");
        match is_on {
            true => Ok(()),
            false => Err(Refusal::new(
                StatusCode::UNAUTHORIZED,
                "api.user.update_active.not_enable.app_error",
                "You cannot deactivate yourself because this feature is not enabled. Please contact your System Administrator.",
            )),
        }
    }
}

fn update_user_roles(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    let body = strings(call);
    let roles = string(&body, "roles")?;
    let names: Vec<&str> = roles.split_whitespace().collect();
    let is_odd = names == ["system_admin"] || !names.iter().all(|name| rights::is_role_name(name));
    if is_odd {
        return Err(Refusal::body("roles"));
    }
    caller.need(Right::ManageRoles)?;
    if !names.iter().all(|name| rights::ROLES.contains(name)) {
        let id = "app.role.check_roles_exist.role_not_found";
        return Err(Refusal::bad(id, "The provided role does not exist"));
    }
    let now = world.clock.now();
    let account = world.accounts.get_mut(&user).ok_or_else(Refusal::no_user)?;
    account.roles = names.join(" ");
    account.update_at = now;
    Ok(status_ok())
}

fn update_user_active(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    let active = object(call).get("active").and_then(Value::as_bool);
    let active = active.ok_or_else(|| Refusal::body("active"))?;
    let is_leaving = caller.user == user && !active;
    if is_leaving {
        world.need_leave()?;
    } else if !caller.may(Right::WriteUserManagement) {
        let id = "api.user.update_active.permissions.app_error";
        return Err(Refusal::forbidden(id));
    }
    world.account(&user)?;
    world.set_active(&user, active);
    Ok(status_ok())
}

fn delete_user(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    world.need_over(&caller, &user)?;
    if caller.user == user && !caller.is_admin() {
        world.need_leave()?;
    }
    if world.gone.contains(&user) {
        let id = "app.user.update.find.app_error";
        let message = "Unable to find the existing account to update.";
        return Err(Refusal::bad(id, message));
    }
    world.account(&user)?;
    if !is_set(call, "permanent") {
        world.set_active(&user, false);
        return Ok(status_ok());
    }
    let is_allowed = world
        .configuration
        .is_on("ServiceSettings", "EnableAPIUserDeletion");
    if !is_allowed {
        let id = "api.user.delete_user.not_enabled.app_error";
        let message = "Permanent user deletion feature is not enabled. Please contact your System Administrator.";
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, id, message));
    }
    world.forget(&user);
    Ok(status_ok())
}

impl World {
    /// Takes an account away for good, and all that belongs to it.
    fn forget(&mut self, user: &str) {
        debug_assert!(is_id(user), "only ids of accounts come here");
        self.accounts.remove(user);
        self.sessions.end_all_of(user);
        self.access_tokens.remove_of(user);
        self.teams.leave_all(user);
        self.channels.leave_all(user);
        self.audits.retain(|audit| audit.user != user);
        self.drafts.remove_of(user);
        self.uploads.retain(|upload| upload.user != user);
        self.gone.insert(user.to_owned());
    }
}

fn permanent_delete_all_users(_: &mut World, _: &Call) -> Answer {
    Err(Refusal::route())
}
