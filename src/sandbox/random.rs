//! Chance that comes out the same every time: ids and tokens of a sandbox, and accounts that are made
//! when they are first looked at. Nothing here is fit for secrets that matter.

use fastrand::Rng;

const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const URL_SAFE: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const HEX: &[u8] = b"0123456789abcdef";

#[derive(Debug, Clone)]
pub(crate) struct Random(Rng);

impl Random {
    /// What a sandbox draws as it goes.
    pub(crate) fn new(seed: u64) -> Self {
        Self(Rng::with_seed(seed))
    }

    /// What belongs to one item of many, whichever others were looked at before.
    pub(crate) fn of(seed: u64, kind: &str, index: u64) -> Self {
        let bytes = kind
            .bytes()
            .chain(seed.to_le_bytes())
            .chain(index.to_le_bytes());
        // FNV-1a, because neighbors must not draw alike.
        let mixed = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(Rng::with_seed(mixed))
    }

    pub(crate) fn lower(&mut self, length: usize) -> String {
        self.text(LOWER, length)
    }

    pub(crate) fn upper(&mut self, length: usize) -> String {
        self.text(UPPER, length)
    }

    pub(crate) fn letters(&mut self, length: usize) -> String {
        self.text(LETTERS, length)
    }

    /// Letters, digits, `-` and `_`.
    pub(crate) fn url_safe(&mut self, length: usize) -> String {
        self.text(URL_SAFE, length)
    }

    pub(crate) fn hex(&mut self, length: usize) -> String {
        self.text(HEX, length)
    }

    /// True once in so many times.
    pub(crate) fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// A number smaller than the limit; 0 if there is none.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0.u64(..limit.max(1))
    }

    /// One of the items.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.0.usize(..items.len().max(1)))
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        let letters = (0..length).map(|_| alphabet[self.0.usize(..alphabet.len())]);
        letters.map(char::from).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_an_item_depends_on_seed_kind_and_index_only() {
        let draw = |seed, kind, index| Random::of(seed, kind, index).url_safe(20);
        assert_eq!(draw(1, "user", 7), draw(1, "user", 7));
        assert_ne!(draw(1, "user", 7), draw(1, "user", 8));
        assert_ne!(draw(1, "user", 7), draw(2, "user", 7));
        assert_ne!(draw(1, "user", 7), draw(1, "room", 7));
    }
}
