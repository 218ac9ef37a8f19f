//! One thing that was looked at, and how bad it is.

use chatadm::{Error, Report};
use serde_json::{Value, json};

use crate::exit::Failure;

/// The exit codes, the worst first: what makes the other checks worthless comes before these.
const WORST: [u8; 9] = [9, 13, 3, 4, 8, 7, 5, 6, 1];

/// One thing that was looked at.
#[derive(Debug)]
pub(super) struct Check {
    name: String,
    outcome: Outcome,
}

#[derive(Debug)]
enum Outcome {
    Ok(String),
    Warning(String, String),
    Failed(Failure, Option<String>),
}

impl Check {
    pub(super) fn ok(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            outcome: Outcome::Ok(detail.into()),
        }
    }

    /// Something that works, and that somebody should look at.
    pub(super) fn warning(
        name: impl Into<String>,
        detail: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            outcome: Outcome::Warning(detail.into(), hint.into()),
        }
    }

    /// Something that does not work, with what the run is to fail with.
    pub(super) fn failed(name: impl Into<String>, failure: Failure, hint: &str) -> Self {
        Self {
            name: name.into(),
            outcome: Outcome::Failed(failure, Some(hint.to_owned())),
        }
    }

    /// What a call told.
    pub(super) fn of(name: impl Into<String>, answer: Result<String, Error>) -> Self {
        let outcome = match answer {
            Ok(detail) => Outcome::Ok(detail),
            Err(error) => Outcome::Failed(error.into(), None),
        };
        Self {
            name: name.into(),
            outcome,
        }
    }

    pub(super) fn document(&self) -> Value {
        let (result, detail, hint) = match &self.outcome {
            Outcome::Ok(detail) => ("ok", detail.clone(), None),
            Outcome::Warning(detail, hint) => ("warning", detail.clone(), Some(hint.clone())),
            Outcome::Failed(failure, hint) => {
                let detail = match failure {
                    Failure::Api(error) => Report(&**error).to_string(),
                    other => other.to_string(),
                };
                ("failed", detail, hint.clone().or_else(|| failure.hint()))
            }
        };
        json!({"check": self.name, "result": result, "detail": detail, "hint": hint})
    }

    pub(super) fn failure(self) -> Option<Failure> {
        match self.outcome {
            Outcome::Failed(failure, _) => Some(failure),
            _ => None,
        }
    }
}

/// How bad a failure is; 0 is the worst.
pub(super) fn rank(failure: &Failure) -> usize {
    let code = failure.code();
    let place = WORST.iter().position(|worst| *worst == code);
    place.unwrap_or(WORST.len())
}
