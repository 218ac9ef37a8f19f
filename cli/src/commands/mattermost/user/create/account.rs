//! An account that is to be created: what is sent, and what follows.

use chatadm::{
    Error, Secret,
    mattermost::{Client, types::User},
};
use serde_json::{Value, json};

/// What is known of a new user besides the name and the address.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct DetailArgs {
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
pub(crate) struct Account {
    pub(crate) username: String,
    pub(crate) email: String,
    nickname: Option<String>,
    #[serde(alias = "firstname")]
    first_name: Option<String>,
    #[serde(alias = "lastname")]
    last_name: Option<String>,
    position: Option<String>,
    locale: Option<String>,
    auth_service: Option<String>,
    auth_data: Option<String>,
    pub(crate) password: Option<Secret>,
    /// The roles it gets, with spaces between them.
    pub(crate) roles: Option<String>,
    #[serde(skip)]
    pub(crate) is_guest: bool,
    #[serde(skip)]
    pub(crate) is_verified: bool,
    #[serde(skip)]
    pub(crate) is_quiet: bool,
}

impl Account {
    /// Whether the user logs in at another service.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.auth_service
            .as_deref()
            .is_some_and(|service| !matches!(service, "" | "email"))
    }

    /// The body without the password.
    fn body(&self) -> Value {
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
    pub(crate) fn shown(&self) -> Value {
        let mut body = self.body();
        if !self.is_elsewhere() {
            body["password"] = "..".into();
        }
        body
    }

    /// Creates the account, and makes it what it is to be: a failure after the first step says which failed.
    pub(crate) async fn create(&self, client: &Client, upsert: bool) -> Result<User, Error> {
        let mut body = self.body();
        let existing = if upsert {
            client
                .users()
                .by_username_opt(self.username.as_str())
                .await?
        } else {
            None
        };
        let created: User = if let Some(user) = existing {
            if let Some(fields) = body.as_object_mut() {
                fields.retain(|name, _| {
                    !name.starts_with("auth_") && name != "disable_welcome_email"
                });
            }
            client
                .call("patch_user")
                .param("user_id", &user.id)
                .json(&body)
                .send()
                .await?
        } else {
            if let Some(password) = &self.password {
                body["password"] = password.expose().into();
            }
            client.call("create_user").json(&body).send().await?
        };
        let user = client.user(&created.id);
        let mut is_changed = false;
        if let Some(roles) = self
            .roles
            .as_deref()
            .filter(|roles| !roles.is_empty() && *roles != created.roles)
        {
            user.set_roles(roles.split([' ', ',']).filter(|role| !role.is_empty()))
                .await?;
            is_changed = true;
        }
        if self.is_guest && !created.roles.contains("system_guest") {
            user.demote().await?;
            is_changed = true;
        }
        if self.is_verified && created.email_verified != Some(true) {
            user.verify_email_without_token().await?;
            is_changed = true;
        }
        if is_changed {
            user.get().await
        } else {
            Ok(created)
        }
    }
}
