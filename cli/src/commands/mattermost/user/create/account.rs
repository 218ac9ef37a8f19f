//! An account that is to be created: what is known of it.

use chatadm::Secret;
use serde_json::{Value, json};

/// What is known of a new user besides the name and the address.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct DetailArgs {
    /// The nickname
    #[arg(long, value_name = "NAME")]
    nickname: Option<String>,

    /// The first name
    #[arg(long, visible_alias = "firstname", value_name = "NAME")]
    first_name: Option<String>,

    /// The last name
    #[arg(long, visible_alias = "lastname", value_name = "NAME")]
    last_name: Option<String>,

    /// The job title
    #[arg(long, value_name = "TITLE")]
    position: Option<String>,

    /// The language, as `en`
    #[arg(long, value_name = "LANGUAGE")]
    locale: Option<String>,

    /// The service that the user logs in with, as `ldap`
    #[arg(long, value_name = "SERVICE", requires = "auth_data")]
    auth_service: Option<String>,

    /// Who the user is at that service
    #[arg(long, value_name = "ID", requires = "auth_service")]
    auth_data: Option<String>,
}

impl DetailArgs {
    pub(super) fn account(&self, username: Option<String>, email: Option<String>) -> Account {
        let this = self.clone();
        Account {
            username: username.unwrap_or_default(),
            email: email.unwrap_or_default(),
            nickname: this.nickname,
            first_name: this.first_name,
            last_name: this.last_name,
            position: this.position,
            locale: this.locale,
            auth_service: this.auth_service,
            auth_data: this.auth_data,
            ..Account::default()
        }
    }
}

/// An account that is to be created.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(super) struct Account {
    pub(super) username: String,
    pub(super) email: String,
    nickname: Option<String>,
    #[serde(alias = "firstname")]
    first_name: Option<String>,
    #[serde(alias = "lastname")]
    last_name: Option<String>,
    position: Option<String>,
    locale: Option<String>,
    auth_service: Option<String>,
    auth_data: Option<String>,
    pub(super) password: Option<Secret>,
    /// The roles it gets, with spaces between them.
    pub(super) roles: Option<String>,
    #[serde(skip)]
    pub(super) is_guest: bool,
    #[serde(skip)]
    pub(super) is_verified: bool,
    #[serde(skip)]
    pub(super) is_quiet: bool,
}

impl Account {
    /// Whether the user logs in at another service.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.auth_service
            .as_deref()
            .is_some_and(|service| !matches!(service, "" | "email"))
    }

    /// The body without the password.
    pub(super) fn body(&self) -> Value {
        let mut body = json!({"username": self.username, "email": self.email});
        let texts = [
            ("nickname", &self.nickname),
            ("first_name", &self.first_name),
            ("last_name", &self.last_name),
            ("position", &self.position),
            ("locale", &self.locale),
            ("auth_service", &self.auth_service),
            ("auth_data", &self.auth_data),
        ];
        for (name, text) in texts {
            if let Some(text) = text.as_deref().filter(|text| !text.is_empty()) {
                body[name] = text.into();
            }
        }
        if self.is_quiet {
            body["disable_welcome_email"] = true.into();
        }
        body
    }

    /// The body as it may be seen.
    pub(super) fn shown(&self) -> Value {
        let mut body = self.body();
        if !self.is_elsewhere() {
            body["password"] = "..".into();
        }
        body
    }
}
