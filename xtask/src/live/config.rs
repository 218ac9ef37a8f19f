//! The configuration of the throwaway server.
//!
//! Written as JSON, which every YAML parser reads, so nothing here has to quote.

use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};

use super::secret;

/// The name in every identifier; the top-level domain is reserved for tests.
pub(crate) const SERVER_NAME: &str = "example.test";
/// The database's file in the server's directory.
pub(crate) const DATABASE: &str = "homeserver.db";
/// The log's file in the server's directory.
pub(crate) const LOG: &str = "homeserver.log";

/// A signing key in the form the server reads: algorithm, version, 32 bytes in unpadded base64.
///
/// Hexadecimal digits are base64 digits too, and leave a throwaway key more entropy than it needs.
pub(crate) fn signing_key() -> Result<String> {
    Ok(format!(
        "ed25519 a_live {}{}A\n",
        secret::random()?,
        &secret::random()?[..10]
    ))
}

/// How and where the server logs.
pub(crate) fn logging(directory: &Path) -> Value {
    json!({
        "version": 1,
        "formatters": {
            "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(request)s %(message)s"},
        },
        "filters": {
            "context": {"()": "synapse.logging.context.LoggingContextFilter", "request": ""},
        },
        "handlers": {
            "file": {
                "class": "logging.FileHandler",
                "filename": directory.join(LOG),
                "formatter": "plain",
                "filters": ["context"],
            },
        },
        "root": {"level": "INFO", "handlers": ["file"]},
    })
}

/// The server's configuration; `directory` holds all of its files.
pub(crate) fn homeserver(directory: &Path, port: u16, shared_secret: &str) -> Result<Value> {
    let open = json!({"per_second": 100_000, "burst_count": 100_000});
    let mut config = json!({
        "server_name": SERVER_NAME,
        "report_stats": false,
        "pid_file": directory.join("homeserver.pid"),
        "listeners": [{
            "port": port,
            "type": "http",
            "tls": false,
            "bind_addresses": ["127.0.0.1"],
            "resources": [{"names": ["client", "federation"]}],
        }],
        "public_baseurl": format!("http://127.0.0.1:{port}/"),
        "database": {"name": "sqlite3", "args": {"database": directory.join(DATABASE)}},
        "media_store_path": directory.join("media"),
        "signing_key_path": directory.join("signing.key"),
        "log_config": directory.join("logging.yaml"),
        "macaroon_secret_key": secret::random()?,
        "form_secret": secret::random()?,
        "registration_shared_secret": shared_secret,
        "bcrypt_rounds": 4,
        "presence": {"enabled": false},

        // A new database has some sixty background updates. Unless they run at once, some calls
        // answer 500 for about a minute.
        "background_updates": {"sleep_enabled": false},

        // Nothing leaves the machine, and what tries to fails without a second attempt.
        "trusted_key_servers": [],
        "suppress_key_server_warning": true,
        "federation": {"max_short_retries": 0, "max_long_retries": 0, "client_timeout": "5s"},

        // What the tests need to see working.
        "enable_registration": true,
        "registration_requires_token": true,
        "allow_guest_access": true,
        "allow_underscore_prefixed_localpart": true,
        "server_notices": {"system_mxid_localpart": "notices", "room_name": "Server Notices"},
        "room_list_publication_rules": [{"action": "allow"}],
        "user_directory": {"enabled": true, "search_all_users": true},
    });
    // Only the limits below are settings; an administrator's override lifts the rest.
    let three = |a: &str, b: &str, c: &str| json!({a: open, b: open, c: open});
    let limits = [
        ("rc_message", open.clone()),
        ("rc_registration", open.clone()),
        ("rc_registration_token_validity", open.clone()),
        ("rc_login", three("address", "account", "failed_attempts")),
        ("rc_joins", json!({"local": open, "remote": open})),
        ("rc_joins_per_room", open.clone()),
        ("rc_invites", three("per_room", "per_user", "per_issuer")),
        ("rc_3pid_validation", open.clone()),
        ("rc_admin_redaction", open.clone()),
        ("rc_room_creation", open.clone()),
        ("rc_media_create", open.clone()),
        ("rc_reports", open.clone()),
        ("rc_user_directory", open.clone()),
        ("rc_key_requests", open.clone()),
    ];
    for (name, limit) in limits {
        config[name] = limit;
    }
    Ok(config)
}
