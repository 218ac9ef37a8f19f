//! Creating an account, and changing one: fields are applied one after another, and what was applied before
//! a refusal stays.

use http::StatusCode;
use serde_json::{Map, Value};

use super::{
    Guard, Row, World,
    accounts::{Account, Threepid, localpart},
    parameters::{check_user_id, flag, is_local, object, require},
    refusal::{Answer, Refusal},
};
use crate::sandbox::exchange::{Call, Reply};

pub(super) const TABLE: &[Row] = &[("create_or_modify_user", Guard::Admin, create_or_modify_user)];

const LONGEST_PASSWORD: usize = 512;

/// What a body says, as far as it is looked at before anything happens.
#[derive(Debug)]
struct Wishes {
    body: Map<String, Value>,
    user_type: Option<String>,
    is_admin: Option<bool>,
    threepids: Option<Vec<(String, String)>>,
    external_ids: Option<Vec<(String, String)>>,
    password: Option<String>,
    log_out: bool,
    deactivated: Option<bool>,
    locked: Option<bool>,
}

fn create_or_modify_user(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?.user;
    let user = call.segment("user_id").to_owned();
    check_user_id(&user)?;
    let body = object(call)?;
    if !is_local(&user) {
        let message = "This endpoint can only be used with local users";
        return Err(Refusal::unknown(message));
    }
    let wishes = Wishes::read(body)?;
    let status = if world.accounts.contains(&user) {
        world.modify(&user, &wishes, &caller)?;
        StatusCode::OK
    } else {
        world.create(&user, &wishes)?;
        StatusCode::CREATED
    };
    let account = world.accounts.get(&user).ok_or_else(Refusal::internal)?;
    Ok(Reply::json(status, &account.details()))
}

impl Wishes {
    fn read(body: Map<String, Value>) -> Result<Self, Refusal> {
        let user_type = user_type(body.get("user_type"))?;
        let is_admin = flag(&body, "admin", || {
            Refusal::bad_json("Param 'admin' must be a boolean, if given")
        })?;
        let threepids = threepids(body.get("threepids"))?;
        let external_ids = external_ids(body.get("external_ids"))?;
        let password = match body.get("password") {
            None | Some(Value::Null) => None,
            Some(password) => Some(check_password(password)?),
        };
        let boolean = |name: &str| {
            flag(&body, name, || {
                Refusal::unknown(format!("'{name}' parameter is not of type boolean"))
            })
        };
        let log_out = boolean("logout_devices")?.unwrap_or(true);
        let deactivated = boolean("deactivated")?;
        let locked = boolean("locked")?;
        if (deactivated, locked) == (Some(true), Some(true)) {
            return Err(Refusal::unknown("An user can't be deactivated and locked"));
        }
        Ok(Self {
            body,
            user_type,
            is_admin,
            threepids,
            external_ids,
            password,
            log_out,
            deactivated,
            locked,
        })
    }
}

/// A password, if it is one that the server takes.
pub(super) fn check_password(password: &Value) -> Result<String, Refusal> {
    let password = password.as_str();
    let password = password.filter(|password| password.chars().count() <= LONGEST_PASSWORD);
    let password = password.ok_or_else(|| Refusal::unknown("Invalid password"))?;
    Ok(password.to_owned())
}

/// A kind of account, if it is one that the server knows.
pub(super) fn user_type(value: Option<&Value>) -> Result<Option<String>, Refusal> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(kind)) if matches!(kind.as_str(), "bot" | "support") => {
            Ok(Some(kind.clone()))
        }
        Some(_) => Err(Refusal::unknown("Invalid user type")),
    }
}

type Pairs = Vec<(String, String)>;

/// Pairs out of a list of objects that must have both fields.
fn pairs(value: Option<&Value>, names: [&str; 2]) -> Result<Option<Pairs>, Refusal> {
    let items = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(Refusal::internal()),
    };
    let mut found = Vec::new();
    for item in items {
        let item = item.as_object().ok_or_else(Refusal::internal)?;
        require(item, &names)?;
        let text = |name: &str| item[name].as_str().map(str::to_owned);
        let [first, second] = names.map(text);
        found.push((
            first.ok_or_else(Refusal::internal)?,
            second.ok_or_else(Refusal::internal)?,
        ));
    }
    Ok(Some(found))
}

fn external_ids(value: Option<&Value>) -> Result<Option<Pairs>, Refusal> {
    pairs(value, ["auth_provider", "external_id"])
}

/// Addresses in the spelling in which they are kept.
fn threepids(value: Option<&Value>) -> Result<Option<Pairs>, Refusal> {
    let Some(mut found) = pairs(value, ["medium", "address"])? else {
        return Ok(None);
    };
    for (medium, address) in &mut found {
        match medium.as_str() {
            "msisdn" => {}
            "email" => {
                let (name, domain) = address
                    .split_once('@')
                    .ok_or_else(|| Refusal::unknown("Unable to parse email address"))?;
                *address = format!("{}@{}", name.to_lowercase(), domain.to_lowercase());
            }
            other => {
                let message = format!("'{other}' is not a valid value for 'medium'");
                return Err(Refusal::invalid(message));
            }
        }
    }
    Ok(Some(found))
}

