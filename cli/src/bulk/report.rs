//! The report file: a line before each request and one after it, flushed, so that a run that was killed
//! can be resumed.

use std::{
    collections::BTreeMap,
    fmt::Display,
    fs::{File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use chatadm::{Operation, Retry};
use serde_json::{Value, json};

use crate::exit::Failure;

/// A report that is being written.
#[derive(Debug)]
pub(super) struct Report {
    file: File,
    path: PathBuf,
    verb: &'static str,
    broken: Option<io::Error>,
}

/// What a report says of each key.
#[derive(Debug, Default)]
pub(super) struct Past {
    outcomes: BTreeMap<String, String>,
}

impl Report {
    pub(super) fn create(path: &Path, verb: &'static str) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        let file = private(&mut options).open(path).map_err(|error| {
            if error.kind() == io::ErrorKind::AlreadyExists {
                let path = path.display();
                return Failure::Usage(format!(
                    "{path} exists; go on with it by `--resume {path}`, or name another file"
                ));
            }
            Failure::Usage(format!("{}: {error}", path.display()))
        })?;
        Ok(Self {
            file,
            path: path.to_owned(),
            verb,
            broken: None,
        })
    }

    /// Reads a report and goes on writing it.
    pub(super) fn resume(path: &Path, verb: &'static str) -> Result<(Self, Past), Failure> {
        let wrong = |error: io::Error| Failure::Usage(format!("{}: {error}", path.display()));
        let text = std::fs::read_to_string(path).map_err(wrong)?;
        let past = Past::parse(&text, path, verb)?;
        let file = OpenOptions::new().append(true).open(path).map_err(wrong)?;
        // A run that was killed can have left half a line.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        file.set_len(whole as u64).map_err(wrong)?;
        Ok((
            Self {
                file,
                path: path.to_owned(),
                verb,
                broken: None,
            },
            past,
        ))
    }

    /// Says that a request is about to be sent; false when that cannot be said.
    pub(super) fn started(&mut self, key: &str, transaction: Option<&str>) -> bool {
        let mut line = json!({"id": key, "outcome": "started", "verb": self.verb});
        if let Some(id) = transaction {
            line["transaction_id"] = id.into();
        }
        self.write(&line)
    }

    /// Says what became of a key; false when that cannot be said. What the server answered stays out.
    pub(super) fn ended(&mut self, line: &Value) -> bool {
        let mut line = line.clone();
        if let Some(fields) = line.as_object_mut() {
            fields.remove("result");
            fields.insert("verb".to_owned(), self.verb.into());
        }
        self.write(&line)
    }

    /// Why the report is not complete, if it is not.
    pub(super) fn failure(self) -> Option<Failure> {
        let error = self.broken?;
        Some(Failure::Io(format!(
            "the report {} could not be written, so the work was stopped: {error}",
            self.path.display()
        )))
    }

    fn write(&mut self, line: &Value) -> bool {
        if self.broken.is_some() {
            return false;
        }
        let line = format!("{line}\n");
        // A file has no buffer in this program, so a line that is written outlives it.
        self.broken = self.file.write_all(line.as_bytes()).err();
        self.broken.is_none()
    }
}

impl Past {
    fn parse(text: &str, path: &Path, verb: &str) -> Result<Self, Failure> {
        let mut past = Self::default();
        let count = text.lines().count();
        for (line, number) in text.lines().zip(1..) {
            let at = || format!("{}, line {number}", path.display());
            let line: Value = match serde_json::from_str(line) {
                Ok(line) => line,
                // Cut off when the run was killed; the request it tells of was announced before.
                Err(_) if number == count => break,
                Err(_) if line.is_empty() => continue,
                Err(error) => return Err(Failure::Usage(format!("{}: {error}", at()))),
            };
            let text = |name: &str| line.get(name).and_then(Value::as_str);
            let (Some(key), Some(outcome), Some(done)) =
                (text("id"), text("outcome"), text("verb"))
            else {
                return Err(Failure::Usage(format!("{} is no line of a report", at())));
            };
            if done != verb {
                return Err(Failure::Usage(format!(
                    "{}: this is the report of `{done}`, not of `{verb}`",
                    at()
                )));
            }
            past.outcomes.insert(key.to_owned(), outcome.to_owned());
        }
        Ok(past)
    }

    /// The keys that are still to be worked on.
    pub(super) fn remaining<K: Display>(
        &self,
        keys: Vec<K>,
        operation: &Operation,
    ) -> Result<Vec<K>, Failure> {
        let outcome = |key: &K| self.outcomes.get(&key.to_string()).map(String::as_str);
        let unknown: Vec<String> = keys
            .iter()
            .filter(|key| outcome(key) == Some("started"))
            .map(ToString::to_string)
            .collect();
        if operation.retry == Retry::Unsafe && !unknown.is_empty() {
            return Err(Failure::Conflict(format!(
                "the earlier run ended before it knew what became of {}; a repeat would do it twice, so \
                 look first, and strike their lines from the report or write `done` into them",
                unknown.join(", ")
            )));
        }
        Ok(keys
            .into_iter()
            .filter(|key| outcome(key) != Some("done"))
            .collect())
    }
}

/// The report names accounts, which is nobody else's business.
#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(test)]
mod tests {
    use chatadm::synapse::Client;

    use super::*;

    const TEXT: &str = "{\"id\":\"a\",\"outcome\":\"started\",\"verb\":\"x\"}\n\
        {\"id\":\"b\",\"outcome\":\"started\",\"verb\":\"x\"}\n\
        {\"id\":\"a\",\"outcome\":\"done\",\"verb\":\"x\"}\n\
        {\"id\":\"c\",\"outcome\":\"failed\",\"verb\":\"x\"}\n{\"id\":\"b\",\"outc";

    fn remaining(operation: &str) -> Result<Vec<&'static str>, Failure> {
        let past = Past::parse(TEXT, Path::new("r"), "x").unwrap();
        let operation = super::super::action::find(Client::OPERATIONS, operation);
        past.remaining(vec!["a", "b", "c", "d"], operation)
    }

    #[test]
    fn what_is_done_is_left_out_and_half_a_line_does_no_harm() {
        assert_eq!(remaining("deactivate_user").unwrap(), ["b", "c", "d"]);
    }

    #[test]
    fn what_may_have_run_is_not_repeated_where_that_does_harm() {
        let failure = remaining("login_as_user").unwrap_err();
        assert!(failure.to_string().contains("of b;"), "{failure}");
    }

    #[test]
    fn the_report_of_another_verb_is_refused() {
        assert_eq!(
            Past::parse(TEXT, Path::new("r"), "y").unwrap_err().code(),
            2
        );
        assert_eq!(
            Past::parse("nonsense\n{}\n", Path::new("r"), "x")
                .unwrap_err()
                .code(),
            2
        );
    }
}
