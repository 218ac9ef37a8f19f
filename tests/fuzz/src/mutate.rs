//! The changes: what breaks readers of text, JSON and tables, at random places.

use fastrand::Rng;

/// How long an input can be.
pub(crate) const LONGEST: usize = 16 * 1024;

/// What means something to one reader or another.
const TOKENS: [&[u8]; 64] = [
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b":",
    b",",
    b"null",
    b"true",
    b"false",
    b"{}",
    b"[]",
    b"\"\"",
    b"\\u0000",
    b"\\ud800",
    b"\\",
    b"\\\"",
    b"\xff",
    b"\xc0\x80",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
    b"\xc2\x9b",
    b"\xc2\x85",
    b"\xf0\x9f\xa6\x80",
    b"\x1b[31m",
    b"\x1b]0;x\x07",
    b"\x7f",
    b"\0",
    b"\r",
    b"\n",
    b"\t",
    b" ",
    b"'",
    b"=",
    b"+",
    b"-",
    b"@",
    b"#",
    b"!",
    b"$",
    b"%2e%2e",
    b"..",
    b"/",
    b"?",
    b"&",
    b";",
    b"|",
    b"`",
    b"mxc://",
    b"[::1]",
    b"ago",
    b"Z",
    b"P1Y",
    b"# ",
    b"&a",
    b"*a",
    b"<<",
    b"|-",
    b"---",
    b"!!binary",
    b"user_id",
    b"access_token",
    b"\xef\xbc\x9d",
    b"\xcc\x81",
];

/// Numbers at the ends of what types hold, and beyond.
const NUMBERS: [&str; 24] = [
    "0",
    "-0",
    "1",
    "-1",
    "127",
    "128",
    "255",
    "256",
    "65535",
    "65536",
    "2147483647",
    "-2147483648",
    "4294967295",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999999",
    "1e3",
    "1e400",
    "-1e-400",
    "0.1",
];

/// An entry of the pool with a few changes.
pub(crate) fn any(pool: &[Vec<u8>], random: &mut Rng) -> Vec<u8> {
    let mut input = pool[random.usize(..pool.len())].clone();
    for _ in 0..=random.usize(..4) {
        change(&mut input, pool, random);
    }
    input.truncate(LONGEST);
    input
}

fn change(input: &mut Vec<u8>, pool: &[Vec<u8>], random: &mut Rng) {
    let at = random.usize(..=input.len());
    match random.u8(..12) {
        0 => flip(input, random),
        1 => {
            if let Some(byte) = input.get_mut(at) {
                *byte = random.u8(..);
            }
        }
        2 => drop(input.drain(span(input, random))),
        3 => {
            let part = input[span(input, random)].to_vec();
            insert(input, at, &part.repeat(random.usize(1..4)));
        }
        4 | 5 => insert(input, at, TOKENS[random.usize(..TOKENS.len())]),
        6 => {
            let range = span(input, random);
            let token = TOKENS[random.usize(..TOKENS.len())];
            input.splice(range, token.iter().copied());
        }
        7 => number(input, random),
        8 => {
            let other = &pool[random.usize(..pool.len())];
            let part = &other[span(other, random)];
            insert(input, at, part);
        }
        9 => {
            // The beginning of one and the end of another.
            let other = &pool[random.usize(..pool.len())];
            input.truncate(at);
            input.extend_from_slice(&other[random.usize(..=other.len())..]);
        }
        10 => input.truncate(at),
        _ => deepen(input, at, random),
    }
}

fn flip(input: &mut [u8], random: &mut Rng) {
    if !input.is_empty() {
        let at = random.usize(..input.len());
        input[at] ^= 1 << random.u8(..8);
    }
}

/// Puts another number where one is.
fn number(input: &mut Vec<u8>, random: &mut Rng) {
    let digits: Vec<usize> = (0..input.len())
        .filter(|&at| input[at].is_ascii_digit())
        .collect();
    let other = NUMBERS[random.usize(..NUMBERS.len())].bytes();
    if digits.is_empty() {
        input.extend(other);
        return;
    }
    let start = digits[random.usize(..digits.len())];
    let length = input[start..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    input.splice(start..start + length, other);
}

/// Nests what follows so deep that a reader that calls itself runs out of stack, unless it counts.
fn deepen(input: &mut Vec<u8>, at: usize, random: &mut Rng) {
    let open: &[u8] = [&b"["[..], b"{\"a\":", b"[{\"\":", b"- ", b"("][random.usize(..5)];
    let depth = [3, 120, 130, 2_000][random.usize(..4)];
    insert(input, at, &open.repeat(depth));
}

fn insert(input: &mut Vec<u8>, at: usize, part: &[u8]) {
    input.splice(at..at, part.iter().copied());
}

/// Some part, mostly a short one.
fn span(input: &[u8], random: &mut Rng) -> std::ops::Range<usize> {
    let start = random.usize(..=input.len());
    let rest = input.len() - start;
    let longest = if random.bool() { rest.min(8) } else { rest };
    start..start + random.usize(..=longest)
}
