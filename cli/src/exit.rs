//! How a run ends: the failures, their exit codes, and how they are told.

use std::{fmt, io};

use chatadm::{Error, ErrorCode, Mas, Report, synapse};
use serde_json::{Value, json};

/// Why a command failed. Its exit code tells scripts what kind of failure it was.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What was typed cannot be meant; nothing was sent.
    Usage(String),
    /// The configuration or the credentials do not do; nothing was sent.
    Config(String),
    /// A call failed.
    Api(Box<Error>),
    /// The state of the server does not allow it; said here and not by the server.
    Conflict(String),
    /// Something was looked for and is not there; said here and not by the server.
    NotFound(String),
    /// The user does not want it.
    Declined,
    /// Bulk work of which a part failed or was not begun.
    Partial(String),
    /// ^C.
    Interrupted(String),
    /// A file or the output failed.
    Io(String),
    /// A command that was run for the user ended like this, and has said why.
    Command(u8),
    /// Whoever reads our output has seen enough.
    BrokenPipe,
}

impl Failure {
    /// An unusable file, with its name.
    pub(crate) fn file(path: &std::path::Path, error: &io::Error) -> Self {
        Self::Io(format!("{}: {error}", path.display()))
    }

    /// The exit code; `docs/cli.md` has the table.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::BrokenPipe => 0,
            Self::Declined | Self::Io(_) => 1,
            Self::Usage(_) => 2,
            Self::Config(_) => 3,
            Self::Api(error) => of_api(error),
            Self::NotFound(_) => 5,
            Self::Conflict(_) => 6,
            Self::Partial(_) => 10,
            Self::Interrupted(_) => 130,
            Self::Command(code) => *code,
        }
    }

    /// What to try, if there is something.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Api(error) => hint(error),
            _ => None,
        }
    }

    /// The failure as one JSON document.
    pub(crate) fn document(&self) -> Value {
        // Every field is always there, so that a script finds null and not nothing.
        let mut document = json!({
            "message": self.to_string(),
            "exit_code": self.code(),
            "operation": null,
            "status": null,
            "code": null,
            "request_id": null,
            "hint": self.hint(),
        });
        if let Self::Api(error) = self {
            describe(error, &mut document);
        }
        json!({ "error": document })
    }
}

/// What machines want to know of an error.
pub(crate) fn describe(error: &Error, document: &mut Value) {
    let fields = [
        ("operation", error.operation().map(Value::from)),
        (
            "status",
            error.status().map(|status| status.as_u16().into()),
        ),
        ("code", error.code().map(|code| code.as_str().into())),
        ("request_id", error.request_id().map(Value::from)),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            document[name] = value;
        }
    }
}

/// What to try, with what is known of the operation.
fn hint(error: &Error) -> Option<String> {
    let hint = error.hint()?;
    let is_missing = error.code() == Some(&ErrorCode::Unrecognized);
    let operation = error.operation().filter(|_| is_missing);
    let operation = operation.and_then(|id| {
        let all = synapse::Client::OPERATIONS;
        all.iter().find(|operation| operation.id == id)
    });
    let Some(operation) = operation else {
        return Some(hint.to_owned());
    };
    Some(match (operation.mas, operation.since) {
        (Mas::Removed, _) => format!(
            "{hint}; this one is removed where MAS authenticates, and `chatadm doctor` tells whether it does"
        ),
        (_, Some(version)) => format!(
            "{hint}; this one came with Synapse {version}, and `chatadm synapse version` tells what runs there"
        ),
        _ => hint.to_owned(),
    })
}

/// The exit code of a failed call.
pub(crate) fn of_api(error: &Error) -> u8 {
    match error {
        Error::Argument { .. } => 2,
        Error::Config(_) => 3,
        Error::Transport { .. } => 9,
        Error::WaitTimedOut { .. } => 11,
        Error::TaskFailed { .. } => 12,
        Error::Api(api) => match api.status().as_u16() {
            401 | 403 => 4,
            404 => 5,
            429 => 7,
            500.. => 8,
            _ => 6,
        },
        // The answer, or the cursor, is not what the contract promises.
        _ => 13,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text)
            | Self::Config(text)
            | Self::Conflict(text)
            | Self::NotFound(text)
            | Self::Partial(text)
            | Self::Interrupted(text)
            | Self::Io(text) => formatter.write_str(text),
            Self::Api(error) => Report(&**error).fmt(formatter),
            Self::Declined => formatter.write_str("nothing was done"),
            Self::Command(code) => write!(formatter, "the command ended with {code}"),
            Self::BrokenPipe => formatter.write_str("the reader of the output is gone"),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Api(Box::new(error))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::BrokenPipe
        } else {
            Self::Io(error.to_string())
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Io(error.to_string())
    }
}
