//! What somebody may do in a room.

use http::StatusCode;
use serde_json::{Map, Value};

use super::{refusal::Refusal, rooms::Room};

/// A change of somebody's membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Join,
    Invite,
    Leave,
    Kick,
    Ban,
    Unban,
    Knock,
}

impl Change {
    /// The membership that it gives.
    pub(super) fn membership(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Invite => "invite",
            Self::Leave | Self::Kick | Self::Unban => "leave",
            Self::Ban => "ban",
            Self::Knock => "knock",
        }
    }
}

fn bad_state(message: &str) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, "M_BAD_STATE", message)
}

impl Room {
    /// Those who have created it, if that gives power beyond all levels.
    pub(super) fn mighty_creators(&self) -> Vec<String> {
        if !self.has_mighty_creators() {
            return Vec::new();
        }
        let more = self.state("m.room.create", "");
        let more = more.and_then(|create| create.stored().get("additional_creators"));
        let more = more.and_then(Value::as_array).into_iter().flatten();
        let more = more.filter_map(Value::as_str).map(str::to_owned);
        std::iter::once(self.creator.clone()).chain(more).collect()
    }

    /// The content of the event that gives out power.
    pub(super) fn power_levels(&self) -> Map<String, Value> {
        let event = self.state("m.room.power_levels", "");
        event
            .map(|event| event.content().into_owned())
            .unwrap_or_default()
    }

    fn level(&self, name: &str, otherwise: i64) -> i64 {
        let level = self.power_levels().get(name).and_then(Value::as_i64);
        level.unwrap_or(otherwise)
    }

    /// How much power a user has.
    pub(super) fn power(&self, user: &str) -> i64 {
        if self.mighty_creators().iter().any(|creator| creator == user) {
            return i64::MAX;
        }
        if self.state("m.room.power_levels", "").is_none() {
            return if user == self.creator { 100 } else { 0 };
        }
        let levels = self.power_levels();
        let own = levels.get("users").and_then(|users| users.get(user));
        own.and_then(Value::as_i64)
            .unwrap_or_else(|| self.level("users_default", 0))
    }

    fn check_joined(&self, user: &str) -> Result<(), Refusal> {
        match self.is_joined(user) {
            true => Ok(()),
            false => Err(not_in(user, &self.id)),
        }
    }

    /// Whether a user may send an event of a type.
    pub(super) fn check_event(
        &self,
        user: &str,
        kind: &str,
        is_state: bool,
    ) -> Result<(), Refusal> {
        self.check_joined(user)?;
        let levels = self.power_levels();
        let own = levels.get("events").and_then(|events| events.get(kind));
        let needed = own
            .and_then(Value::as_i64)
            .unwrap_or_else(|| match is_state {
                true => self.level("state_default", 50),
                false => self.level("events_default", 0),
            });
        let power = self.power(user);
        if power >= needed {
            return Ok(());
        }
        let message = format!(
            "You don't have permission to post that to the room. user_level ({power}) < send_level ({needed})"
        );
        Err(Refusal::forbidden(message))
    }

    /// Whether a user may redact an event.
    pub(super) fn check_redaction(&self, user: &str, event: &str) -> Result<(), Refusal> {
        use super::event::Known as _;
        self.check_event(user, "m.room.redaction", false)?;
        let is_own = self.find(event).is_none_or(|event| event.sender() == user);
        match is_own || self.power(user) >= self.level("redact", 50) {
            true => Ok(()),
            false => Err(Refusal::forbidden(
                "You don't have permission to redact events",
            )),
        }
    }

    /// The rooms whose members may join this one.
    pub(super) fn allowed_rooms(&self) -> Vec<String> {
        let rule = self.state("m.room.join_rules", "");
        let rule = rule.filter(|_| self.join_rule().ends_with("restricted"));
        let allowed = rule.and_then(|rule| Some(rule.content().get("allow")?.as_array()?.clone()));
        let allowed = allowed.into_iter().flatten();
        let rooms = allowed.filter(|allowed| allowed["type"] == "m.room_membership");
        rooms
            .filter_map(|allowed| Some(allowed["room_id"].as_str()?.to_owned()))
            .collect()
    }

    /// Whether a user may change the membership of one who may be another. Members of an allowed room are
    /// let in.
    pub(super) fn check_change(
        &self,
        user: &str,
        target: &str,
        change: Change,
        is_let_in: bool,
    ) -> Result<(), Refusal> {
        let current = self.membership(target).unwrap_or("leave");
        match change {
            Change::Join => self.check_join(current, is_let_in),
            Change::Knock => match (self.join_rule().as_str(), current) {
                ("knock" | "knock_restricted", "leave" | "knock") => Ok(()),
                _ => Err(Refusal::forbidden("You cannot knock on this room")),
            },
            // Whoever has left may leave again, which changes nothing.
            Change::Leave => match self.membership(target) {
                Some("join" | "invite" | "knock" | "leave") => Ok(()),
                _ => {
                    let message = format!("{target} not in room {}.", self.id);
                    Err(Refusal::forbidden(message))
                }
            },
            Change::Invite => self.check_invite(user, target, current),
            Change::Kick => {
                self.check_joined(user)?;
                if !matches!(current, "join" | "invite" | "knock") {
                    let message = "The target user is not in the room";
                    return Err(Refusal::forbidden(message));
                }
                self.check_power_over(user, target, "kick", "kick")
            }
            Change::Ban => {
                self.check_joined(user)?;
                self.check_power_over(user, target, "ban", "ban")
            }
            Change::Unban => {
                if !matches!(current, "ban" | "leave") {
                    let message = "Cannot unban user who was not banned";
                    return Err(bad_state(message));
                }
                self.check_joined(user)?;
                self.check_power_over(user, target, "ban", "unban")
            }
        }
    }

    fn check_join(&self, current: &str, is_let_in: bool) -> Result<(), Refusal> {
        match current {
            "ban" => Err(bad_state("Cannot join user who was banned")),
            "join" | "invite" => Ok(()),
            _ if is_let_in || self.join_rule() == "public" => Ok(()),
            _ => Err(Refusal::forbidden("You are not invited to this room.")),
        }
    }

    fn check_invite(&self, user: &str, target: &str, current: &str) -> Result<(), Refusal> {
        match current {
            "ban" => return Err(bad_state("Cannot invite user who was banned")),
            "join" => {
                let message = format!("{target} is already in the room.");
                return Err(Refusal::forbidden(message));
            }
            _ => {}
        }
        if !self.is_joined(user) {
            let message = format!("{user} not in room {}.", self.id);
            return Err(Refusal::forbidden(message));
        }
        match self.power(user) >= self.level("invite", 0) {
            true => Ok(()),
            false => Err(Refusal::forbidden(
                "You don't have permission to invite users",
            )),
        }
    }

    fn check_power_over(
        &self,
        user: &str,
        target: &str,
        level: &str,
        verb: &str,
    ) -> Result<(), Refusal> {
        let power = self.power(user);
        let is_stronger = power > self.power(target) || user == target;
        match is_stronger && power >= self.level(level, 50) {
            true => Ok(()),
            false => Err(Refusal::forbidden(format!(
                "You cannot {verb} user {target}."
            ))),
        }
    }
}

/// What the server says to those who are not in a room.
pub(super) fn not_in(user: &str, room: &str) -> Refusal {
    Refusal::forbidden(format!("User {user} not in room {room}"))
}
