//! A body that is small on the wire and endless behind it: gzip of one letter, again and again.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt as _};

/// Nothing but what says that deflated data follows.
const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// How many bits a repetition takes, and how many letters it gives.
const REPETITION: usize = 13;
#[cfg(test)]
const LETTERS: usize = 258;

/// How many repetitions are in one piece; a multiple of 8, so that each piece ends with a byte.
const IN_A_PIECE: usize = 2048;

/// The bomb in pieces, each after the first of 3.25 KiB and half a megabyte of `a`.
pub(super) fn pieces() -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    let (first, again) = deflated();
    let first = Bytes::from([&HEAD[..], &first].concat());
    let again = Bytes::from(again);
    stream::iter([first]).chain(stream::repeat(again)).map(Ok)
}

/// The bytes that begin, and those that go on from wherever they end.
fn deflated() -> (Vec<u8>, Vec<u8>) {
    let mut bits = Vec::new();
    // A block that is not the last, with fixed codes.
    bits.extend([false, true, false]);
    // A quotation mark and a letter, which codes of eight bits stand for.
    for letter in [b'"', b'a'] {
        code(&mut bits, 0x30 + u16::from(letter), 8);
    }
    while bits.len() % 8 != 0 || bits.len() < 8 * REPETITION {
        repeat(&mut bits);
    }
    let mut again = Vec::new();
    for _ in 0..IN_A_PIECE {
        repeat(&mut again);
    }
    (packed(&bits), packed(&again))
}

/// Repeats the last letter as often as one code can say.
fn repeat(bits: &mut Vec<bool>) {
    // A length of 258, and a distance of 1.
    code(bits, 0b1100_0101, 8);
    code(bits, 0, 5);
}

/// A code, whose highest bit comes first.
fn code(bits: &mut Vec<bool>, code: u16, length: u32) {
    bits.extend((0..length).rev().map(|bit| code >> bit & 1 == 1));
}

/// Eight bits to a byte, the first is the lowest.
fn packed(bits: &[bool]) -> Vec<u8> {
    bits.chunks(8)
        .map(|bits| {
            let value = |(place, bit): (usize, &bool)| u8::from(*bit) << place;
            bits.iter().enumerate().map(value).sum()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_whole_and_small() {
        let (first, again) = deflated();
        assert!(first.len() < 200, "{}", first.len());
        assert_eq!(again.len() * 8, IN_A_PIECE * REPETITION);
        assert!(IN_A_PIECE * LETTERS > 100 * again.len());
    }
}
