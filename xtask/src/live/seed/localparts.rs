//! Local parts that are legal and that careless clients get wrong.
//!
//! The grammar allows lower-case letters, digits and `.`, `_`, `=`, `-`, `/`, `+`.

/// Each hits another mistake in building a path, a query or a pattern.
pub(super) const HAZARDOUS: [&str; 36] = [
    "a/b",
    "a//b",
    "slash/",
    "/lead",
    "/",
    "plus+tag",
    "+",
    "++",
    "eq=uals",
    "=",
    "=2f",
    "dot.dot",
    ".",
    "..",
    "...",
    "./here",
    "../up",
    "me/../you",
    "-",
    "--help",
    "dash-",
    "under_score",
    "user.name+tag/dept=x_y-z",
    "0day",
    "1e9",
    "0x10",
    "9lives/1",
    "null",
    "true",
    "admin/deactivate",
    "devices",
    "a=b+c=d",
    "joined_rooms",
    "x/devices/y",
    "query=1+2",
    "a-very-long-local-part-that-goes-on-and-on-until-it-nearly-fills-the-two-hundred-and-fifty-five-\
     bytes-which-an-identifier-may-have-in-total-with-the-at-sign-and-the-server-name-counted-in-so-\
     that-buffers-and-columns-are-put-to-the-test",
];

/// Legal too, but older servers keep the first character for bridges.
pub(super) const UNDERSCORE: [&str; 2] = ["_bridge_irc", "_"];

/// The local part of the `index`th account that is only there to be many.
pub(super) fn crowd(index: usize) -> String {
    match index % 8 {
        0 => format!("crowd{index:05}"),
        1 => format!("crowd.{index:05}"),
        2 => format!("crowd-{index:05}"),
        3 => format!("crowd_{index:05}"),
        4 => format!("crowd={index:05}"),
        5 => format!("crowd/{index:05}"),
        6 => format!("crowd+{index:05}"),
        _ => format!("{index:05}.crowd"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{HAZARDOUS, UNDERSCORE, crowd};

    #[test]
    fn all_are_legal_and_different() {
        let all: Vec<String> = HAZARDOUS
            .map(str::to_owned)
            .into_iter()
            .chain(UNDERSCORE.map(str::to_owned))
            .chain((0..5000).map(crowd))
            .collect();
        for localpart in &all {
            let legal =
                |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._=-/+".contains(c);
            assert!(localpart.chars().all(legal), "{localpart}");
            assert!(localpart.len() <= 240, "{localpart}");
        }
        let different: BTreeSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len());
    }
}
