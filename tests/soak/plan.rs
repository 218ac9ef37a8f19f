//! What there is to do: as much for each run, and known from the number of a key alone.

use std::fmt;

/// How many changes there are.
pub(crate) const KEYS: u32 = 10_000;

/// How many accounts the new devices belong to.
pub(crate) const HOLDERS: u32 = 20;

/// One change, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(pub(crate) u32);

/// What is done for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `PUT`, harmless to repeat.
    Account,
    /// `POST`, which the server answers alike when the device is there.
    Device,
    /// `PUT`, harmless to repeat.
    Block,
    /// `POST`, which is refused when it is repeated.
    Token,
    /// `PUT` with a transaction id, of which a repeat without it would show.
    Message,
}

impl Key {
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..KEYS).map(Self)
    }

    pub(crate) fn of(kind: Kind) -> impl Iterator<Item = Self> {
        Self::all().filter(move |key| key.kind() == kind)
    }

    pub(crate) fn kind(self) -> Kind {
        let kinds = [
            Kind::Account,
            Kind::Device,
            Kind::Block,
            Kind::Token,
            Kind::Message,
        ];
        kinds[self.0 as usize % kinds.len()]
    }

    /// Which account a new device belongs to.
    pub(crate) fn holder(self) -> u32 {
        self.0 / 5 % HOLDERS
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "soak-{:05}", self.0)
    }
}
