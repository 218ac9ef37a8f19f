//! The report file: a line before each request and one after it, flushed, so that a run that was killed
//! can be resumed.

use std::{
    collections::BTreeMap,
    fmt::Display,
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, Write as _},
    path::{Path, PathBuf},
};

use chatadm::{Operation, Retry};
use serde_json::{Value, json};

use crate::exit::Failure;

/// What a report is about. A report of anything else is not gone on with: its ids would mean other things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct About {
    pub(super) verb: &'static str,
    pub(super) noun: &'static str,
    pub(super) server: String,
}

/// A report that is being written.
#[derive(Debug)]
pub(super) struct Report {
    file: File,
    path: PathBuf,
    about: About,
    broken: Option<io::Error>,
}

/// What a report says of each key.
#[derive(Debug, Default)]
pub(super) struct Past {
    outcomes: BTreeMap<String, Outcome>,
    /// The length of the lines that are whole.
    whole: u64,
    /// Whether the last of them has no end.
    lacks_end: bool,
}

/// All that matters of an outcome later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Started,
    Done,
    Other,
}

impl Report {
    /// Refuses a file that is there already, before anybody is asked about the work.
    pub(super) fn check(path: &Path) -> Result<(), Failure> {
        match path.try_exists() {
            Ok(true) => Err(Self::exists(path)),
            _ => Ok(()),
        }
    }

    fn exists(path: &Path) -> Failure {
        let path = path.display();
        Failure::Usage(format!(
            "{path} exists; go on with it by `--resume {path}`, or name another file"
        ))
    }

    pub(super) fn create(path: &Path, about: About) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        let file = private(&mut options).open(path).map_err(|error| {
            if error.kind() == io::ErrorKind::AlreadyExists {
                return Self::exists(path);
            }
            Failure::Usage(format!("{}: {error}", path.display()))
        })?;
        Ok(Self {
            file,
            path: path.to_owned(),
            about,
            broken: None,
        })
    }

    /// Reads a report and goes on writing it.
    pub(super) fn resume(path: &Path, about: About) -> Result<(Self, Past), Failure> {
        let wrong = |error: io::Error| {
            let path = path.display();
            if error.kind() == io::ErrorKind::NotFound {
                return Failure::Usage(format!(
                    "there is no report {path} to go on with; start one by `--report {path}`"
                ));
            }
            Failure::Usage(format!("{path}: {error}"))
        };
        let options = OpenOptions::new().read(true).append(true).clone();
        let mut file = options.open(path).map_err(wrong)?;
        let past = Past::read(&mut BufReader::new(&file), path, &about)?;
        // A run that was killed can have left a line without its end, or half a line.
        file.set_len(past.whole).map_err(wrong)?;
        if past.lacks_end {
            file.write_all(b"\n").map_err(wrong)?;
        }
        let report = Self {
            file,
            path: path.to_owned(),
            about,
            broken: None,
        };
        Ok((report, past))
    }

    /// Says that a request is about to be sent; false when that cannot be said.
    pub(super) fn started(&mut self, key: &str, transaction: Option<&str>) -> bool {
        let mut line = json!({"id": key, "outcome": "started"});
        if let Some(id) = transaction {
            line["transaction_id"] = id.into();
        }
        self.write(line)
    }

    /// Says what became of a key; false when that cannot be said. What the server answered stays out.
    pub(super) fn ended(&mut self, line: &Value) -> bool {
        let mut line = line.clone();
        if let Some(fields) = line.as_object_mut() {
            fields.remove("result");
        }
        self.write(line)
    }

    /// Why the report is not complete, if it is not.
    pub(super) fn failure(self) -> Option<Failure> {
        let error = self.broken?;
        Some(Failure::Io(format!(
            "the report {} could not be written, so the work was stopped: {error}",
            self.path.display()
        )))
    }

    fn write(&mut self, mut line: Value) -> bool {
        if self.broken.is_some() {
            return false;
        }
        line["verb"] = self.about.verb.into();
        line["noun"] = self.about.noun.into();
        line["server"] = self.about.server.as_str().into();
        let line = format!("{line}\n");
        // A file has no buffer in this program, so a line that is written outlives it.
        self.broken = self.file.write_all(line.as_bytes()).err();
        self.broken.is_none()
    }
}

impl Past {
    fn read(text: &mut impl BufRead, path: &Path, about: &About) -> Result<Self, Failure> {
        let mut past = Self::default();
        let mut line = Vec::new();
        let mut number = 0;
        loop {
            line.clear();
            let length = text.read_until(b'\n', &mut line);
            let length = length.map_err(|error| Failure::file(path, &error))?;
            if length == 0 {
                return Ok(past);
            }
            number += 1;
            let at = || format!("{}, line {number}", path.display());
            let has_end = line.ends_with(b"\n");
            let is_empty = line.trim_ascii().is_empty();
            match serde_json::from_slice(&line) {
                Ok(found) => past.take(&found, about, at)?,
                // Cut off when the run was killed; the request it tells of was announced before.
                Err(_) if !has_end => return Ok(past),
                Err(_) if is_empty => {}
                Err(error) => return Err(Failure::Usage(format!("{}: {error}", at()))),
            }
            past.whole += length as u64;
            past.lacks_end = !has_end;
        }
    }

