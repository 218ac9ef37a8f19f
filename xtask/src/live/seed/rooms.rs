//! Rooms of every kind that an administrator meets.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::Site;
use super::cast::Cast;
use crate::live::config;
use crate::live::http::{Session, path, text};
use crate::live::manifest::Manifest;

/// A legal alias needs encoding in a path as much as an account's id does.
const ODD_ALIAS: &str = "odd/alias+x=1%20?é";

pub(super) fn create(site: &Site<'_>, cast: &Cast, manifest: &mut Manifest) -> Result<()> {
    main(site, cast, manifest)?;
    space(cast, manifest)?;
    versions(site, cast, manifest)?;
    manifest.rooms.encrypted = create_room(
        &cast.alice,
        &json!({
            "preset": "private_chat",
            "name": "Encrypted",
            "initial_state": [{
                "type": "m.room.encryption",
                "content": {"algorithm": "m.megolm.v1.aes-sha2"},
            }],
        }),
    )?;
    manifest.rooms.aliased = create_room(
        &cast.alice,
        &json!({"preset": "public_chat", "name": "Aliased", "room_alias_name": ODD_ALIAS}),
    )?;
    manifest.rooms.alias = format!("#{ODD_ALIAS}:{}", config::SERVER_NAME);
    manifest.rooms.busy = named(site.user, "Busy", "private_chat")?;
    manifest.rooms.blocked = named(&cast.carol, "Blocked", "public_chat")?;
    site.admin.put(
        &path(
            "/_synapse/admin/v1/rooms/{}/block",
            &[&manifest.rooms.blocked],
        ),
        &json!({"block": true}),
    )?;
    for number in 1..=3 {
        let body = json!({
            "preset": "public_chat",
            "visibility": "public",
            "name": format!("Public {number}"),
            "topic": format!("The public room number {number}"),
        });
        manifest.rooms.public.push(create_room(&cast.bob, &body)?);
        let name = format!("Private {number}");
        manifest
            .rooms
            .private
            .push(named(&cast.bob, &name, "private_chat")?);
    }
    manifest.rooms.nameless = create_room(&cast.bob, &json!({"preset": "private_chat"}))?;
    manifest.rooms.unicode = named(&cast.dave, "Комната 部屋 🏠 <i>\"</i>", "private_chat")?;
    manifest.rooms.direct = create_room(
        &cast.alice,
        &json!({"preset": "trusted_private_chat", "is_direct": true, "invite": [cast.bob.user_id]}),
    )?;
    for number in 1..=6 {
        let room = named(&cast.dave, &format!("Disposable {number}"), "public_chat")?;
        join(&cast.erin, &room)?;
        manifest.rooms.disposable.push(room);
    }
    upgrade(cast, manifest)?;
    let rooms = &manifest.rooms;
    let all: Vec<String> = [
        &rooms.main,
        &rooms.space,
        &rooms.encrypted,
        &rooms.aliased,
        &rooms.busy,
        &rooms.blocked,
        &rooms.nameless,
        &rooms.unicode,
        &rooms.direct,
        &rooms.upgraded,
        &rooms.replacement,
    ]
    .into_iter()
    .chain(&rooms.space_children)
    .chain(rooms.versions.values())
    .chain(&rooms.public)
    .chain(&rooms.private)
    .chain(&rooms.disposable)
    .cloned()
    .collect();
    manifest.rooms.all = all;
    Ok(())
}

/// Makes a room and answers with its id.
pub(super) fn create_room(session: &Session, body: &Value) -> Result<String> {
    text(
        &session.post("/_matrix/client/v3/createRoom", body)?,
        "room_id",
    )
}

/// Makes a room that has a name and nothing else.
pub(super) fn named(session: &Session, name: &str, preset: &str) -> Result<String> {
    create_room(session, &json!({"preset": preset, "name": name}))
}

