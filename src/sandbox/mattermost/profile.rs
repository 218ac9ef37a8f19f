//! What an account may be called, and how a body changes it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    World,
    accounts::{Account, notify_props},
    parameters::{field, text_map},
    refusal::Refusal,
};

/// Languages that the server has.
const LOCALES: [&str; 22] = [
    "bg", "de", "en", "en-AU", "es", "fa", "fr", "hu", "it", "ja", "ko", "nl", "pl", "pt-BR", "ro",
    "ru", "sv", "tr", "uk", "vi", "zh-CN", "zh-TW",
];

/// Names that mean something else.
const RESERVED: [&str; 4] = ["all", "channel", "matterbot", "system"];

/// Whether a text has the form of an address.
pub(super) fn is_email(text: &str) -> bool {
    let is_plain = !text.contains(char::is_whitespace) && text.to_lowercase() == text;
    text.len() <= 128
        && is_plain
        && text
            .split_once('@')
            .is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
}

pub(super) fn is_username(text: &str) -> bool {
    let fits =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte);
    (1..=64).contains(&text.len())
        && text.as_bytes()[0].is_ascii_lowercase()
        && text.bytes().all(fits)
        && !RESERVED.contains(&text)
}

/// What a password lacks: all four kinds of letters, and ten of them.
pub(super) fn is_password(text: &str) -> bool {
    let has = |fits: fn(&char) -> bool| text.chars().any(|letter| fits(&letter));
    (10..=72).contains(&text.len())
        && has(char::is_ascii_lowercase)
        && has(char::is_ascii_uppercase)
        && has(char::is_ascii_digit)
        && text.chars().any(|letter| !letter.is_alphanumeric())
}

/// The refusal of a new password.
pub(super) fn weak_password() -> Refusal {
    Refusal::bad(
        "model.user.is_valid.pwd_lowercase_uppercase_number_symbol.app_error",
        "Your password must contain at least 10 characters made up of at least one lowercase letter, at least one uppercase letter, at least one number, and at least one symbol (e.g. \"~!@#$%^&*()\").",
    )
}

impl World {
    /// Whether an account may be as it is, beside all the others.
    pub(super) fn check(&self, account: &Account) -> Result<(), Refusal> {
        if account.create_at == 0 {
            let id = "model.user.is_valid.create_at.app_error";
            return Err(Refusal::bad(id, "Create at must be a valid time."));
        }
        if !is_username(&account.username) {
            return Err(Refusal::bad(
                "model.user.is_valid.username.app_error",
                "Username must begin with a letter, and contain between 3 to 22 lowercase characters made up of numbers, letters, and the symbols \".\", \"-\", and \"_\".",
            ));
        }
        if !is_email(&account.email) {
            let id = "model.user.is_valid.email.app_error";
            return Err(Refusal::bad(id, "Invalid email."));
        }
        if !LOCALES.contains(&&*account.locale) {
            let id = "model.user.is_valid.locale.app_error";
            return Err(Refusal::bad(id, "Invalid locale."));
        }
        let is_other = |found: &Account| found.id != account.id;
        if self
            .accounts
            .by_email(&account.email)
            .is_some_and(|found| is_other(&found))
        {
            let id = "app.user.save.email_exists.app_error";
            let message = "An account with that email already exists.";
            return Err(Refusal::bad(id, message));
        }
        let found = self.accounts.by_name(&account.username);
        if found.is_some_and(|found| is_other(&found)) {
            let id = "app.user.save.username_exists.app_error";
            let message = "An account with that username already exists.";
            return Err(Refusal::bad(id, message));
        }
        Ok(())
    }

    /// Puts a changed account in the place of what it was.
    pub(super) fn store(&mut self, mut account: Account) -> Account {
        account.update_at = self.clock.now().max(account.update_at + 1);
        let id = account.id.clone();
        self.accounts.rename(&id, &account.username);
        if let Some(place) = self.accounts.get_mut(&id) {
            place.clone_from(&account);
        }
        account
    }
}

impl Account {
    /// Takes what a body has of the profile; what is of the wrong kind counts as empty.
    pub(super) fn patch(&mut self, body: &Map<String, Value>) {
        let texts = BTreeMap::from([
            ("nickname", &mut self.nickname),
            ("first_name", &mut self.first_name),
            ("last_name", &mut self.last_name),
            ("position", &mut self.position),
            ("locale", &mut self.locale),
        ]);
        for (name, place) in texts {
            if is_given(body, name) {
                field(body, name).clone_into(place);
            }
        }
        if self.locale.is_empty() {
            "en".clone_into(&mut self.locale);
        }
        if is_given(body, "username") {
            self.username = field(body, "username").to_lowercase();
        }
        if is_given(body, "email") {
            let email = field(body, "email").to_lowercase();
            self.is_email_verified &= email == self.email;
            self.email = email;
        }
        let maps = BTreeMap::from([
            ("props", &mut self.props),
            ("notify_props", &mut self.notify_props),
            ("timezone", &mut self.timezone),
        ]);
        for (name, place) in maps {
            if is_given(body, name) {
                *place = text_map(&body[name]);
            }
        }
    }

    /// Empties all that a body can set.
    pub(super) fn reset(&mut self) {
        for text in [
            &mut self.nickname,
            &mut self.first_name,
            &mut self.last_name,
            &mut self.position,
            &mut self.locale,
        ] {
            text.clear();
        }
        self.props.clear();
        self.timezone.clear();
        self.notify_props = notify_props();
    }
}

fn is_given(body: &Map<String, Value>, name: &str) -> bool {
    body.get(name).is_some_and(|value| !value.is_null())
}