    fn take(
        &mut self,
        line: &Value,
        about: &About,
        at: impl Fn() -> String,
    ) -> Result<(), Failure> {
        let text = |name: &str| line.get(name).and_then(Value::as_str);
        let names = ["id", "outcome", "verb", "noun", "server"].map(text);
        let [
            Some(key),
            Some(outcome),
            Some(verb),
            Some(noun),
            Some(server),
        ] = names
        else {
            return Err(Failure::Usage(format!("{} is no line of a report", at())));
        };
        if (verb, noun) != (about.verb, about.noun) {
            return Err(Failure::Usage(format!(
                "{}: this report says how to {verb} {noun}s, and this is to {} {}s",
                at(),
                about.verb,
                about.noun
            )));
        }
        if server != about.server {
            return Err(Failure::Usage(format!(
                "{}: this is a report of {server}, and this would be done on {}",
                at(),
                about.server
            )));
        }
        let outcome = match outcome {
            "started" => Outcome::Started,
            "done" => Outcome::Done,
            _ => Outcome::Other,
        };
        self.outcomes.insert(key.to_owned(), outcome);
        Ok(())
    }

    /// Leaves the keys that are still to be worked on.
    pub(super) fn leave<K: Display>(
        &self,
        keys: &mut Vec<K>,
        operation: &Operation,
    ) -> Result<(), Failure> {
        let outcome = |key: &K| self.outcomes.get(&key.to_string()).copied();
        let unknown: Vec<String> = keys
            .iter()
            .filter(|key| outcome(key) == Some(Outcome::Started))
            .map(ToString::to_string)
            .collect();
        if operation.retry == Retry::Unsafe && !unknown.is_empty() {
            return Err(Failure::Conflict(format!(
                "the earlier run ended before it knew what became of {}; a repeat would do it twice, so \
                 look first, and strike their lines from the report or write `done` into them",
                unknown.join(", ")
            )));
        }
        keys.retain(|key| outcome(key) != Some(Outcome::Done));
        Ok(())
    }
}

/// The ids of which a report says that work on them began, and not how it ended.
///
/// No file, or what is no line of a report, is passed over: whoever goes on with the report is told of it.
pub(super) fn unsettled(path: &Path) -> Result<Vec<String>, Failure> {
    let text = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.map_err(|error| Failure::file(path, &error))?,
    };
    let mut begun = Vec::new();
    for line in text.split(|byte| *byte == b'\n') {
        let line: Value = serde_json::from_slice(line).unwrap_or_default();
        let Some(id) = line["id"].as_str() else {
            continue;
        };
        begun.retain(|other| other != id);
        if line["outcome"] == "started" {
            begun.push(id.to_owned());
        }
    }
    Ok(begun)
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

    fn about() -> About {
        About {
            verb: "x",
            noun: "user",
            server: "https://h".to_owned(),
        }
    }

    fn line(id: &str, outcome: &str) -> String {
        format!(
            "{}\n",
            json!({"id": id, "outcome": outcome, "verb": "x", "noun": "user", "server": "https://h"})
        )
    }

    fn read(text: &str) -> Result<Past, Failure> {
        Past::read(&mut text.as_bytes(), Path::new("r"), &about())
    }

    fn remaining(operation: &str) -> Result<Vec<&'static str>, Failure> {
        let lines = [
            ("a", "started"),
            ("b", "started"),
            ("a", "done"),
            ("c", "failed"),
        ];
        let mut text: String = lines.map(|(id, outcome)| line(id, outcome)).concat();
        let whole = text.len() as u64;
        text.push_str("{\"id\":\"b\",\"outc");
        let past = read(&text).unwrap();
        assert_eq!((past.whole, past.lacks_end), (whole, false));
        let operation = super::super::action::find(Client::OPERATIONS, operation);
        let mut keys = vec!["a", "b", "c", "d"];
        past.leave(&mut keys, operation).map(|()| keys)
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
    fn a_line_that_lacks_nothing_but_its_end_counts() {
        let text = line("a", "done");
        let past = read(text.trim_end()).unwrap();
        assert_eq!(past.outcomes["a"], Outcome::Done);
        assert_eq!((past.whole, past.lacks_end), (text.len() as u64 - 1, true));
    }

    #[test]
    fn what_began_and_did_not_end_is_unsettled() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let lines = [
            ("a", "started"),
            ("b", "started"),
            ("a", "done"),
            ("c", "started"),
            ("b", "started"),
        ];
        let text: String = lines.map(|(id, outcome)| line(id, outcome)).concat();
        fs::write(file.path(), text + "{\"id\":\"d\",\"outc").unwrap();
        assert_eq!(unsettled(file.path()).unwrap(), ["c", "b"]);
    }

    #[test]
    fn the_report_of_something_else_is_refused() {
        let text = line("a", "done");
        for (from, to) in [("x", "y"), ("user", "room"), ("https://h", "https://i")] {
            let other = text.replace(&format!("\"{from}\""), &format!("\"{to}\""));
            assert_eq!(read(&other).unwrap_err().code(), 2, "{other}");
        }
        assert_eq!(read("nonsense\n{}\n").unwrap_err().code(), 2);
        assert_eq!(read("{}\n").unwrap_err().code(), 2);
    }
}
