//! The settings of the server, as far as anything depends on them, and what it says of itself. They are
//! read and changed by routes that the document does not have.

use serde_json::{Map, Value, json};

use super::{
    Guard, Row, VERSION, World,
    parameters::object,
    refusal::{Answer, Refusal},
    rights::Right,
    status_ok,
    user_filter::Filter,
};
use crate::{
    operation::{Operation, route},
    sandbox::exchange::Call,
};

pub(super) const TABLE: &[Row] = &[
    ("get_server_limits", Guard::User, get_server_limits),
    ("notify_admin", Guard::User, notify_admin),
    (
        "trigger_notify_admin_posts",
        Guard::User,
        trigger_notify_admin_posts,
    ),
    ("get_ping", Guard::Anybody, get_ping),
    ("get_client_config", Guard::Anybody, get_client_config),
    ("get_client_license", Guard::Anybody, get_client_license),
    ("get_config", Guard::User, get_config),
    ("patch_config", Guard::User, patch_config),
];

pub(super) const ROUTES: &[Operation] = &[
    route("get_ping", "GET", "/api/v4/system/ping"),
    route("get_client_config", "GET", "/api/v4/config/client"),
    route("get_client_license", "GET", "/api/v4/license/client"),
    route("get_config", "GET", "/api/v4/config"),
    route("patch_config", "PUT", "/api/v4/config/patch"),
];

/// The operations that came after the version that the server says it is.
const NEWER: [&str; 18] = [
    "delete_draft",
    "delete_draft_for_thread",
    "get_channel_members_with_team_data_for_user",
    "get_drafts",
    "get_login_type",
    "get_non_compliant_user_access_token_count",
    "get_server_limits",
    "get_session_attributes_manifest",
    "get_user_by_auth_data",
    "get_users_with_invalid_emails",
    "login_sso_code_exchange",
    "login_with_desktop_token",
    "notify_admin",
    "reset_password_failed_attempts",
    "revoke_non_compliant_user_access_tokens",
    "rotate_user_access_token",
    "trigger_notify_admin_posts",
    "upsert_draft",
];

/// Settings by section and name.
#[derive(Debug)]
pub(super) struct Configuration(Map<String, Value>);

impl Default for Configuration {
    fn default() -> Self {
        let all = json!({
            "EmailSettings": {"EnableSignUpWithEmail": true, "RequireEmailVerification": false},
            "FileSettings": {"MaxFileSize": 104_857_600},
            "PrivacySettings": {"ShowEmailAddress": true, "ShowFullName": true},
            "RateLimitSettings": {
                "Enable": false,
                "MaxBurst": 100,
                "PerSec": 10,
                "VaryByRemoteAddr": true,
                "VaryByUser": false,
            },
            "SandboxSettings": {"EnableNewerOperations": true},
            "ServiceSettings": {
                "AllowSyncedDrafts": true,
                "EnableAPITriggerAdminNotifications": false,
                "EnableBotAccountCreation": true,
                "EnableAPIUserDeletion": true,
                "EnableMultifactorAuthentication": true,
                "EnableUserAccessTokens": true,
                "MaximumLoginAttempts": 10,
                "MaximumPersonalAccessTokenLifetimeDays": 0,
            },
            "TeamSettings": {
                "EnableOpenServer": true,
                "EnableUserCreation": true,
                "EnableUserDeactivation": true,
            },
        });
        match all {
            Value::Object(sections) => Self(sections),
            _ => Self(Map::new()),
        }
    }
}

impl Configuration {
    fn get(&self, section: &str, name: &str) -> &Value {
        let section = self.0.get(section).unwrap_or(&Value::Null);
        &section[name]
    }

    pub(super) fn is_on(&self, section: &str, name: &str) -> bool {
        self.get(section, name) == true
    }

    pub(super) fn number(&self, section: &str, name: &str) -> i64 {
        self.get(section, name).as_i64().unwrap_or(0)
    }

    /// Whether there is an operation: newer ones can be switched off.
    pub(super) fn has(&self, operation: &str) -> bool {
        self.is_on("SandboxSettings", "EnableNewerOperations") || !NEWER.contains(&operation)
    }

    /// Takes settings over; one that there is not, or of another kind, is named.
    fn change(&mut self, changes: &Map<String, Value>) -> Result<(), String> {
        let mut all = self.0.clone();
        for (section, settings) in changes {
            for (name, value) in settings.as_object().into_iter().flatten() {
                let kind = std::mem::discriminant(value);
                let known = all
                    .get_mut(section)
                    .and_then(|section| section.get_mut(name));
                match known.filter(|known| std::mem::discriminant(&**known) == kind) {
                    Some(known) => known.clone_from(value),
                    None => return Err(format!("{section}.{name}")),
                }
            }
        }
        self.0 = all;
        Ok(())
    }
}

fn get_config(world: &mut World, call: &Call) -> Answer {
    world.caller(call)?.need(Right::ManageSystem)?;
    Ok(Value::Object(world.configuration.0.clone()).into())
}

fn patch_config(world: &mut World, call: &Call) -> Answer {
    world.caller(call)?.need(Right::ManageSystem)?;
    let changed = world.configuration.change(&object(call));
    changed.map_err(|setting| Refusal::body(&setting))?;
    Ok(Value::Object(world.configuration.0.clone()).into())
}

fn get_client_config(_: &mut World, _: &Call) -> Answer {
    Ok(json!({"Version": VERSION}).into())
}

fn get_client_license(_: &mut World, _: &Call) -> Answer {
    Ok(json!({"IsLicensed": "false"}).into())
}

fn get_ping(_: &mut World, _: &Call) -> Answer {
    let mut answer = json!({"status": "OK"});
    for system in ["Android", "Desktop", "Ios"] {
        for kind in ["LatestVersion", "MinVersion"] {
            answer[format!("{system}{kind}")] = "".into();
        }
    }
    Ok(answer.into())
}

fn get_server_limits(world: &mut World, call: &Call) -> Answer {
    let filter = Filter {
        is_active: Some(true),
        has_no_bots: true,
        ..Filter::default()
    };
    // Others are not told how many there are.
    let count = match world.caller(call)?.may(Right::ReadUserManagement) {
        true => world.count(&filter),
        false => 0,
    };
    let limits = json!({
        "maxUsersLimit": 200,
        "maxUsersHardLimit": 250,
        "activeUserCount": count,
        "lastAccessiblePostTime": 0,
        "postHistoryLimit": 0,
    });
    Ok(limits.into())
}

/// A wish reaches nobody, because no post is written.
fn notify_admin(world: &mut World, call: &Call) -> Answer {
    world.caller(call)?;
    match serde_json::from_slice::<Map<String, Value>>(&call.body) {
        Ok(_) => Ok(status_ok()),
        Err(_) => Err(Refusal::body("notifyAdminRequest")),
    }
}

fn trigger_notify_admin_posts(world: &mut World, call: &Call) -> Answer {
    let is_on = world
        .configuration
        .is_on("ServiceSettings", "EnableAPITriggerAdminNotifications");
    if !is_on {
        return Err(Refusal::forbidden("api.cloud.app_error"));
    }
    world.caller(call)?.need(Right::ManageSystem)?;
    notify_admin(world, call)
}
