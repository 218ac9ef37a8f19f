//! What a seeded server holds, written to the file that `CHATADM_LIVE_MANIFEST` names.
//!
//! Tests read identifiers and counts from here instead of repeating what the seed does. Nothing in it
//! is secret: tokens travel in variables of their own.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Serialize;

use super::config;
use super::http::{Session, text};
use super::server::Server;

/// The whole file.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Manifest {
    /// What the server says its release is.
    pub(crate) synapse_version: String,
    pub(crate) server_name: String,
    pub(crate) base_url: String,
    /// Whether anything but the two accounts below exists.
    pub(crate) seeded: bool,
    /// The account behind `SYNAPSE_TOKEN`.
    pub(crate) admin: String,
    /// The account behind `CHATADM_LIVE_USER_TOKEN`.
    pub(crate) user: String,
    /// What this release of the server had no endpoint for, so that tests can tell absence from error.
    pub(crate) absent: Vec<String>,
    pub(crate) users: Users,
    pub(crate) rooms: Rooms,
    pub(crate) events: Events,
    pub(crate) media: Media,
    pub(crate) reports: Reports,
    pub(crate) registration_tokens: RegistrationTokens,
    pub(crate) tasks: Tasks,
    pub(crate) federation: Federation,
}

/// Accounts by what is special about them.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Users {
    /// The length of `all`, which is what a list without any filter has to hold.
    pub(crate) total: usize,
    pub(crate) all: Vec<String>,
    pub(crate) admins: Vec<String>,
    pub(crate) bots: Vec<String>,
    pub(crate) support: Vec<String>,
    pub(crate) guests: Vec<String>,
    pub(crate) deactivated: Vec<String>,
    /// Also among `deactivated`.
    pub(crate) erased: Vec<String>,
    pub(crate) locked: Vec<String>,
    pub(crate) suspended: Vec<String>,
    pub(crate) shadow_banned: Vec<String>,
    /// Made by the API, with every character that a local part may hold where it hurts.
    pub(crate) hazardous: Vec<String>,
    /// From before the grammar: capitals, spaces, `%`, `#`, `?`; no API makes them any more.
    pub(crate) historic: Vec<String>,
    /// Names in several scripts, by account.
    pub(crate) display_names: BTreeMap<String, String>,
    pub(crate) avatars: BTreeMap<String, String>,
    pub(crate) threepids: Vec<Threepid>,
    pub(crate) external_ids: Vec<Identity>,
    /// The account with several devices, and their ids.
    pub(crate) many_devices: Devices,
    pub(crate) pusher: String,
    pub(crate) account_data: String,
    pub(crate) cross_signing: String,
    pub(crate) ratelimit_override: String,
    /// Is in rooms, yet is no account: not among `all`, and unknown when asked for.
    pub(crate) notices_sender: String,
    /// Accounts that nothing else refers to: tests may change, deactivate and erase them.
    pub(crate) disposable: Vec<String>,
}

/// A third-party identifier, as the server stores it.
#[derive(Debug, Serialize)]
pub(crate) struct Threepid {
    pub(crate) user_id: String,
    pub(crate) medium: String,
    pub(crate) address: String,
}

/// The identity of an account at a single sign-on provider.
#[derive(Debug, Serialize)]
pub(crate) struct Identity {
    pub(crate) user_id: String,
    pub(crate) auth_provider: String,
    pub(crate) external_id: String,
}

/// The devices of one account.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Devices {
    pub(crate) user_id: String,
    pub(crate) device_ids: Vec<String>,
}

