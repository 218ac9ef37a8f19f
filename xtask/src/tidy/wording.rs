//! What no text file of the project may contain.
//!
//! The needles are put together from pieces, so that this file passes its own rules.

use serde_json::Value;

use super::{
    Finding,
    tree::{SourceFile, Tree, has_extension},
};

const UNFINISHED: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];
const MACHINE_PATHS: [&str; 2] = [concat!("/wo", "rk/"), concat!("/ro", "ot/")];
const PRIVATE_KEY: &str = concat!("PRIVATE", " KEY-----");
/// Members and headers of a recorded exchange that hold a credential, in lower case.
const CREDENTIALS: [&str; 6] = [
    "access_token",
    "authorization",
    "cookie",
    "password",
    "refresh_token",
    "set-cookie",
];
/// Anything shorter is a test's deliberate nonsense.
const SHORTEST_SECRET: usize = 16;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files() {
        if file.name() == "Cargo.lock" {
            continue;
        }
        for (line, number) in file.text.lines().zip(1..) {
            let messages = [
                unfinished(file, line),
                machine_path(line),
                ignored_doctest(file, line),
                secret(line),
            ];
            let messages = messages.into_iter().flatten();
            findings.extend(messages.map(|message| Finding::at(&file.path, number, message)));
        }
        if file.path.starts_with("tests/fixtures/") {
            findings.extend(recorded_credentials(file));
        }
    }
    findings
}

/// A mark without an issue has no owner and no end.
fn unfinished(file: &SourceFile, line: &str) -> Option<String> {
    if file.is_generated() || file.path.starts_with("tests/fixtures/") {
        return None;
    }
    UNFINISHED.into_iter().find_map(|mark| {
        let (before, after) = line.split_once(mark)?;
        let is_word = !before.ends_with(is_word_part) && !after.starts_with(is_word_part);
        // In backticks the mark is talked about, not made.
        let is_quoted = before.ends_with('`');
        (is_word && !is_quoted && !has_issue(after))
            .then(|| format!("{mark} without an issue number: write `{mark}(#123)`"))
    })
}

