//! What accounts leave behind by being used: devices, pushers, account data, keys.

use anyhow::Result;
use serde_json::json;

use super::optional::optional;
use super::{Site, account};
use crate::live::http::{Session, path};
use crate::live::manifest::{Devices, Manifest};
use crate::live::secret;

/// Ids and names; a client may choose any text as a device id.
const DEVICES: [(&str, &str); 6] = [
    ("LAPTOP", "Laptop"),
    ("PHONE", "Téléphone 📱"),
    ("odd/device+id=1", "slash, plus, equals"),
    ("with space %2F?#", "what has to be encoded"),
    ("..", "two dots"),
    ("ключ", "letters beyond ASCII"),
];

pub(super) fn form(site: &Site<'_>, manifest: &mut Manifest) -> Result<()> {
    devices(site, manifest)?;
    let [pusher, keeper, signer] = [
        ("habit.pusher", "Pusher"),
        ("habit.account-data", "Keeper"),
        ("habit.cross-signing", "Signer"),
    ]
    .map(|(localpart, name)| account::create_and_log_in(site.admin, localpart, name));
    let (pusher, keeper, signer) = (pusher?, keeper?, signer?);
    set_pushers(&pusher)?;
    set_account_data(&keeper)?;
    upload_cross_signing_key(&signer)?;
    let reply = site.admin.send(
        "PUT",
        &path(
            "/_synapse/admin/v1/experimental_features/{}",
            &[&keeper.user_id],
        ),
        Some(&json!({"features": {"msc3881": true}})),
    )?;
    optional(manifest, "set_user_experimental_features", reply)?;
    let users = &mut manifest.users;
    users
        .all
        .extend([&pusher, &keeper, &signer].map(|session| session.user_id.clone()));
    users.pusher = pusher.user_id;
    users.account_data = keeper.user_id;
    users.cross_signing = signer.user_id;
    Ok(())
}

fn devices(site: &Site<'_>, manifest: &mut Manifest) -> Result<()> {
    let password = secret::random()?;
    let user_id = account::create(site.admin, "habit.devices", &json!({"password": password}))?;
    for (device_id, name) in DEVICES {
        let session = account::log_in(site.admin, &user_id, &password, Some(device_id), name)?;
        // Using a session is what gives it an address and a time of last use.
        session.get("/_matrix/client/v3/account/whoami")?;
    }
    manifest.users.all.push(user_id.clone());
    let device_ids = DEVICES.map(|(device_id, _)| device_id.to_owned()).into();
    manifest.users.many_devices = Devices {
        user_id,
        device_ids,
    };
    Ok(())
}

fn set_pushers(session: &Session) -> Result<()> {
    for (key, app) in [
        ("seed/key+1=", "test.example.one"),
        ("seed-key-2", "test.example.two"),
    ] {
        session.post(
            "/_matrix/client/v3/pushers/set",
            &json!({
                "app_display_name": "Live test",
                "app_id": app,
                "data": {
                    // The server refuses to connect to this machine, so no push is ever sent.
                    "url": "https://127.0.0.1/_matrix/push/v1/notify",
                    "format": "event_id_only",
                },
                "device_display_name": "Seed",
                "kind": "http",
                "lang": "en",
                "pushkey": key,
                "append": true,
            }),
        )?;
    }
    Ok(())
}

fn set_account_data(session: &Session) -> Result<()> {
    for (kind, content) in [
        (
            "test.example.settings",
            json!({"theme": "dark", "nested": {"list": [1, null, "ü"]}}),
        ),
        ("test.example/odd type", json!({})),
    ] {
        let arguments = [session.user_id.as_str(), kind];
        session.put(
            &path("/_matrix/client/v3/user/{}/account_data/{}", &arguments),
            &content,
        )?;
    }
    Ok(())
}

/// A first master key needs neither a signature nor a second proof of identity.
fn upload_cross_signing_key(session: &Session) -> Result<()> {
    let key = "K2eVcDlBAhPtRNwmg6DSXQp4Kfz1DOjv4Ft8B6mm2hQ";
    session.post(
        "/_matrix/client/v3/keys/device_signing/upload",
        &json!({
            "master_key": {
                "user_id": session.user_id,
                "usage": ["master"],
                "keys": {format!("ed25519:{key}"): key},
            },
        }),
    )?;
    Ok(())
}
