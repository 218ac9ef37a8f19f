//! What is shown of an account: all of it to its user, less to everybody else.

use http::{HeaderValue, header};
use serde_json::{Value, json};

use super::{VERSION, World, accounts::Account, sessions::Caller};
use crate::sandbox::exchange::{Call, Reply};
use http::StatusCode;

impl Account {
    /// What everybody may see.
    fn common(&self) -> Value {
        let mut shown = json!({
            "id": self.id,
            "create_at": self.create_at,
            "update_at": self.update_at,
            "delete_at": self.delete_at,
            "username": self.username,
            "auth_data": self.auth_data,
            "auth_service": self.auth_service,
            "email": self.email,
            "nickname": self.nickname,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "position": self.position,
            "roles": self.roles,
            "locale": self.locale,
            "timezone": self.timezone,
            "disable_welcome_email": self.disable_welcome_email,
        });
        if !self.props.is_empty() {
            shown["props"] = self.props.clone().into();
        }
        if self.last_picture_update != 0 {
            shown["last_picture_update"] = self.last_picture_update.into();
        }
        if self.is_mfa_active {
            shown["mfa_active"] = true.into();
        }
        if let Some(bot) = &self.bot {
            shown["is_bot"] = true.into();
            shown["bot_description"] = bot.description.as_str().into();
        }
        shown
    }

    /// What the user sees.
    pub(super) fn whole(&self) -> Value {
        let mut shown = self.common();
        shown["notify_props"] = self.notify_props.clone().into();
        shown["last_password_update"] = self.last_password_update.into();
        if self.is_email_verified {
            shown["email_verified"] = true.into();
        }
        if self.failed_attempts != 0 {
            shown["failed_attempts"] = self.failed_attempts.into();
        }
        shown
    }

    /// The account as bots are shown.
    pub(super) fn as_bot(&self) -> Option<Value> {
        let bot = self.bot.as_ref()?;
        Some(json!({
            "user_id": self.id,
            "username": self.username,
            "display_name": bot.display_name,
            "description": bot.description,
            "owner_id": bot.owner_id,
            "create_at": bot.create_at,
            "update_at": bot.update_at,
            "delete_at": self.delete_at,
        }))
    }
}

impl World {
    /// An account in a list: nobody sees all of it there.
    pub(super) fn item(&self, account: &Account, caller: &Caller) -> Value {
        let mut shown = account.common();
        if !caller.is_admin() && caller.user != account.id {
            if !self.shows_emails() {
                shown["email"] = "".into();
            }
            if !self.shows_names() {
                shown["first_name"] = "".into();
                shown["last_name"] = "".into();
            }
        }
        shown
    }

    /// Accounts in a list.
    pub(super) fn items<'a, A>(&self, accounts: A, caller: &Caller) -> Value
    where
        A: IntoIterator<Item = &'a Account>,
    {
        let accounts = accounts.into_iter();
        accounts.map(|account| self.item(account, caller)).collect()
    }

    /// A single account, unless the caller has it already.
    pub(super) fn single(&self, call: &Call, account: &Account, caller: &Caller) -> Reply {
        let mut shown = match caller.user == account.id {
            true => account.whole(),
            false => self.item(account, caller),
        };
        let (terms, accepted) = account.terms.clone().unwrap_or_default();
        let etag = format!(
            "{VERSION}.{}.{}.{terms}.{accepted}.{}.{}.0",
            account.id,
            account.update_at,
            caller.is_admin() || self.shows_names(),
            caller.is_admin() || self.shows_emails(),
        );
        if !terms.is_empty() {
            shown["terms_of_service_id"] = terms.into();
            shown["terms_of_service_create_at"] = accepted.into();
        }
        tagged(call, &etag, || shown.into())
    }

    pub(super) fn shows_emails(&self) -> bool {
        self.configuration
            .is_on("PrivacySettings", "ShowEmailAddress")
    }

    fn shows_names(&self) -> bool {
        self.configuration.is_on("PrivacySettings", "ShowFullName")
    }
}

/// An answer with a tag; nothing but the tag for whoever has named it.
pub(super) fn tagged(call: &Call, etag: &str, answer: impl FnOnce() -> Reply) -> Reply {
    let mut reply = match call.header(header::IF_NONE_MATCH) == Some(etag) {
        true => {
            let mut reply = Reply::json(StatusCode::NOT_MODIFIED, &Value::Null);
            reply.headers.clear();
            reply.body = crate::sandbox::exchange::Content::Whole(bytes::Bytes::new());
            reply
        }
        false => answer(),
    };
    if let Ok(etag) = HeaderValue::from_str(etag) {
        reply.headers.insert(header::ETAG, etag);
    }
    reply
}
