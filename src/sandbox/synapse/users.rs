//! Single accounts: looking at one, finding one, and whether a name is free. Changes are next door.

use serde_json::json;

use super::{
    Guard, Row, SERVER_NAME, World,
    accounts::local_id,
    parameters::{local_user, required_text},
    refusal::{Answer, Refusal},
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    (
        "check_username_available",
        Guard::Admin,
        check_username_available,
    ),
    (
        "find_user_by_external_id",
        Guard::Admin,
        find_user_by_external_id,
    ),
    ("find_user_by_threepid", Guard::Admin, find_user_by_threepid),
    ("get_user", Guard::Admin, get_user),
];

/// How long an id may be, in bytes.
const LONGEST_ID: usize = 255;

pub(super) fn user_not_found() -> Refusal {
    Refusal::not_found("User not found")
}

fn get_user(world: &mut World, call: &Call) -> Answer {
    let user = local_user(call, "Can only look up local users")?;
    let account = world.accounts.get(user).ok_or_else(user_not_found)?;
    Ok(account.details().into())
}

fn find_user_by_threepid(world: &mut World, call: &Call) -> Answer {
    let (medium, address) = (call.segment("medium"), call.segment("address"));
    let owner = world.accounts.owner_of(medium, address);
    let owner = owner.ok_or_else(user_not_found)?;
    Ok(json!({"user_id": owner}).into())
}

fn find_user_by_external_id(world: &mut World, call: &Call) -> Answer {
    let (provider, id) = (call.segment("provider"), call.segment("external_id"));
    let owner = world.accounts.owner_of_external_id(provider, id);
    let owner = owner.ok_or_else(user_not_found)?;
    Ok(json!({"user_id": owner}).into())
}

fn check_username_available(world: &mut World, call: &Call) -> Answer {
    world.check_new_name(required_text(call, "username")?)?;
    Ok(json!({"available": true}).into())
}

impl World {
    /// Refuses a local part that no new account can have.
    pub(super) fn check_new_name(&self, localpart: &str) -> Result<(), Refusal> {
        let invalid = |message| Err(Refusal::bad("M_INVALID_USERNAME", message));
        let is_allowed = |letter: char| {
            letter.is_ascii_lowercase() || letter.is_ascii_digit() || "=_-./+".contains(letter)
        };
        if !localpart.chars().all(is_allowed) {
            return invalid("User ID can only contain characters a-z, 0-9, or '=_-./+'");
        }
        if localpart.is_empty() {
            return invalid("User ID cannot be empty");
        }
        if localpart.bytes().all(|byte| byte.is_ascii_digit()) {
            return invalid("Numeric user IDs are reserved for guest users.");
        }
        if localpart.len() + SERVER_NAME.len() + "@:".len() > LONGEST_ID {
            return invalid("User ID may not be longer than 255 characters");
        }
        if self.accounts.is_taken(&local_id(localpart)) {
            Err(Refusal::bad("M_USER_IN_USE", "User ID already taken."))
        } else {
            Ok(())
        }
    }
}
