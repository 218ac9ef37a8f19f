//! A room with one membership of each kind.

use anyhow::Result;
use serde_json::json;

use super::Site;
use super::cast::Cast;
use super::rooms::{join, named, set_state};
use crate::live::http::{Session, path};
use crate::live::manifest::Manifest;

pub(super) fn arrange(site: &Site<'_>, cast: &Cast, manifest: &mut Manifest) -> Result<()> {
    let owner = &cast.alice;
    let room = named(owner, "Mixed memberships", "private_chat")?;
    set_state(
        owner,
        &room,
        "m.room.join_rules",
        "",
        &json!({"join_rule": "knock"}),
    )?;
    for guest in [&cast.bob, &cast.carol, &cast.dave, site.user] {
        act(owner, &room, "invite", guest)?;
    }
    for guest in [&cast.bob, &cast.dave] {
        join(guest, &room)?;
    }
    cast.dave.post(
        &path("/_matrix/client/v3/rooms/{}/leave", &[&room]),
        &json!({}),
    )?;
    cast.erin.post(
        &path("/_matrix/client/v3/knock/{}", &[&room]),
        &json!({"reason": "knock?"}),
    )?;
    act(owner, &room, "ban", &cast.trouble)?;
    manifest.rooms.memberships = [
        (owner, "join"),
        (&cast.bob, "join"),
        (&cast.carol, "invite"),
        (site.user, "invite"),
        (&cast.dave, "leave"),
        (&cast.erin, "knock"),
        (&cast.trouble, "ban"),
    ]
    .map(|(session, membership)| (session.user_id.clone(), membership.to_owned()))
    .into();
    manifest.rooms.all.push(room.clone());
    manifest.rooms.mixed = room;
    Ok(())
}

fn act(owner: &Session, room: &str, action: &str, target: &Session) -> Result<()> {
    let path = path("/_matrix/client/v3/rooms/{}/{}", &[room, action]);
    owner.post(
        &path,
        &json!({"user_id": target.user_id, "reason": format!("to {action}")}),
    )?;
    Ok(())
}
