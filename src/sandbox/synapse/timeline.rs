//! What was said in rooms, page by page, around an event or at a time.

use std::{
    cmp::{Ordering, Reverse},
    fmt,
};

use serde_json::{Map, Value, json};

use super::{
    Guard, Row, World,
    event::{Event, Known as _, Style},
    parameters::{integer, is_backwards, required_integer},
    refusal::{Answer, Refusal},
    room_rules::not_in,
    rooms::Room,
};
use crate::{
    operation::{Operation, route},
    sandbox::exchange::Call,
};

pub(super) const TABLE: &[Row] = &[
    ("client_list_messages", Guard::User, client_list_messages),
    ("fetch_event", Guard::Admin, fetch_event),
    ("get_event_context", Guard::Admin, get_event_context),
    ("list_room_messages", Guard::Admin, list_room_messages),
    ("timestamp_to_event", Guard::Admin, timestamp_to_event),
];

pub(super) const ROUTES: &[Operation] = &[route(
    "client_list_messages",
    "GET",
    "/_matrix/client/v3/rooms/{room_id}/messages",
)];

/// The most events of a page.
const LARGEST_PAGE: usize = 1000;

/// A place between two events.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// The place in the room, if it is known.
    depth: Option<i64>,
    /// The place among all events of the server.
    stream: i64,
}

impl Place {
    /// Where nothing has been said yet.
    const BEGINNING: Self = Self {
        depth: None,
        stream: 0,
    };

    fn after(event: &Event) -> Self {
        Self {
            depth: Some(event.depth),
            stream: event.stream,
        }
    }

    fn before(event: &Event) -> Self {
        Self {
            depth: Some(event.depth),
            stream: event.stream - 1,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        // What comes after the first number belongs to other streams.
        let (own, _) = text.split_once('_').unwrap_or((text, ""));
        if let Some(stream) = own.strip_prefix('s') {
            let stream = stream.parse().ok()?;
            return Some(Self {
                depth: None,
                stream,
            });
        }
        let (depth, stream) = own.strip_prefix('t')?.split_once('-')?;
        Some(Self {
            depth: Some(depth.parse().ok()?),
            stream: stream.parse().ok()?,
        })
    }

    fn is_before(self, event: &Event) -> bool {
        let order = self
            .depth
            .map_or(Ordering::Equal, |depth| depth.cmp(&event.depth));
        order.then(self.stream.cmp(&event.stream)) == Ordering::Less
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.depth {
            Some(depth) => write!(formatter, "t{depth}-{}", self.stream)?,
            None => write!(formatter, "s{}", self.stream)?,
        }
        // Receipts, devices and the like, of which a sandbox has none.
        formatter.write_str(&"_0".repeat(13))
    }
}

fn place(call: &Call, name: &str) -> Result<Option<Place>, Refusal> {
    let Some(text) = call.query(name) else {
        return Ok(None);
    };
    let place = Place::parse(text);
    let refusal = || Refusal::unknown(format!("'{name}' parameter is invalid"));
    Ok(Some(place.ok_or_else(refusal)?))
}

/// Which events are wanted.
#[derive(Debug, Default)]
struct Filter(Map<String, Value>);

impl Filter {
    fn of(call: &Call) -> Result<Self, Refusal> {
        let Some(text) = call.query("filter") else {
            return Ok(Self::default());
        };
        match serde_json::from_str(text) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            // An empty list asks for nothing, and so it goes.
            Ok(_) => Ok(Self::default()),
            Err(_) => Err(Refusal::bad(
                "M_NOT_JSON",
                "Query parameter filter must be a valid JSON object",
            )),
        }
    }

    fn list(&self, name: &str) -> Option<Vec<&str>> {
        let list = self.0.get(name)?.as_array()?;
        Some(list.iter().filter_map(Value::as_str).collect())
    }

    fn is_set(&self, name: &str) -> bool {
        self.0.get(name) == Some(&Value::Bool(true))
    }

    /// Whether nothing can pass, because a list of what may pass is empty.
    fn is_closed(&self) -> bool {
        let lists = ["types", "senders"].into_iter();
        lists
            .filter_map(|name| self.list(name))
            .any(|list| list.is_empty())
    }