/// Joins a room that is open to the account.
pub(super) fn join(session: &Session, room: &str) -> Result<()> {
    session.post(&path("/_matrix/client/v3/join/{}", &[room]), &json!({}))?;
    Ok(())
}

/// Sets a state event and answers with its id.
pub(super) fn set_state(
    session: &Session,
    room: &str,
    kind: &str,
    key: &str,
    content: &Value,
) -> Result<String> {
    let path = path(
        "/_matrix/client/v3/rooms/{}/state/{}/{}",
        &[room, kind, key],
    );
    text(&session.put(&path, content)?, "event_id")
}

/// The room that most tests look at; the administrator is in it, and so are the hazardous accounts.
fn main(site: &Site<'_>, cast: &Cast, manifest: &mut Manifest) -> Result<()> {
    let room = create_room(
        site.admin,
        &json!({
            "preset": "public_chat",
            "visibility": "public",
            "name": "Main",
            "topic": "Where it all happens; see https://example.test/?a=1&b=2",
            "room_alias_name": "main",
        }),
    )?;
    join(site.user, &room)?;
    for session in cast.all() {
        join(session, &room)?;
    }
    for user_id in &manifest.users.hazardous {
        site.admin.post(
            &path("/_synapse/admin/v1/join/{}", &[&room]),
            &json!({"user_id": user_id}),
        )?;
    }
    manifest.rooms.main = room;
    Ok(())
}

/// A space with open and closed children, one of them a space again.
fn space(cast: &Cast, manifest: &mut Manifest) -> Result<()> {
    let space = |name: &str| {
        create_room(
            &cast.alice,
            &json!({
                "preset": "public_chat",
                "name": name,
                "creation_content": {"type": "m.space"},
            }),
        )
    };
    let (outer, inner) = (space("Space")?, space("Space in the space")?);
    let children = [
        named(&cast.alice, "Open child", "public_chat")?,
        named(&cast.alice, "Closed child", "private_chat")?,
    ];
    let grandchild = named(&cast.alice, "Grandchild", "public_chat")?;
    let links = children
        .iter()
        .map(|child| (&outer, child))
        .chain([(&outer, &inner), (&inner, &grandchild)]);
    for (parent, child) in links {
        let content = json!({"via": [config::SERVER_NAME], "suggested": true});
        set_state(&cast.alice, parent, "m.space.child", child, &content)?;
    }
    manifest.rooms.space = outer;
    manifest.rooms.space_children.extend(children);
    manifest.rooms.space_children.extend([inner, grandchild]);
    Ok(())
}

/// One room of each version: their ids and event ids differ in form.
fn versions(site: &Site<'_>, cast: &Cast, manifest: &mut Manifest) -> Result<()> {
    let answer = site.admin.get("/_matrix/client/v3/capabilities")?;
    let available = answer["capabilities"]["m.room_versions"]["available"]
        .as_object()
        .context("the server names no room versions")?;
    for (version, stability) in available {
        if stability == "stable" {
            let body = json!({
                "preset": "public_chat",
                "name": format!("Version {version}"),
                "room_version": version,
            });
            manifest
                .rooms
                .versions
                .insert(version.clone(), create_room(&cast.bob, &body)?);
        }
    }
    let find = |version: &str| manifest.rooms.versions.get(version).cloned();
    manifest.rooms.version12 = find("12");
    manifest.rooms.version3 = find("3").context("the server has no room version 3")?;
    Ok(())
}

fn upgrade(cast: &Cast, manifest: &mut Manifest) -> Result<()> {
    let body = json!({"preset": "public_chat", "name": "Upgraded", "room_version": "9"});
    let room = create_room(&cast.carol, &body)?;
    let answer = cast.carol.post(
        &path("/_matrix/client/v3/rooms/{}/upgrade", &[&room]),
        &json!({"new_version": "10"}),
    )?;
    manifest.rooms.replacement = text(&answer, "replacement_room")?;
    manifest.rooms.upgraded = room;
    Ok(())
}