impl World {
    fn create(&mut self, user: &str, wishes: &Wishes) -> Result<(), Refusal> {
        self.check_new_name(localpart(user))?;
        let displayname = match wishes.body.get("displayname") {
            None | Some(Value::Null) => localpart(user).to_owned(),
            Some(Value::String(name)) => name.clone(),
            Some(other) => other.to_string(),
        };
        let avatar_url = wishes.body.get("avatar_url").and_then(Value::as_str);
        self.accounts.add(Account {
            name: user.to_owned(),
            displayname: filled(&displayname),
            avatar_url: avatar_url.and_then(filled),
            password: wishes.password.clone(),
            is_admin: wishes.is_admin.unwrap_or(false),
            user_type: wishes.user_type.clone(),
            created: self.clock.now() / 1000,
            ..Account::default()
        });
        if let Some(threepids) = &wishes.threepids {
            self.set_threepids(user, threepids);
        }
        if let Some(external_ids) = &wishes.external_ids {
            self.set_external_ids(user, external_ids)?;
        }
        Ok(())
    }

    fn modify(&mut self, user: &str, wishes: &Wishes, caller: &str) -> Result<(), Refusal> {
        if let Some(name) = profile_field(&wishes.body, "displayname")? {
            self.account(user)?.displayname = filled(name);
            self.note_done("update_join_states", user);
        }
        if let Some(threepids) = &wishes.threepids {
            self.set_threepids(user, threepids);
        }
        if let Some(external_ids) = &wishes.external_ids {
            self.set_external_ids(user, external_ids)?;
        }
        if let Some(url) = profile_field(&wishes.body, "avatar_url")? {
            self.account(user)?.avatar_url = filled(url);
            self.note_done("update_join_states", user);
        }
        if let Some(is_admin) = wishes.is_admin {
            self.set_admin(user, is_admin, caller)?;
        }
        if let Some(password) = &wishes.password {
            self.set_password(user, password, wishes.log_out)?;
        }
        match wishes.deactivated {
            Some(true) => self.deactivate(user, false)?,
            Some(false) => self.reactivate(user, wishes.password.as_deref())?,
            None => {}
        }
        let account = self.account(user)?;
        if let Some(locked) = wishes.locked {
            account.is_locked = locked;
        }
        if wishes.body.contains_key("user_type") {
            account.user_type.clone_from(&wishes.user_type);
        }
        Ok(())
    }

    /// An account that is known to be there.
    pub(super) fn account(&mut self, user: &str) -> Result<&mut Account, Refusal> {
        self.accounts.get_mut(user).ok_or_else(Refusal::internal)
    }

    fn set_threepids(&mut self, user: &str, wanted: &[(String, String)]) {
        let now = self.clock.now();
        for (medium, address) in wanted {
            // An address has one owner, the latest.
            let owner = self.accounts.owner_of(medium, address);
            if let Some(owner) = owner.filter(|owner| owner != user)
                && let Some(owner) = self.accounts.get_mut(&owner)
            {
                let is_other =
                    |known: &Threepid| (&known.medium, &known.address) != (medium, address);
                owner.threepids.retain(is_other);
            }
        }
        let Some(account) = self.accounts.get_mut(user) else {
            return;
        };
        let is_wanted = |known: &Threepid| {
            let mut wanted = wanted.iter();
            wanted.any(|(medium, address)| (&known.medium, &known.address) == (medium, address))
        };
        account.threepids.retain(is_wanted);
        for (medium, address) in wanted {
            let mut known = account.threepids.iter();
            if !known.any(|known| (&known.medium, &known.address) == (medium, address)) {
                account.threepids.push(Threepid {
                    medium: medium.clone(),
                    address: address.clone(),
                    validated_at: now,
                    added_at: now,
                });
            }
        }
    }

    fn set_external_ids(&mut self, user: &str, wanted: &[(String, String)]) -> Result<(), Refusal> {
        let is_taken = wanted.iter().any(|(provider, id)| {
            let owner = self.accounts.owner_of_external_id(provider, id);
            owner.is_some_and(|owner| owner != user)
        });
        if is_taken {
            let message = "External id is already in use.";
            return Err(Refusal::new(StatusCode::CONFLICT, "M_UNKNOWN", message));
        }
        self.account(user)?.external_ids = wanted.to_vec();
        Ok(())
    }
}

/// A text of a profile; an empty one takes away what is there.
fn profile_field<'a>(body: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Refusal> {
    match body.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::invalid(format!("'{name}' must be a string"))),
    }
}

/// A text, unless it is empty.
fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
