//! Making one account, and one session of it.

use anyhow::Result;
use serde_json::{Value, json};

use crate::live::http::{Session, path, text};
use crate::live::{config, secret};

/// The account behind `CHATADM_LIVE_USER_TOKEN`.
pub(crate) fn ordinary_user(admin: &Session) -> Result<Session> {
    create_and_log_in(admin, "live-user", "Live User")
}

/// The full identifier of a local part.
pub(super) fn user_id(localpart: &str) -> String {
    format!("@{localpart}:{}", config::SERVER_NAME)
}

/// Makes an account and answers with the id that the server gave it.
pub(super) fn create(admin: &Session, localpart: &str, body: &Value) -> Result<String> {
    let path = path("/_synapse/admin/v2/users/{}", &[&user_id(localpart)]);
    text(&admin.put(&path, body)?, "name")
}

/// Makes an account with a random password and a device.
pub(super) fn create_and_log_in(admin: &Session, localpart: &str, name: &str) -> Result<Session> {
    let password = secret::random()?;
    let body = json!({"password": password, "displayname": name});
    let user_id = create(admin, localpart, &body)?;
    log_in(admin, &user_id, &password, None, "chatadm live tests")
}

/// Logs in, which makes a device; the server chooses its id where none is given.
pub(super) fn log_in(
    server: &Session,
    user_id: &str,
    password: &str,
    device_id: Option<&str>,
    device_name: &str,
) -> Result<Session> {
    let mut body = json!({
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user_id},
        "password": password,
        "initial_device_display_name": device_name,
    });
    if let Some(device_id) = device_id {
        body["device_id"] = device_id.into();
    }
    let answer = server.post("/_matrix/client/v3/login", &body)?;
    Session::from_answer(&server.api, &answer)
}