    fn accepts(&self, event: &Event) -> bool {
        let listed = |name: &str, value: &str| {
            let list = self.list(name)?;
            Some(list.into_iter().any(|wanted| fits(value, wanted)))
        };
        let has_url = self.0.get("contains_url").and_then(Value::as_bool);
        let passes = |name: &str, value: &str| {
            // An empty list says nothing yet when events are looked up.
            let is_empty = self.list(name).is_some_and(|list| list.is_empty());
            is_empty || listed(name, value).unwrap_or(true)
        };
        passes("types", event.kind())
            && passes("senders", event.sender())
            && !listed("not_types", event.kind()).unwrap_or(false)
            && !listed("not_senders", event.sender()).unwrap_or(false)
            && has_url.is_none_or(|wanted| wanted == event.stored().contains_key("url"))
    }
}

/// Whether a text is as a pattern has it, in which `*` stands for anything.
fn fits(text: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        None => text == pattern,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            let mut ends = text.char_indices().map(|(end, _)| end);
            rest.is_empty() || fits("", rest) || ends.any(|end| fits(&text[end..], rest))
        }),
    }
}

fn list_room_messages(world: &mut World, call: &Call) -> Answer {
    let is_raw = call.query("raw").is_some();
    list(world, call, |room, event, now| match is_raw {
        true => room.federate_now(event, &event.content(), now),
        false => room.show(event, Style::Oldest, now, true),
    })
}

fn client_list_messages(world: &mut World, call: &Call) -> Answer {
    let user = world.caller(call)?.user;
    let id = call.segment("room_id");
    let room = world.rooms.get(id).filter(|room| room.is_joined(&user));
    if room.is_none() {
        return Err(not_in(&user, id));
    }
    list(world, call, |room, event, now| {
        room.show(event, Style::Client, now, true)
    })
}

fn list(world: &mut World, call: &Call, show: impl Fn(&Room, &Event, i64) -> Value) -> Answer {
    let is_backwards = is_backwards(call)?.unwrap_or(false);
    let (from, to) = (place(call, "from")?, place(call, "to")?);
    let limit = integer(call, "limit")?.unwrap_or(10);
    let limit = usize::try_from(limit).map_or(LARGEST_PAGE, |limit| limit.min(LARGEST_PAGE));
    let filter = Filter::of(call)?;
    let room = world.rooms.get(call.segment("room_id"));
    let last = room.and_then(|room| room.timeline().next_back());
    let from = from.unwrap_or_else(|| match last {
        Some(last) if is_backwards => Place {
            stream: world.rooms.stream,
            ..Place::after(last)
        },
        _ => Place::BEGINNING,
    });
    let events = room.into_iter().flat_map(Room::timeline);
    let events = events.filter(|event| filter.accepts(event));
    let within = |event: &&Event| {
        let is_after_from = from.is_before(event);
        let is_after_to = to.map(|to| to.is_before(event));
        match is_backwards {
            true => !is_after_from && is_after_to.unwrap_or(true),
            false => is_after_from && !is_after_to.unwrap_or(false),
        }
    };
    let found: Vec<&Event> = match is_backwards {
        true => events.rev().filter(within).take(limit).collect(),
        false => events.filter(within).take(limit).collect(),
    };
    let end = found.last().map(|last| match is_backwards {
        true => Place::before(last),
        false => Place::after(last),
    });
    let now = world.clock.now();
    let chunk = room.filter(|_| !filter.is_closed()).map(|room| {
        let shown = found.iter().map(|event| show(room, event, now));
        shown.collect::<Value>()
    });
    let mut body = json!({
        "chunk": chunk.unwrap_or_else(|| json!([])),
        "start": from.to_string(),
    });
    if let Some(end) = end.or_else(|| (limit == 0).then_some(from)) {
        body["end"] = end.to_string().into();
    }
    if let Some(room) = room.filter(|_| filter.is_set("lazy_load_members") && !found.is_empty()) {
        let members = senders(&found);
        let members = members.filter_map(|sender| room.state("m.room.member", sender));
        let mut members: Vec<&Event> = members.collect();
        members.sort_by_key(|event| Reverse(event.depth));
        let members = members
            .into_iter()
            .map(|event| room.show(event, Style::Oldest, now, false));
        body["state"] = members.collect();
    }
    Ok(body.into())
}

/// Who has sent events, each once.
fn senders<'a>(events: &[&'a Event]) -> impl Iterator<Item = &'a str> {
    let senders = events.iter().map(|event| event.sender());
    let senders: std::collections::BTreeSet<&str> = senders.collect();
    senders.into_iter()
}

