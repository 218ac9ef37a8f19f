//! Pictures of accounts: small, in PNG, of a pattern that a number decides. No other picture is ever served,
//! because a server cuts and encodes what is uploaded anew.

/// Edge of a picture, in pixels.
const EDGE: usize = 128;

/// The PNG of a number: eight by eight fields of one color, the same on both sides.
pub(super) fn draw(number: u64) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let edge = u32::try_from(EDGE).unwrap_or_default().to_be_bytes();
    // One bit for each pixel, and a palette.
    chunk(
        &mut png,
        *b"IHDR",
        &[&edge[..], &edge, &[1, 3, 0, 0, 0]].concat(),
    );
    let color = number.to_be_bytes();
    let palette = [0xf0, 0xf0, 0xf0, color[5], color[6], color[7]];
    chunk(&mut png, *b"PLTE", &palette);
    let mut rows = Vec::new();
    for y in 0..EDGE {
        // Each row says first that it is not filtered.
        rows.push(0);
        for byte in 0..EDGE / 8 {
            let column = byte / 2;
            let field = y / 16 * 4 + column.min(7 - column);
            rows.push(if number >> field & 1 == 1 { 0xff } else { 0 });
        }
    }
    chunk(&mut png, *b"IDAT", &stored(&rows));
    chunk(&mut png, *b"IEND", &[]);
    png
}

/// A number that tells texts apart (FNV-1a).
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Whether bytes begin as pictures do that a server can read.
pub(super) fn is_picture(bytes: &[u8]) -> bool {
    let heads: [&[u8]; 4] = [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM"];
    heads.iter().any(|head| bytes.starts_with(head))
}

pub(super) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let byte = |index: usize| usize::from(three.get(index).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = LETTERS[word >> (18 - 6 * place) & 63];
            text.push(if place <= three.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}

fn chunk(png: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or_default();
    png.extend(length.to_be_bytes());
    let start = png.len();
    png.extend(name);
    png.extend(data);
    let sum = crc32(&png[start..]);
    png.extend(sum.to_be_bytes());
}

/// A zlib stream that stores bytes, at most 65535 of them, as they are.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    let mut stream = vec![0x78, 0x01, 0x01];
    stream.extend(length.to_le_bytes());
    stream.extend((!length).to_le_bytes());
    stream.extend(bytes);
    let (low, high) = bytes.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    stream.extend((high << 16 | low).to_be_bytes());
    stream
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            let carry = sum & 1;
            sum >>= 1;
            if carry == 1 {
                sum ^= 0xedb8_8320;
            }
        }
    }
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(
            stored(b"Wikipedia")[14 + 2..],
            0x11e6_0398_u32.to_be_bytes()[..]
        );
        assert_eq!(base64(b"Ma"), "TWE=");
        assert_eq!(base64(b"Man"), "TWFu");
        assert!(is_picture(&draw(7)));
        assert_ne!(draw(7), draw(8));
    }
}