fn is_word_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn has_issue(after: &str) -> bool {
    let number = after
        .strip_prefix("(#")
        .and_then(|rest| rest.split_once(')'));
    number.is_some_and(|(digits, _)| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// What works on one machine only does not work.
fn machine_path(line: &str) -> Option<String> {
    let path = MACHINE_PATHS.into_iter().find(|path| {
        line.match_indices(path).any(|(at, _)| {
            // A longer path or an address that merely contains the name is something else.
            !line[..at].ends_with(|c: char| is_word_part(c) || matches!(c, '.' | '-' | '}' | '~'))
        })
    })?;
    Some(format!("`{path}` is a path of one machine"))
}

/// An example that never compiles is wrong sooner or later.
fn ignored_doctest(file: &SourceFile, line: &str) -> Option<String> {
    let has_doctests = has_extension(&file.path, "rs") || has_extension(&file.path, "md");
    if !has_doctests || file.is_generated() {
        return None;
    }
    let text = line
        .trim_start()
        .trim_start_matches(['/', '!'])
        .trim_start();
    let language = text.strip_prefix("```")?;
    let is_ignored = language
        .split([',', ' '])
        .any(|word| word.starts_with("ignore"));
    is_ignored.then(|| "a doctest that is ignored; use `no_run`".to_owned())
}

fn secret(line: &str) -> Option<String> {
    let what = if line.contains(PRIVATE_KEY) {
        "private key"
    } else if has_synapse_token(line) {
        "Synapse token"
    } else if has_bcrypt_hash(line) {
        "password hash"
    } else {
        return None;
    };
    Some(format!(
        "looks like a real {what}; use a placeholder such as `<ACCESS_TOKEN>`"
    ))
}

/// `syt_` (or `syr_`), the local part in base 64, twenty letters, a checksum.
fn has_synapse_token(line: &str) -> bool {
    ["syt_", "syr_"].into_iter().any(|prefix| {
        line.match_indices(prefix).any(|(at, _)| {
            let rest = &line[at + prefix.len()..];
            let end = rest.find(|c: char| !is_word_part(c)).unwrap_or(rest.len());
            let mut parts = rest[..end].split('_');
            parts
                .nth(1)
                .is_some_and(|random| random.len() >= SHORTEST_SECRET)
        })
    })
}

fn has_bcrypt_hash(line: &str) -> bool {
    line.match_indices("$2").any(|(at, _)| {
        let parts: Vec<&str> = line[at + 1..].splitn(3, '$').collect();
        matches!(parts[..], [version, cost, hash]
            if version.len() == 2 && cost.len() == 2 && hash.len() >= 53)
    })
}

/// Recordings hold placeholders where the exchange held credentials.
fn recorded_credentials(file: &SourceFile) -> Vec<Finding> {
    let Ok(record) = serde_json::from_str::<Value>(&file.text) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    collect_credentials(&record, &mut found);
    found
        .into_iter()
        .map(|name| {
            let message = format!("`{name}` holds a value; write a placeholder in angle brackets");
            Finding::at(&file.path, file.line_of(&format!("\"{name}\"")), message)
        })
        .collect()
}

/// Whether a header or member holds a value; a cookie that is being cleared has attributes only.
fn holds_secret(text: &str) -> bool {
    let mut parts = text.split(|c: char| !is_word_part(c) && !"+-./~".contains(c));
    !text.contains('<') && parts.any(|part| part.len() >= SHORTEST_SECRET)
}

fn collect_credentials(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let is_secret = member.as_str().is_some_and(holds_secret);
                if is_secret && CREDENTIALS.contains(&name.to_ascii_lowercase().as_str()) {
                    found.push(name.clone());
                }
                collect_credentials(member, found);
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect_credentials(item, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn unfinished_marks_need_an_issue() {
        for mark in UNFINISHED {
            assert_eq!(count("src/a.rs", &format!("// {mark}: later")), 1);
            assert_eq!(count("src/a.rs", &format!("// {mark}(#): later")), 1);
            assert_eq!(count("src/a.rs", &format!("// {mark}(#12): later")), 0);
            assert_eq!(count("a.md", &format!("No `{mark}` without a number.")), 0);
            assert_eq!(count("a.md", &format!("ME{mark}S")), 0);
        }
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        for path in MACHINE_PATHS {
            assert_eq!(count("a.py", &format!("open(\"{path}x\")")), 1);
            assert_eq!(count("a.md", &format!("https://example.org{path}x")), 0);
        }
    }

    #[test]
    fn doctests_that_are_ignored_are_found() {
        let fence = "`".repeat(3);
        assert_eq!(count("src/a.rs", &format!("/// {fence}ignore")), 1);
        assert_eq!(count("src/a.rs", &format!("//! {fence}rust,ignore")), 1);
        assert_eq!(count("README.md", &format!("{fence}ignored")), 1);
        assert_eq!(count("README.md", &format!("{fence}no_run")), 0);
    }

    #[test]
    fn secrets_are_found() {
        let token = format!("syt_{}_{}_{}", "YWRtaW4", "a".repeat(20), "0AbCdE");
        assert_eq!(count("docs/a.md", &token), 1);
        assert_eq!(count("docs/a.md", "syt_... or syt_YWRtaW4_short"), 0);
        assert_eq!(count("a.json", &format!("$2a$10${}", "x".repeat(53))), 1);
        assert_eq!(count("a.json", "costs $2 or $20"), 0);
        assert_eq!(count("a.pem", &format!("-----BEGIN {PRIVATE_KEY}")), 1);
    }

    #[test]
    fn recorded_credentials_are_placeholders() {
        let recorded = |value: &str| format!(r#"{{"request": {{"Authorization": "{value}"}}}}"#);
        let bearer = recorded(&format!("Bearer {}", "a".repeat(26)));
        assert_eq!(count("tests/fixtures/synapse/a.json", &bearer), 1);
        assert_eq!(
            count(
                "tests/fixtures/synapse/a.json",
                &recorded("Bearer <ACCESS_TOKEN>")
            ),
            0
        );
        assert_eq!(
            count("tests/fixtures/synapse/a.json", &recorded("Bearer x")),
            0
        );
    }
}
