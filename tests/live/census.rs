//! Which operations were called, and how the server answered.
//!
//! The source is the event that the library's transport emits for each answer, so nothing counts
//! that was not sent and answered.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Mutex, Once, PoisonError},
};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

/// The statuses of each operation's answers.
static ANSWERS: Mutex<BTreeMap<String, BTreeSet<u64>>> = Mutex::new(BTreeMap::new());

/// Starts counting, once in the process.
pub(crate) fn start() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        tracing::subscriber::set_global_default(Listener).expect("nobody else listens");
    });
}

/// Every operation that was answered, whatever the answer.
pub(crate) fn called() -> BTreeSet<String> {
    operations(|_| true)
}

/// Every operation that was answered with success at least once.
pub(crate) fn successful() -> BTreeSet<String> {
    operations(|status| (200..300).contains(&status))
}

fn operations(wanted: impl Fn(u64) -> bool) -> BTreeSet<String> {
    // A test that failed while it held the lock has still written whole entries.
    let answers = ANSWERS.lock().unwrap_or_else(PoisonError::into_inner);
    let matching = answers
        .iter()
        .filter(|(_, statuses)| statuses.iter().any(|&status| wanted(status)));
    matching.map(|(operation, _)| operation.clone()).collect()
}

/// Hears the events of the library and nothing else.
struct Listener;

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && metadata.target().starts_with("chatadm::")
    }

    fn event(&self, event: &Event<'_>) {
        let mut answer = Answer::default();
        event.record(&mut answer);
        if let Answer {
            operation: Some(operation),
            status: Some(status),
        } = answer
        {
            let mut answers = ANSWERS.lock().unwrap_or_else(PoisonError::into_inner);
            answers.entry(operation).or_default().insert(status);
        }
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// The two fields of an event that count.
#[derive(Default)]
struct Answer {
    operation: Option<String>,
    status: Option<u64>,
}

impl Visit for Answer {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "operation" {
            self.operation = Some(value.to_owned());
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "status" {
            self.status = Some(value);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}
