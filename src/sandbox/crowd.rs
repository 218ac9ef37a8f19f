//! The people that a sandbox begins with. They are made of seed and number when they are looked at, so that a
//! hundred thousand of them cost nothing.

use std::ops::Range;

use super::{Settings, clock::Clock, random::Random};

const FIRST_NAMES: [&str; 12] = [
    "Ada", "Bela", "Chen", "Dora", "Emre", "Femi", "Goran", "Hana", "Irma", "Jonas", "Kaya", "Luz",
];
const LAST_NAMES: [&str; 12] = [
    "Abe",
    "Berg",
    "Costa",
    "Diallo",
    "Eriksen",
    "Fuchs",
    "García",
    "Holt",
    "Ito",
    "Jansen",
    "Kovač",
    "Lindqvist",
];
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// All of them.
#[derive(Debug)]
pub(super) struct Crowd {
    seed: u64,
    size: u64,
    /// How many digits a number has in a name, so that names are in the order of the numbers.
    width: usize,
    /// When the sandbox was started, in milliseconds.
    start: i64,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) first: &'static str,
    pub(super) last: &'static str,
    /// In milliseconds.
    pub(super) created: i64,
    /// In milliseconds, if ever.
    pub(super) last_seen: Option<i64>,
}

/// Accounts that lie side by side.
#[derive(Debug, Clone)]
pub(super) enum Stretch<'a, A> {
    /// So many that nothing has changed.
    Generated(Range<u64>),
    /// One that was changed or created.
    Changed(&'a A),
}

impl<A> Stretch<'_, A> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Generated(numbers) => {
                usize::try_from(numbers.end - numbers.start).unwrap_or(usize::MAX)
            }
            Self::Changed(_) => 1,
        }
    }
}

impl Crowd {
    pub(super) fn new(settings: &Settings) -> Self {
        let last = settings.users.saturating_sub(1);
        Self {
            seed: settings.seed,
            size: settings.users,
            width: last.to_string().len(),
            start: Clock::start_of_time(),
        }
    }

    #[cfg(feature = "mattermost")]
    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// A moment before all of them were there, in milliseconds.
    pub(super) fn beginning(&self) -> i64 {
        self.made(0)
    }

    fn made(&self, number: u64) -> i64 {
        let age = i64::try_from(self.size - number).unwrap_or(i64::MAX);
        // Of more of them than anybody has, the first are of one age.
        let age = age.saturating_mul(MINUTE).min(self.start - HOUR);
        self.start - HOUR - age
    }

    pub(super) fn person(&self, number: u64) -> Person {
        let mut random = Random::of(self.seed, "user", number);
        let first = random.pick(&FIRST_NAMES).copied().unwrap_or_default();
        let last = random.pick(&LAST_NAMES).copied().unwrap_or_default();
        let was_seen = !random.one_in(4);
        let idle = i64::try_from(random.below(3600)).unwrap_or(0) * 1000;
        Person {
            name: self.name(number),
            first,
            last,
            created: self.made(number),
            last_seen: was_seen.then_some(self.start - idle),
        }
    }

    pub(super) fn name(&self, number: u64) -> String {
        format!("user-{number:0width$}", width = self.width)
    }

    /// The number whose name this is.
    pub(super) fn number_of(&self, name: &str) -> Option<u64> {
        let digits = name.strip_prefix("user-")?;
        let is_number =
            digits.len() == self.width && digits.bytes().all(|digit| digit.is_ascii_digit());
        let number = digits.parse().ok().filter(|_| is_number)?;
        (number < self.size).then_some(number)
    }

    /// The first whose name is not below something, where all names before it are.
    pub(super) fn first_not(&self, is_below: impl Fn(&str) -> bool) -> u64 {
        let (mut low, mut high) = (0, self.size);
        while low < high {
            let middle = low + (high - low) / 2;
            if is_below(&self.name(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}
