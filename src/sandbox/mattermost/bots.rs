//! Accounts that become bots, and people again; and guests, which need a license.

use http::StatusCode;

use super::{
    Guard, Row, World,
    accounts::{Account, Bot},
    parameters::{field, id, is_set, new_id, object},
    profile::{is_password, weak_password},
    refusal::{Answer, Refusal},
    rights::Right,
    status_ok,
};
use crate::{
    operation::{Operation, route},
    sandbox::exchange::{Call, Reply},
};

pub(super) const TABLE: &[Row] = &[
    ("convert_user_to_bot", Guard::User, convert_user_to_bot),
    ("convert_bot_to_user", Guard::User, convert_bot_to_user),
    ("demote_user_to_guest", Guard::User, demote_user_to_guest),
    ("promote_guest_to_user", Guard::User, promote_guest_to_user),
    ("create_bot", Guard::User, create_bot),
    ("get_bot", Guard::User, get_bot),
    ("disable_bot", Guard::User, disable_bot),
];

pub(super) const ROUTES: &[Operation] = &[
    route("create_bot", "POST", "/api/v4/bots"),
    route("get_bot", "GET", "/api/v4/bots/{bot_user_id}"),
    route("disable_bot", "POST", "/api/v4/bots/{bot_user_id}/disable"),
];

fn no_bot() -> Refusal {
    let id = "store.sql_bot.get.missing.app_error";
    Refusal::new(StatusCode::NOT_FOUND, id, "Bot does not exist.")
}

fn create_bot(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    caller.need(Right::ManageSystem)?;
    let body = object(call);
    let (name, now) = (field(&body, "username"), world.clock.now());
    let email = format!("{name}@localhost");
    let display_name = field(&body, "display_name");
    let account = Account {
        first_name: display_name.to_owned(),
        bot: Some(Bot {
            display_name: display_name.to_owned(),
            description: field(&body, "description").to_owned(),
            owner_id: caller.user,
            create_at: now,
            update_at: now,
        }),
        ..Account::new(new_id(&mut world.random), name, &email, now)
    };
    world.check(&account)?;
    let shown = account.as_bot().unwrap_or_default();
    world.accounts.add(account);
    Ok(Reply::json(StatusCode::CREATED, &shown))
}

fn get_bot(world: &mut World, call: &Call) -> Answer {
    world.caller(call)?;
    let account = world.accounts.get(id(call, "bot_user_id")?);
    let shown = account.and_then(|account| account.as_bot());
    Ok(shown.ok_or_else(no_bot)?.into())
}

fn disable_bot(world: &mut World, call: &Call) -> Answer {
    world.caller(call)?.need(Right::ManageSystem)?;
    let now = world.clock.now();
    let account = world.accounts.get_mut(id(call, "bot_user_id")?);
    let account = account.filter(|account| account.bot.is_some());
    let account = account.ok_or_else(no_bot)?;
    account.delete_at = now;
    account.update_at = now;
    Ok(account.as_bot().unwrap_or_default().into())
}

fn convert_user_to_bot(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = world.known(call, &caller)?;
    caller.need(Right::ManageSystem)?;
    let now = world.clock.now();
    let mut account = world.account(&user)?;
    let names = [&*account.first_name, &*account.last_name].join(" ");
    account.password = None;
    account.bot = Some(Bot {
        display_name: names.trim().to_owned(),
        description: String::new(),
        owner_id: user.clone(),
        create_at: now,
        update_at: now,
    });
    world.sessions.end_all_of(&user);
    let shown = world.store(account).as_bot();
    Ok(shown.unwrap_or_default().into())
}

fn convert_bot_to_user(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = id(call, "bot_user_id")?;
    let account = world.accounts.get(user).ok_or_else(no_bot)?;
    let mut account = account.into_owned();
    if account.bot.is_none() {
        return Err(no_bot());
    }
    let body = object(call);
    let password = field(&body, "password");
    if password.is_empty() {
        return Err(Refusal::body("userPatch"));
    }
    caller.need(Right::ManageSystem)?;
    if !is_password(password) {
        return Err(weak_password());
    }
    account.bot = None;
    account.password = Some(password.to_owned());
    account.last_password_update = world.clock.now();
    account.patch(&body);
    if is_set(call, "set_system_admin") {
        "system_admin system_user".clone_into(&mut account.roles);
    }
    world.check(&account)?;
    Ok(world.store(account).whole().into())
}

fn demote_user_to_guest(_: &mut World, _: &Call) -> Answer {
    let id = "api.team.demote_user_to_guest.license.error";
    let message = "Your license does not support guest accounts";
    Err(Refusal::not_implemented(id, message))
}

fn promote_guest_to_user(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = world.known(call, &caller)?;
    caller.need(Right::PromoteGuests)?;
    let mut account = world.account(&user)?;
    if !account.has_role("system_guest") {
        let id = "api.user.promote_guest_to_user.no_guest.app_error";
        let message = "Unable to convert the guest to regular user because is not a guest.";
        return Err(Refusal::not_implemented(id, message));
    }
    // There are guests where the roles of an account were set so.
    "system_user".clone_into(&mut account.roles);
    world.store(account);
    Ok(status_ok())
}
