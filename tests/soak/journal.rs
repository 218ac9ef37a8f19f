//! What became of each key, written at once, so that it outlives whoever wrote it.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::Path,
    sync::Mutex,
};

use serde_json::{Value, json};

use crate::plan::{KEYS, Key};

/// The lines of a file and what they come to.
pub(crate) struct Journal(Mutex<State>);

struct State {
    file: File,
    keys: BTreeMap<u32, Record>,
}

#[derive(Default)]
struct Record {
    begun: usize,
    done: usize,
    failed: usize,
    found: usize,
}

/// What all lines come to.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) begun: usize,
    pub(crate) done: usize,
    pub(crate) failed: usize,
    pub(crate) found: usize,
    pub(crate) other_than_one: usize,
}

impl Journal {
    /// Reads what there is and goes on behind it.
    pub(crate) fn open(path: impl AsRef<Path>) -> Self {
        let text = fs::read_to_string(&path).unwrap_or_default();
        let mut keys: BTreeMap<u32, Record> = BTreeMap::new();
        // A writer that was killed can leave half a line, which says nothing.
        for line in text.lines() {
            let line: Value = serde_json::from_str(line).unwrap_or_default();
            let Some(key) = line["key"].as_u64() else {
                continue;
            };
            let record = keys.entry(u32::try_from(key).unwrap()).or_default();
            match line["event"].as_str() {
                Some("begun") => record.begun += 1,
                Some("failed") => record.failed += 1,
                Some("done") => {
                    record.done += 1;
                    record.found += usize::from(line["found"] == true);
                }
                event => panic!("what is {event:?}?"),
            }
        }
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .unwrap();
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n").unwrap();
        }
        Self(Mutex::new(State { file, keys }))
    }

    /// The keys without an outcome.
    pub(crate) fn left(&self) -> Vec<Key> {
        let state = self.0.lock().unwrap();
        let is_done = |key: &Key| state.keys.get(&key.0).is_some_and(|record| record.done > 0);
        Key::all().filter(|key| !is_done(key)).collect()
    }

    /// Notes that work begins, and tells whether it had begun before.
    pub(crate) fn begin(&self, key: Key) -> bool {
        let mut state = self.0.lock().unwrap();
        state.write(&json!({"key": key.0, "event": "begun"}));
        let record = state.keys.entry(key.0).or_default();
        record.begun += 1;
        record.begun > 1
    }

    pub(crate) fn done(&self, key: Key, found: bool) {
        let mut state = self.0.lock().unwrap();
        state.write(&json!({"key": key.0, "event": "done", "found": found}));
        state.keys.entry(key.0).or_default().done += 1;
    }

    pub(crate) fn failed(&self, key: Key, error: &chatadm::Error) {
        let mut state = self.0.lock().unwrap();
        let error = chatadm::Report(error).to_string();
        state.write(&json!({"key": key.0, "event": "failed", "error": error}));
        state.keys.entry(key.0).or_default().failed += 1;
    }

    pub(crate) fn counts(&self) -> Counts {
        let state = self.0.lock().unwrap();
        let mut counts = Counts {
            other_than_one: KEYS as usize - state.keys.len(),
            ..Counts::default()
        };
        for record in state.keys.values() {
            counts.begun += record.begun;
            counts.done += record.done;
            counts.failed += record.failed;
            counts.found += record.found;
            counts.other_than_one += usize::from(record.done != 1);
        }
        counts
    }
}

impl State {
    fn write(&mut self, line: &Value) {
        // One write for a line: whoever kills us cuts between lines.
        self.file.write_all(format!("{line}\n").as_bytes()).unwrap();
    }
}
