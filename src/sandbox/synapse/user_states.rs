//! What an account may do: its rights, its password, and the ways to take an account out of use.

use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    parameters::{
        check_user_id, flag, is_local, local_user, object, optional_object, require, truth,
        validation_error,
    },
    refusal::{Answer, Refusal},
    users::user_not_found,
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    ("deactivate_user", Guard::Admin, deactivate_user),
    ("get_user_admin", Guard::Admin, get_user_admin),
    ("reset_user_password", Guard::Admin, reset_user_password),
    ("set_user_admin", Guard::Admin, set_user_admin),
    ("shadow_ban_user", Guard::Admin, shadow_ban_user),
    ("suspend_user", Guard::Admin, suspend_user),
    ("unshadow_ban_user", Guard::Admin, unshadow_ban_user),
];

const REMOTE_ADMIN: &str = "Only local users can be admins of this homeserver";

fn get_user_admin(world: &mut World, call: &Call) -> Answer {
    let user = local_user(call, REMOTE_ADMIN)?;
    let account = world.accounts.get(user);
    let is_admin = account.is_some_and(|account| account.is_admin);
    Ok(json!({"admin": is_admin}).into())
}

fn set_user_admin(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?.user;
    let user = call.segment("user_id");
    check_user_id(user)?;
    let body = object(call)?;
    require(&body, &["admin"])?;
    if !is_local(user) {
        return Err(Refusal::unknown(REMOTE_ADMIN));
    }
    let is_admin = truth(body.get("admin"));
    if user == caller && !is_admin {
        return Err(may_not_demote_yourself());
    }
    let account = world.accounts.get_mut(user);
    account.ok_or_else(|| Refusal::no_row("users"))?.is_admin = is_admin;
    Ok(json!({}).into())
}

fn may_not_demote_yourself() -> Refusal {
    Refusal::unknown("You may not demote yourself.")
}

fn reset_user_password(world: &mut World, call: &Call) -> Answer {
    let user = call.segment("user_id").to_owned();
    check_user_id(&user)?;
    let body = object(call)?;
    require(&body, &["new_password"])?;
    let password = body.get("new_password").and_then(Value::as_str);
    let password = password.ok_or_else(Refusal::internal)?;
    let log_out = body
        .get("logout_devices")
        .is_none_or(|flag| truth(Some(flag)));
    if !world.accounts.contains(&user) {
        return Err(Refusal::not_found("Unknown user"));
    }
    world.set_password(&user, password, log_out)?;
    Ok(json!({}).into())
}

fn deactivate_user(world: &mut World, call: &Call) -> Answer {
    let user = call.segment("user_id").to_owned();
    check_user_id(&user)?;
    let body = optional_object(call)?;
    if !is_local(&user) {
        return Err(Refusal::unknown("Can only deactivate local users"));
    }
    if !world.accounts.contains(&user) {
        return Err(user_not_found());
    }
    let erase = flag(&body, "erase", || {
        Refusal::bad_json("Param 'erase' must be a boolean, if given")
    })?;
    world.deactivate(&user, erase.unwrap_or(false))?;
    Ok(json!({"id_server_unbind_result": "success"}).into())
}

fn suspend_user(world: &mut World, call: &Call) -> Answer {
    let user = call.segment("user_id").to_owned();
    check_user_id(&user)?;
    if !is_local(&user) {
        return Err(Refusal::unknown("Can only suspend local users"));
    }
    if !world.accounts.contains(&user) {
        return Err(user_not_found());
    }
    let body = object(call)?;
    let suspend = match body.get("suspend") {
        Some(Value::Bool(suspend)) => *suspend,
        Some(other) => {
            let problem = ("bool_type", "Input should be a valid boolean");
            return Err(validation_error("PutBody", "suspend", problem, other));
        }
        None => {
            let problem = ("missing", "Field required");
            let input = Value::Object(body);
            return Err(validation_error("PutBody", "suspend", problem, &input));
        }
    };
    world.account(&user)?.is_suspended = suspend;
    Ok(json!({format!("user_{user}_suspended"): suspend}).into())
}

fn shadow_ban_user(world: &mut World, call: &Call) -> Answer {
    shadow_ban(world, call, true)
}

fn unshadow_ban_user(world: &mut World, call: &Call) -> Answer {
    shadow_ban(world, call, false)
}

fn shadow_ban(world: &mut World, call: &Call, is_banned: bool) -> Answer {
    let user = call.segment("user_id");
    if !is_local(user) {
        return Err(Refusal::unknown("Only local users can be shadow-banned"));
    }
    let account = world.accounts.get_mut(user);
    let account = account.ok_or_else(|| Refusal::no_row("users"))?;
    account.is_shadow_banned = is_banned;
    Ok(json!({}).into())
}

impl World {
    /// Gives or takes the rights of an administrator, whose own nobody can take.
    pub(super) fn set_admin(
        &mut self,
        user: &str,
        is_admin: bool,
        caller: &str,
    ) -> Result<(), Refusal> {
        let account = self.account(user)?;
        if account.is_admin && !is_admin && user == caller {
            return Err(may_not_demote_yourself());
        }
        account.is_admin = is_admin;
        Ok(())
    }

    pub(super) fn set_password(
        &mut self,
        user: &str,
        password: &str,
        log_out: bool,
    ) -> Result<(), Refusal> {
        self.account(user)?.password = Some(password.to_owned());
        if log_out {
            self.log_out_everywhere(user);
        }
        Ok(())
    }

    /// Takes an account out of use: nobody can log in, and all that the server does not need is gone.
    pub(super) fn deactivate(&mut self, user: &str, erase: bool) -> Result<(), Refusal> {
        let account = self.account(user)?;
        account.is_deactivated = true;
        account.password = None;
        account.threepids.clear();
        account.global_data.clear();
        account.room_data.clear();
        if erase {
            account.is_erased = true;
            account.displayname = None;
            account.avatar_url = None;
        }
        self.log_out_everywhere(user);
        self.rooms.leave_all(user);
        Ok(())
    }

    /// Takes an account into use again, if it is out of it.
    pub(super) fn reactivate(&mut self, user: &str, password: Option<&str>) -> Result<(), Refusal> {
        let account = self.account(user)?;
        if account.is_deactivated {
            account.is_deactivated = false;
            account.is_erased = false;
            account.password = password.map(str::to_owned);
        }
        Ok(())
    }
}
