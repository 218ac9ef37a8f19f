//! Who was seen, with what, and when. Devices tell at once; accounts tell a little later, when the server
//! has written down what it saw.

use std::collections::BTreeMap;

use super::{World, sessions::Caller};

/// How often the server writes down what it saw, in milliseconds.
const WRITING: i64 = 5_000;
/// For how long being seen again is nothing new, in milliseconds.
const GRANULARITY: i64 = 120_000;

/// With what a token was used, and when.
#[derive(Debug)]
struct Sighting {
    program: String,
    moment: i64,
}

/// The sightings of users, by user and token.
#[derive(Debug, Default)]
pub(super) struct Activity {
    seen: BTreeMap<(String, String), Sighting>,
    /// Users who were seen since it was last written down, with the latest moment.
    unwritten: BTreeMap<String, i64>,
    written: i64,
}

impl Activity {
    /// The programs that a user was seen with, and when.
    pub(super) fn of<'a>(&'a self, user: &'a str) -> impl Iterator<Item = (&'a str, i64)> {
        let sightings = self.seen.iter().filter(move |((seen, _), _)| seen == user);
        sightings.map(|(_, sighting)| (sighting.program.as_str(), sighting.moment))
    }
}

impl World {
    /// Notes that a token was used.
    pub(super) fn see(&mut self, caller: &Caller, token: &str, program: &str) {
        // Whoever acts as a user is not the user.
        if caller.puppeteer.is_some() {
            return;
        }
        let moment = self.clock.now();
        let key = (caller.user.clone(), token.to_owned());
        let seen = self.activity.seen.get(&key);
        if seen.is_some_and(|seen| moment - seen.moment < GRANULARITY) {
            return;
        }
        let program = program.to_owned();
        if let Some(device) = &caller.device {
            self.devices.see(&caller.user, device, &program, moment);
        }
        self.activity.unwritten.insert(caller.user.clone(), moment);
        self.activity.seen.insert(key, Sighting { program, moment });
    }

    /// Writes down what was seen, if it is time to.
    pub(super) fn write_down(&mut self) {
        let now = self.clock.now();
        if now - self.activity.written < WRITING {
            return;
        }
        self.activity.written = now;
        for (user, moment) in std::mem::take(&mut self.activity.unwritten) {
            if let Some(account) = self.accounts.get_mut(&user) {
                account.last_seen = Some(moment);
            }
        }
    }
}
