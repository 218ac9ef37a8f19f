//! Messages and other events.

use anyhow::Result;
use serde_json::{Value, json};

use super::cast::Cast;
use super::rooms::set_state;
use super::{Site, media};
use crate::live::http::{Session, path, text};
use crate::live::manifest::{Events, Manifest};

/// More than six pages of ten, and more than one of fifty.
const BUSY: usize = 65;
/// One id in four has neither of the two characters; eighty without one do not happen.
const ATTEMPTS: usize = 80;

pub(super) fn send(site: &Site<'_>, cast: &Cast, manifest: &mut Manifest) -> Result<()> {
    manifest.events.main = talk(site, cast, manifest)?;
    for number in 0..BUSY {
        let event = message(
            site.user,
            &manifest.rooms.busy,
            &format!("message {number}"),
        )?;
        manifest.events.busy.push(event);
    }
    find_hazardous_ids(cast, &manifest.rooms.version3, &mut manifest.events)?;
    for room in &manifest.rooms.disposable {
        for number in 0..3 {
            message(&cast.dave, room, &format!("disposable {number}"))?;
        }
    }
    Ok(())
}

/// Sends a text message and answers with its id.
pub(super) fn message(session: &Session, room: &str, text: &str) -> Result<String> {
    event(
        session,
        room,
        "m.room.message",
        &json!({"msgtype": "m.text", "body": text}),
    )
}

fn event(session: &Session, room: &str, kind: &str, content: &Value) -> Result<String> {
    // A transaction id has to be new; nothing else is asked of it.
    let transaction = crate::live::secret::random()?;
    let arguments = [room, kind, transaction.as_str()];
    let path = path("/_matrix/client/v3/rooms/{}/send/{}/{}", &arguments);
    text(&session.put(&path, content)?, "event_id")
}

/// All kinds of events in the main room; answers with the id of a plain message.
fn talk(site: &Site<'_>, cast: &Cast, manifest: &Manifest) -> Result<String> {
    let room = manifest.rooms.main.as_str();
    let first = message(&cast.alice, room, "Hello, wörld! 👋 <b>not bold</b>")?;
    let uri = media::uri(&manifest.media.in_room);
    let picture = json!({
        "msgtype": "m.image",
        "body": "pixel.png",
        "url": uri,
        "info": {"mimetype": "image/png", "w": 1, "h": 1},
    });
    let say = |session: &Session, content: Value| event(session, room, "m.room.message", &content);
    say(site.user, picture)?;
    say(&cast.bob, json!({"msgtype": "m.emote", "body": "waves"}))?;
    say(&cast.bob, json!({"msgtype": "m.notice", "body": "beep"}))?;
    say(
        &cast.carol,
        json!({
            "msgtype": "m.text",
            "body": "a reply",
            "m.relates_to": {"m.in_reply_to": {"event_id": first}},
        }),
    )?;
    say(
        &cast.alice,
        json!({
            "msgtype": "m.text",
            "body": "* Hello again",
            "m.new_content": {"msgtype": "m.text", "body": "Hello again"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": first},
        }),
    )?;
    say(
        &cast.dave,
        json!({
            "msgtype": "m.text",
            "body": "in a thread",
            "m.relates_to": {"rel_type": "m.thread", "event_id": first},
        }),
    )?;
    let reaction =
        json!({"m.relates_to": {"rel_type": "m.annotation", "event_id": first, "key": "👍"}});
    event(&cast.bob, room, "m.reaction", &reaction)?;
    event(
        &cast.bob,
        room,
        "test.example/odd type+1",
        &json!({"any": ["thing", null, 1, {}]}),
    )?;
    set_state(
        site.admin,
        room,
        "test.example/odd",
        "a/b c+d",
        &json!({"state": true}),
    )?;
    let regretted = message(&cast.erin, room, "regretted")?;
    cast.erin.put(
        &path(
            "/_matrix/client/v3/rooms/{}/redact/{}/{}",
            &[room, &regretted, "redact-1"],
        ),
        &json!({"reason": "regret"}),
    )?;
    Ok(first)
}

/// Event ids of room version 3 are ordinary base64: talk until `/` and `+` have both come up.
fn find_hazardous_ids(cast: &Cast, room: &str, events: &mut Events) -> Result<()> {
    for number in 0..ATTEMPTS {
        let id = message(
            &cast.bob,
            room,
            &format!("looking for an odd id, attempt {number}"),
        )?;
        for (character, found) in [
            ('/', &mut events.version3_slash),
            ('+', &mut events.version3_plus),
        ] {
            if id.contains(character) {
                found.get_or_insert_with(|| id.clone());
            }
        }
        events.version3 = id;
        if events.version3_slash.is_some() && events.version3_plus.is_some() {
            break;
        }
    }
    Ok(())
}
