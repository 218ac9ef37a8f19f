//! What was said, as it is written down and compared.

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde::Serialize;
use serde_json::Value;
use similar::TextDiff;

/// One line of a transcript.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Entry {
    /// What only brings something about, or is one of many, in a few words.
    Brief(String),
    /// A request with its answer.
    Exchange(Box<Exchange>),
}

#[derive(Debug, Serialize)]
pub(crate) struct Exchange {
    /// The id of an operation, or method and path of what the document does not have.
    pub(crate) call: String,
    pub(crate) by: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) path: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) query: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) body: Option<Value>,
    pub(crate) status: u16,
    /// What clients act upon, unless it says only that the answer is JSON.
    #[serde(skip_serializing_if = "only_json")]
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) answer: Value,
}

fn only_json(headers: &BTreeMap<String, String>) -> bool {
    headers.len() == 1
        && headers
            .get("content-type")
            .is_some_and(|kind| kind == "application/json")
}

/// Where the expectation of a scenario is kept.
pub(crate) fn path(noun: &str, scenario: &str) -> PathBuf {
    directory().join(noun).join(format!("{scenario}.json"))
}

/// Where all expectations are kept, in a directory for each noun.
pub(crate) fn directory() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/conformance/expected"
    ))
}

/// The form in which transcripts are compared and kept.
pub(crate) fn render(entries: &[Entry]) -> String {
    let mut text = serde_json::to_string_pretty(entries).unwrap();
    text.push('\n');
    text
}

/// Keeps the transcript as the expectation.
pub(crate) fn write(noun: &str, scenario: &str, actual: &str) {
    let path = path(noun, scenario);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, actual).unwrap();
}

/// Fails where the transcript is not what was expected, and says where.
pub(crate) fn compare(noun: &str, scenario: &str, actual: &str) {
    let path = path(noun, scenario);
    let expected = fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "{}: {error}; record it with CHATADM_UPDATE=1",
            path.display()
        )
    });
    if let Some(difference) = difference(&expected, actual) {
        panic!("{noun}/{scenario}: not what the real server answered:\n{difference}");
    }
}

fn difference(expected: &str, actual: &str) -> Option<String> {
    (expected != actual).then(|| {
        TextDiff::from_lines(expected, actual)
            .unified_diff()
            .context_radius(12)
            .header("expected", "answered")
            .to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn a_difference_shows_both_sides() {
        assert_eq!(difference("a\nb\n", "a\nb\n"), None);
        let shown = difference("a\nb\n", "a\nc\n").unwrap();
        assert!(shown.contains("-b\n+c\n"), "{shown}");
    }
}
