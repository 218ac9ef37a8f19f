//! Other servers, some of which cannot be reached. A sandbox talks to none of them: they are there to be
//! listed.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    parameters::{Window, choice, is_backwards, text},
    refusal::{Answer, Refusal},
};
use crate::sandbox::{Settings, clock::Clock, exchange::Call, random::Random};

pub(super) const TABLE: &[Row] = &[
    (
        "get_federation_destination",
        Guard::Admin,
        get_federation_destination,
    ),
    (
        "list_federation_destination_rooms",
        Guard::Admin,
        list_federation_destination_rooms,
    ),
    (
        "list_federation_destinations",
        Guard::Admin,
        list_federation_destinations,
    ),
    (
        "reset_federation_destination_connection",
        Guard::Admin,
        reset_federation_destination_connection,
    ),
];

const ORDERS: [&str; 5] = [
    "destination",
    "retry_last_ts",
    "retry_interval",
    "failure_ts",
    "last_successful_stream_ordering",
];

/// How long a server that cannot be reached is left alone, in milliseconds.
const PAUSE: i64 = 600_000;

/// Another server.
#[derive(Debug, Clone)]
struct Destination {
    name: String,
    /// Since when it cannot be reached, in milliseconds since 1970.
    failure: Option<i64>,
    /// The rooms that it is in, by id, with the position of the last event that it was sent.
    rooms: Vec<(String, u64)>,
}

impl Destination {
    fn details(&self) -> Value {
        json!({
            "destination": self.name,
            "retry_last_ts": self.failure.unwrap_or(0),
            "retry_interval": self.pause(),
            "failure_ts": self.failure,
            "last_successful_stream_ordering": self.position(),
        })
    }

    fn pause(&self) -> i64 {
        self.failure.map_or(0, |_| PAUSE)
    }

    /// How far it was sent events; none if that never worked.
    fn position(&self) -> Option<u64> {
        self.rooms.iter().map(|(_, position)| *position).max()
    }
}

/// All other servers, by name.
#[derive(Debug)]
pub(super) struct Federation(Vec<Destination>);

impl Federation {
    pub(super) fn new(settings: &Settings) -> Self {
        let mut random = Random::of(settings.seed, "destinations", 0);
        let destinations = (0..settings.destinations).map(|number| {
            // One in three is down.
            if number % 3 == 2 {
                let ago = i64::try_from(random.below(3_600_000)).unwrap_or(0);
                return Destination {
                    name: format!("unreachable-{number}.test"),
                    failure: Some(Clock::start_of_time() - ago),
                    rooms: Vec::new(),
                };
            }
            let room = format!("!{}", random.url_safe(43));
            Destination {
                name: format!("remote-{number}.test"),
                failure: None,
                rooms: vec![(room, 10 + random.below(1000))],
            }
        });
        let mut destinations: Vec<Destination> = destinations.collect();
        destinations.sort_by(|left, right| left.name.cmp(&right.name));
        Self(destinations)
    }

    fn get_mut(&mut self, name: &str) -> Result<&mut Destination, Refusal> {
        let found = self.0.iter_mut().find(|known| known.name == name);
        found.ok_or_else(|| Refusal::not_found("Unknown destination"))
    }
}

fn list_federation_destinations(world: &mut World, call: &Call) -> Answer {
    let window = Window::of(call)?;
    let wanted = text(call, "destination")?
        .unwrap_or_default()
        .to_lowercase();
    let order = choice(call, "order_by", &ORDERS)?.unwrap_or("destination");
    let is_backwards = is_backwards(call)?.unwrap_or(false);
    let found = world.federation.0.iter();
    let mut found: Vec<&Destination> = found.filter(|known| known.name.contains(&wanted)).collect();
    found.sort_by(|left, right| {
        let order = match order {
            "retry_interval" => left.pause().cmp(&right.pause()),
            "retry_last_ts" | "failure_ts" => left.failure.cmp(&right.failure),
            "last_successful_stream_ordering" => left.position().cmp(&right.position()),
            _ => left.name.cmp(&right.name),
        };
        if is_backwards { order.reverse() } else { order }
    });
    let total = found.len();
    let page = window.cut(found).into_iter().map(Destination::details);
    Ok(page_of("destinations", page.collect(), total, window).into())
}

/// A page, with the token of the next one as a text.
fn page_of(name: &str, items: Vec<Value>, total: usize, window: Window) -> Value {
    let mut body = json!({"total": total});
    if let Some(next) = window.next(items.len(), total) {
        body["next_token"] = next.to_string().into();
    }
    body[name] = items.into();
    body
}

fn get_federation_destination(world: &mut World, call: &Call) -> Answer {
    let destination = world.federation.get_mut(call.segment("destination"))?;
    Ok(destination.details().into())
}

fn list_federation_destination_rooms(world: &mut World, call: &Call) -> Answer {
    let mut rooms = world
        .federation
        .get_mut(call.segment("destination"))?
        .rooms
        .clone();
    let window = Window::of(call)?;
    rooms.sort();
    if is_backwards(call)?.unwrap_or(false) {
        rooms.reverse();
    }
    let total = rooms.len();
    let page = window.cut(rooms).into_iter();
    let page = page.map(|(room, position)| json!({"room_id": room, "stream_ordering": position}));
    Ok(page_of("rooms", page.collect(), total, window).into())
}

fn reset_federation_destination_connection(world: &mut World, call: &Call) -> Answer {
    let name = call.segment("destination");
    if name.is_empty() {
        // NB: the other routes take a server without a name.
        return Err(Refusal::unrecognized(StatusCode::NOT_FOUND));
    }
    let destination = world.federation.get_mut(name)?;
    if destination.failure.take().is_none() {
        let message = "The retry timing does not need to be reset for this destination.";
        return Err(Refusal::unknown(message));
    }
    Ok(json!({}).into())
}