fn get_event_context(world: &mut World, call: &Call) -> Answer {
    let limit = integer(call, "limit")?.unwrap_or(10);
    let limit = usize::try_from(limit).map_or(LARGEST_PAGE, |limit| limit.min(LARGEST_PAGE));
    let filter = Filter::of(call)?;
    let found = world.rooms.event(call.segment("event_id"));
    let (room, event) = found.ok_or_else(|| Refusal::not_found("Event not found."))?;
    if room.id != call.segment("room_id") {
        return Err(Refusal::no_row("events"));
    }
    let now = world.clock.now();
    let wanted = |event: &&Event| filter.accepts(event) && !filter.is_closed();
    let before = room
        .timeline()
        .rev()
        .filter(|other| other.depth < event.depth);
    let before: Vec<&Event> = before.filter(wanted).take(limit / 2).collect();
    let after = room.timeline().filter(|other| other.depth > event.depth);
    let after: Vec<&Event> = after.filter(wanted).take(limit - limit / 2).collect();
    let last = after.last().copied().unwrap_or(event);
    let mut state = room.state_after(last);
    if filter.is_set("lazy_load_members") {
        let shown: Vec<&Event> = before
            .iter()
            .chain(&after)
            .copied()
            .chain([event])
            .collect();
        state.retain(|part| {
            let member = part.state_key().filter(|_| part.kind() == "m.room.member");
            member.is_none_or(|member| senders(&shown).any(|sender| sender == member))
        });
    }
    let show = |events: &[&Event], with_previous: bool| -> Value {
        let shown = events.iter();
        shown
            .map(|event| room.show(event, Style::Oldest, now, with_previous))
            .collect()
    };
    state.retain(|event| wanted(event));
    // The latest change comes first.
    state.sort_by_key(|event| Reverse(event.depth));
    let body = json!({
        "events_before": show(&before, true),
        "event": room.show(event, Style::Oldest, now, true),
        "events_after": show(&after, true),
        "state": show(&state, false),
        "start": Place::before(before.last().copied().unwrap_or(event)).to_string(),
        "end": Place::after(last).to_string(),
    });
    Ok(body.into())
}

fn timestamp_to_event(world: &mut World, call: &Call) -> Answer {
    let moment = required_integer(call, "ts")?;
    let is_backwards = is_backwards(call)?.unwrap_or(false);
    let room = world.rooms.get(call.segment("room_id"));
    let mut events = room.into_iter().flat_map(Room::timeline);
    let found = match is_backwards {
        true => events.rfind(|event| event.moment <= moment),
        false => events.find(|event| event.moment >= moment),
    };
    let Some(found) = found else {
        let direction = if is_backwards {
            "BACKWARDS"
        } else {
            "FORWARDS"
        };
        let message =
            format!("Unable to find event from {moment} in direction Direction.{direction}");
        return Err(Refusal::not_found(message));
    };
    Ok(json!({"event_id": found.id, "origin_server_ts": found.moment}).into())
}

fn fetch_event(world: &mut World, call: &Call) -> Answer {
    let user = world.caller(call)?.user;
    let found = world.rooms.event(call.segment("event_id"));
    let (room, event) = found.ok_or_else(|| Refusal::not_found("Event not found"))?;
    // What was redacted is shown all the same.
    let mut shown = room.federate_now(event, event.stored(), world.clock.now());
    if let Some(transaction) = &event.draft.transaction
        && event.sender() == user
    {
        shown["unsigned"]["transaction_id"] = transaction.as_str().into();
    }
    Ok(json!({"event": shown}).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_they_are_written() {
        for text in ["t17-56", "s4", "t10--10"] {
            let place = Place::parse(text).unwrap();
            assert_eq!(place.to_string(), format!("{text}{}", "_0".repeat(13)));
            let again = Place::parse(&place.to_string()).unwrap();
            assert_eq!(again.to_string(), place.to_string());
        }
        for text in ["nonsense", "", "t5", "s", "tx-1"] {
            assert!(Place::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_star_stands_for_anything() {
        for (text, pattern, expected) in [
            ("m.room.member", "m.room.member", true),
            ("m.room.member", "m.room.*", true),
            ("m.room.member", "*.member", true),
            ("m.room.member", "m.*.member", true),
            ("m.room.member", "m.room.*.member", false),
            ("m.room.member", "m.room", false),
            ("m.room.member", "*", true),
        ] {
            assert_eq!(fits(text, pattern), expected, "{text} {pattern}");
        }
    }
}
