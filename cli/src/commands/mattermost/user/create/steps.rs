//! What is sent for an account: the request that makes it, and those that make it what it is to be.

use std::collections::BTreeMap;

use chatadm::{
    Error,
    mattermost::{Client, types::User},
};
use serde_json::{Value, json};

use super::{Account, Args};
use crate::{
    context::Mattermost,
    exit::Failure,
    guards::mattermost::{ADMIN, is_admin},
};

/// How many names to ask for at once.
const MANY: usize = 100;

/// The users who exist already, where they are to be changed.
pub(super) struct Existing(BTreeMap<String, User>);

impl Existing {
    /// Looks for the users of the accounts, and refuses those whom the guards protect.
    pub(super) async fn find(
        mattermost: &Mattermost,
        args: &Args,
        accounts: &[Account],
    ) -> Result<Self, Failure> {
        let mut existing = BTreeMap::new();
        if !args.upsert {
            return Ok(Self(existing));
        }
        let names: Vec<&str> = accounts
            .iter()
            .map(|account| account.username.as_str())
            .collect();
        for names in names.chunks(MANY) {
            let users = mattermost.client.users();
            let found = users.by_usernames(names.iter().copied()).await?;
            existing.extend(found.into_iter().map(|user| (user.username.clone(), user)));
        }
        let this = Self(existing);
        let users: Vec<User> = this.0.values().cloned().collect();
        args.guards.check_protected_users(mattermost, &users)?;
        let demotes = |account: &&Account| {
            let roles = account.roles.as_deref().unwrap_or_default();
            let stays = roles.is_empty() || roles.split([' ', ',']).any(|role| role == ADMIN);
            account.is_guest || !stays
        };
        let losers = accounts.iter().filter(demotes);
        let losers: Vec<User> = losers
            .filter_map(|account| this.get(account))
            .filter(|user| is_admin(user))
            .cloned()
            .collect();
        args.guards.check_users(mattermost, &losers).await?;
        Ok(this)
    }

    /// The user who has the name of this account.
    pub(super) fn get(&self, account: &Account) -> Option<&User> {
        self.0.get(&account.username.to_lowercase())
    }
}

/// A user who was made or changed, and what did not work afterward.
pub(super) struct Done {
    pub(super) user: User,
    failed: Vec<(String, Error)>,
}

impl Done {
    /// What is missing, and how to do it, in a line each.
    pub(super) fn unfinished(&self) -> impl Iterator<Item = String> {
        let name = &self.user.username;
        self.failed.iter().map(move |(command, error)| {
            format!(
                "{name} exists now and is not yet what it is to be: {}; repeat that with `chatadm \
                 mattermost user {command}`",
                chatadm::Report(error)
            )
        })
    }

    /// The first of what did not work.
    pub(super) fn into_failure(self) -> Option<Error> {
        self.failed.into_iter().map(|(_, error)| error).next()
    }
}

impl Account {
    /// The requests for the account, as they may be seen.
    pub(super) fn requests(&self, before: Option<&User>) -> Vec<Value> {
        let path = |tail: &str| {
            let id = before.map_or("{user_id}", |user| user.id.as_str());
            format!("/api/v4/users/{id}/{tail}")
        };
        let mut requests = vec![match before {
            None => json!({"method": "POST", "path": "/api/v4/users", "body": self.shown()}),
            Some(_) => json!({"method": "PUT", "path": path("patch"), "body": self.patch()}),
        }];
        if let Some(roles) = self.wanted_roles(before) {
            let body = json!({"roles": roles.join(" ")});
            requests.push(json!({"method": "PUT", "path": path("roles"), "body": body}));
        }
        if self.wants_demotion(before) {
            requests.push(json!({"method": "POST", "path": path("demote"), "body": null}));
        }
        if self.is_verified {
            let path = path("email/verify/member");
            requests.push(json!({"method": "POST", "path": path, "body": null}));
        }
        requests
    }

    /// Creates the account or changes the one that is there, and makes it what it is to be.
    pub(super) async fn create(
        &self,
        client: &Client,
        before: Option<&User>,
    ) -> Result<Done, Error> {
        let user: User = if let Some(user) = before {
            let request = client.call("patch_user").param("user_id", &user.id);
            request.json(&self.patch()).send().await?
        } else {
            let mut body = self.body();
            if let Some(password) = &self.password {
                body["password"] = password.expose().into();
            }
            client.call("create_user").json(&body).send().await?
        };
        let handle = client.user(&user.id);
        let name = user.username.clone();
        let (mut failed, mut is_changed) = (Vec::new(), false);
        let mut note = |command: String, outcome: Result<(), Error>| match outcome {
            Ok(()) => is_changed = true,
            Err(error) => failed.push((command, error)),
        };
        if let Some(roles) = self.wanted_roles(Some(&user)) {
            let command = format!("roles {name} --set {}", roles.join(","));
            note(command, handle.set_roles(roles).await);
        }
        if self.wants_demotion(Some(&user)) {
            note(format!("demote {name}"), handle.demote().await);
        }
        if self.is_verified && user.email_verified != Some(true) {
            note(
                format!("verify {name}"),
                handle.verify_email_without_token().await,
            );
        }
        let user = if is_changed {
            // What was done is done, whether it can be read or not.
            handle.get().await.unwrap_or(user)
        } else {
            user
        };
        Ok(Done { user, failed })
    }

    /// What a user who exists already gets.
    fn patch(&self) -> Value {
        let mut body = self.body();
        if let Some(fields) = body.as_object_mut() {
            fields.retain(|name, _| !name.starts_with("auth_") && name != "disable_welcome_email");
        }
        body
    }

    /// The roles, where the user does not have them already.
    fn wanted_roles(&self, user: Option<&User>) -> Option<Vec<&str>> {
        let wanted = self.roles.as_deref().unwrap_or_default();
        let wanted: Vec<&str> = words(wanted).collect();
        let has = user.map_or("system_user", |user| user.roles.as_str());
        let has: Vec<&str> = words(has).collect();
        let is_same = wanted.len() == has.len() && wanted.iter().all(|role| has.contains(role));
        (!wanted.is_empty() && !is_same).then_some(wanted)
    }

    fn wants_demotion(&self, user: Option<&User>) -> bool {
        let is_guest = |user: &User| words(&user.roles).any(|role| role == "system_guest");
        self.is_guest && !user.is_some_and(is_guest)
    }
}

fn words(roles: &str) -> impl Iterator<Item = &str> {
    roles.split([' ', ',']).filter(|role| !role.is_empty())
}
