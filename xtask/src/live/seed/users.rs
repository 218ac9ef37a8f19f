//! Accounts of every kind that an administrator meets.

use anyhow::Result;
use serde_json::{Value, json};

use super::optional::optional;
use super::{Site, account, localparts, parallel};
use crate::live::http::{Session, path, text};
use crate::live::manifest::{Identity, Manifest, Threepid, Users};

/// Names in several scripts, and with what breaks tables, shells and markup.
pub(super) const DISPLAY_NAMES: [(&str, &str); 16] = [
    ("latin", "Żółć Ñandú Straße"),
    ("greek", "Ἀλέξανδρος Παπαδόπουλος"),
    ("cyrillic", "Дмитрий Щербаков"),
    ("arabic", "محمد العربي"),
    ("hebrew", "דוד כהן"),
    ("devanagari", "नरेन्द्र शर्मा"),
    ("thai", "สมชาย ใจดี"),
    ("han", "王小明"),
    ("kana", "さくら タロウ"),
    ("hangul", "김철수"),
    ("emoji", "👩‍👩‍👧‍👦 Family 🏳️‍🌈"),
    ("combining", "Z̸a̷l̶g̵o̴ e\u{301}"),
    ("bidi", "left \u{202e}thgir\u{202c} left"),
    (
        "markup",
        "<b>bold</b> & \"quoted\" 'single' \\ `tick` $HOME",
    ),
    ("control", "tab\there\nand a line"),
    ("spaces", "  padded \u{a0} out  "),
];

/// One kind of account: how many, how they are made, and where they are listed.
struct Kind {
    name: &'static str,
    count: usize,
    body: Value,
    list: fn(&mut Users) -> &mut Vec<String>,
}

pub(super) fn create(site: &Site<'_>, manifest: &mut Manifest) -> Result<()> {
    for kind in kinds() {
        let localparts: Vec<String> = (1..=kind.count)
            .map(|number| format!("{}.{number}", kind.name))
            .collect();
        let ids = create_all(site.admin, &localparts, &kind.body, manifest)?;
        (kind.list)(&mut manifest.users).extend(ids);
    }
    let ids = create_all(site.admin, &localparts::HAZARDOUS, &json!({}), manifest)?;
    manifest.users.hazardous = ids;
    bridge(site, manifest)?;
    name(site, manifest)?;
    identify(site, manifest)?;
    invite_guests(site, manifest)?;
    restrict(site, manifest)
}

fn kinds() -> [Kind; 9] {
    let kind = |name, count, list| Kind {
        name,
        count,
        body: json!({}),
        list,
    };
    [
        Kind {
            body: json!({"admin": true}),
            ..kind("admin", 2, |users| &mut users.admins)
        },
        Kind {
            body: json!({"user_type": "bot"}),
            ..kind("bot", 3, |users| &mut users.bots)
        },
        Kind {
            body: json!({"user_type": "support"}),
            ..kind("support", 2, |users| &mut users.support)
        },
        kind("deactivated", 3, |users| &mut users.deactivated),
        kind("erased", 2, |users| &mut users.erased),
        kind("locked", 2, |users| &mut users.locked),
        kind("suspended", 2, |users| &mut users.suspended),
        kind("shadow-banned", 2, |users| &mut users.shadow_banned),
        kind("disposable", 12, |users| &mut users.disposable),
    ]
}

fn create_all<T: AsRef<str> + Sync>(
    admin: &Session,
    localparts: &[T],
    body: &Value,
    manifest: &mut Manifest,
) -> Result<Vec<String>> {
    let ids = parallel::map(localparts, |localpart| {
        account::create(admin, localpart.as_ref(), body)
    })?;
    manifest.users.all.extend_from_slice(&ids);
    Ok(ids)
}

/// Accounts as a bridge names them, where the server lets anybody make them.
fn bridge(site: &Site<'_>, manifest: &mut Manifest) -> Result<()> {
    for localpart in localparts::UNDERSCORE {
        let user_id = account::user_id(localpart);
        let path = path("/_synapse/admin/v2/users/{}", &[&user_id]);
        let reply = site.admin.send("PUT", &path, Some(&json!({})))?;
        if reply.body["errcode"] == "M_INVALID_USERNAME" {
            manifest.absent.push("underscore_localparts".to_owned());
            return Ok(());
        }
        reply.success()?;
        manifest.users.all.push(user_id.clone());
        manifest.users.hazardous.push(user_id);
    }
    Ok(())
}