/// Rooms by what is special about them.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Rooms {
    /// Every room that still exists, server notices included.
    pub(crate) all: Vec<String>,
    /// Public, with an alias, a topic, many members and all kinds of events.
    pub(crate) main: String,
    pub(crate) space: String,
    pub(crate) space_children: Vec<String>,
    pub(crate) version3: String,
    /// Its id has no domain; missing where the server does not know the version.
    pub(crate) version12: Option<String>,
    /// One room of each version that the server calls stable.
    pub(crate) versions: BTreeMap<String, String>,
    pub(crate) encrypted: String,
    pub(crate) aliased: String,
    /// The alias of `aliased`, with characters that have to be encoded.
    pub(crate) alias: String,
    /// More messages than one page holds.
    pub(crate) busy: String,
    pub(crate) blocked: String,
    pub(crate) public: Vec<String>,
    pub(crate) private: Vec<String>,
    pub(crate) nameless: String,
    pub(crate) direct: String,
    pub(crate) unicode: String,
    /// Replaced by `replacement`.
    pub(crate) upgraded: String,
    pub(crate) replacement: String,
    /// One membership of each kind; see `memberships`.
    pub(crate) mixed: String,
    /// Account to membership, in `mixed`.
    pub(crate) memberships: BTreeMap<String, String>,
    pub(crate) server_notices: Vec<String>,
    /// Rooms that nothing else refers to: tests may purge and delete them.
    pub(crate) disposable: Vec<String>,
    /// Its old messages are gone; see `tasks.purge`.
    pub(crate) purged: String,
    /// One account's messages in it are redacted; see `tasks.redaction`.
    pub(crate) redacted: String,
    /// No longer there; see `tasks.deletion`.
    pub(crate) deleted: String,
}

/// Events worth asking for.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Events {
    /// In `rooms.main`.
    pub(crate) main: String,
    /// In `rooms.version3`, whose event ids may hold the two characters below.
    pub(crate) version3: String,
    pub(crate) version3_slash: Option<String>,
    pub(crate) version3_plus: Option<String>,
    /// All messages of `rooms.busy`, oldest first.
    pub(crate) busy: Vec<String>,
}

/// Uploads.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Media {
    /// Every upload, oldest first.
    pub(crate) all: Vec<Upload>,
    pub(crate) quarantined: String,
    pub(crate) protected: String,
    /// Nothing else refers to it.
    pub(crate) disposable: Vec<String>,
    /// In a message of `rooms.main`.
    pub(crate) in_room: String,
}

/// One upload.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Upload {
    pub(crate) media_id: String,
    pub(crate) user_id: String,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: String,
    pub(crate) length: usize,
}

/// Report ids, in the order of the server's lists without arguments: newest first.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Reports {
    pub(crate) events: Vec<i64>,
    /// Whose events were reported.
    pub(crate) reported_event_sender: String,
    pub(crate) users: Vec<i64>,
    pub(crate) reported_user: String,
}

/// Registration tokens by state.
#[derive(Debug, Default, Serialize)]
pub(crate) struct RegistrationTokens {
    pub(crate) all: Vec<String>,
    /// Every legal character. `.` and `..` are legal too, and hard to send in a path.
    pub(crate) odd: Vec<String>,
    /// Used once, by an account of its own.
    pub(crate) used: String,
    pub(crate) unlimited: String,
    pub(crate) expiring: String,
    pub(crate) disposable: Vec<String>,
}

/// The ids of work that the server has finished and can be asked about.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Tasks {
    pub(crate) deletion: String,
    pub(crate) purge: String,
    /// Missing where the server is too old.
    pub(crate) redaction: Option<String>,
}

/// Other servers this one has heard of; none of them exists.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Federation {
    pub(crate) destinations: Vec<String>,
    /// One of them, which the server believes to share rooms.
    pub(crate) with_rooms: String,
    pub(crate) shared_rooms: Vec<String>,
}

impl Manifest {
    /// What is true of an empty server.
    pub(crate) fn new(server: &Server, admin: &Session, user: &Session) -> Result<Self> {
        let answer = admin.get("/_synapse/admin/v1/server_version")?;
        Ok(Self {
            synapse_version: text(&answer, "server_version")?,
            server_name: config::SERVER_NAME.to_owned(),
            base_url: server.base_url().to_owned(),
            admin: admin.user_id.clone(),
            user: user.user_id.clone(),
            users: Users {
                total: 2,
                all: vec![admin.user_id.clone(), user.user_id.clone()],
                admins: vec![admin.user_id.clone()],
                ratelimit_override: admin.user_id.clone(),
                ..Users::default()
            },
            ..Self::default()
        })
    }

    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_vec_pretty(self)?;
        fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
    }
}