fn name(site: &Site<'_>, manifest: &mut Manifest) -> Result<()> {
    let ids = parallel::map(&DISPLAY_NAMES, |(script, name)| {
        let body = json!({"displayname": name});
        account::create(site.admin, &format!("name.{script}"), &body)
    })?;
    manifest.users.all.extend_from_slice(&ids);
    let names = DISPLAY_NAMES.iter().map(|(_, name)| (*name).to_owned());
    manifest.users.display_names = ids.into_iter().zip(names).collect();
    Ok(())
}

/// Accounts with addresses and with identities elsewhere.
fn identify(site: &Site<'_>, manifest: &mut Manifest) -> Result<()> {
    let threepids: [(&str, &[(&str, &str)]); 3] = [
        ("threepid.email", &[("email", "plus+tag@mail.example.test")]),
        ("threepid.phone", &[("msisdn", "447700900001")]),
        (
            "threepid.both",
            &[
                ("email", "both@mail.example.test"),
                ("msisdn", "447700900002"),
            ],
        ),
    ];
    for (localpart, addresses) in threepids {
        let list: Vec<Value> = addresses
            .iter()
            .map(|(medium, address)| json!({"medium": medium, "address": address}))
            .collect();
        let user_id = account::create(site.admin, localpart, &json!({"threepids": list}))?;
        manifest
            .users
            .threepids
            .extend(addresses.iter().map(|(medium, address)| Threepid {
                user_id: user_id.clone(),
                medium: (*medium).to_owned(),
                address: (*address).to_owned(),
            }));
        manifest.users.all.push(user_id);
    }
    let identities = [
        ("external.plain", "oidc-corp", "0d0a3f6e"),
        ("external.odd", "oidc-corp", "sub/1+2 @x?y=z%2F#é"),
        ("external.saml", "saml", "urn:example:người"),
    ];
    for (localpart, auth_provider, external_id) in identities {
        let list = json!([{"auth_provider": auth_provider, "external_id": external_id}]);
        let user_id = account::create(site.admin, localpart, &json!({"external_ids": list}))?;
        manifest.users.external_ids.push(Identity {
            user_id: user_id.clone(),
            auth_provider: auth_provider.to_owned(),
            external_id: external_id.to_owned(),
        });
        manifest.users.all.push(user_id);
    }
    Ok(())
}

fn invite_guests(site: &Site<'_>, manifest: &mut Manifest) -> Result<()> {
    for _ in 0..3 {
        let path = "/_matrix/client/v3/register?kind=guest";
        let answer = site
            .admin
            .api
            .json("POST", path, None, Some(&json!({})))?
            .success()?;
        let user_id = text(&answer, "user_id")?;
        manifest.users.all.push(user_id.clone());
        manifest.users.guests.push(user_id);
    }
    Ok(())
}

/// Takes from some accounts what the API can take.
fn restrict(site: &Site<'_>, manifest: &mut Manifest) -> Result<()> {
    let admin = site.admin;
    let Users {
        deactivated,
        erased,
        locked,
        shadow_banned,
        ..
    } = &manifest.users;
    for (list, erase) in [(deactivated, false), (erased, true)] {
        for user_id in list {
            let path = path("/_synapse/admin/v1/deactivate/{}", &[user_id]);
            admin.post(&path, &json!({"erase": erase}))?;
        }
    }
    for user_id in locked {
        let path = path("/_synapse/admin/v2/users/{}", &[user_id]);
        admin.put(&path, &json!({"locked": true}))?;
    }
    for user_id in shadow_banned {
        let path = path("/_synapse/admin/v1/users/{}/shadow_ban", &[user_id]);
        admin.post(&path, &json!({}))?;
    }
    for user_id in manifest.users.suspended.clone() {
        let path = path("/_synapse/admin/v1/suspend/{}", &[&user_id]);
        let reply = admin.send("PUT", &path, Some(&json!({"suspend": true})))?;
        if optional(manifest, "suspend_user", reply)?.is_none() {
            manifest.users.suspended.clear();
        }
    }
    let erased = manifest.users.erased.clone();
    manifest.users.deactivated.extend(erased);
    Ok(())
}
