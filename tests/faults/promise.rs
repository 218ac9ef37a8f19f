//! What is promised of a use while something goes wrong, and what came of it.

use std::fmt;

use chatadm::Error;

/// What came of a use, or is to come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// How many requests reached the server; nothing is promised where it depends on chance.
    pub(crate) requests: Option<u64>,
    /// How many things were given: items, results.
    pub(crate) given: Option<usize>,
    /// What failed, if something did.
    pub(crate) failure: Option<Failure>,
}

/// All kinds of failure that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The connection did not come about or broke.
    Lost,
    /// Time ran out.
    Timeout,
    /// The server, or something before it, said no with this status.
    Status(u16),
    /// The body is not what was promised.
    Undecodable,
    /// The body is larger than the limit.
    TooLarge,
    /// The list would never end.
    Repeats,
    /// The job was not over in time.
    Unfinished,
}

/// It works, after so many requests.
pub(crate) const fn works(requests: u64) -> Outcome {
    Outcome {
        requests: Some(requests),
        given: None,
        failure: None,
    }
}

/// It fails, after so many requests.
pub(crate) const fn fails(requests: u64, failure: Failure) -> Outcome {
    Outcome {
        requests: Some(requests),
        given: None,
        failure: Some(failure),
    }
}

impl Outcome {
    /// So many things are given, where that is not all of them, or none.
    pub(crate) const fn giving(self, things: usize) -> Self {
        Self {
            given: Some(things),
            ..self
        }
    }

    /// After any number of requests.
    pub(crate) const fn some_time(self) -> Self {
        Self {
            requests: None,
            ..self
        }
    }
}

impl Failure {
    /// Which kind an error is; its predicates have to say the same.
    #[track_caller]
    pub(crate) fn of(error: &Error) -> Self {
        let failure = match error {
            Error::Transport { .. } if error.is_timeout() => Self::Timeout,
            Error::Transport { .. } => Self::Lost,
            Error::Decode { source, .. } if source.to_string().contains("limit") => Self::TooLarge,
            Error::Decode { .. } => Self::Undecodable,
            Error::CursorRepeated { .. } => Self::Repeats,
            Error::WaitTimedOut { .. } => Self::Unfinished,
            Error::Api(api) => Self::Status(api.status().as_u16()),
            other => panic!("{other:?}"),
        };
        let said = [
            error.is_timeout(),
            error.is_retryable(),
            error.is_server_error(),
            error.is_rate_limited(),
            error.is_unauthorized(),
        ];
        let expected = [
            matches!(failure, Self::Timeout | Self::Unfinished),
            matches!(
                failure,
                Self::Lost | Self::Timeout | Self::Unfinished | Self::Status(429 | 502 | 503 | 504)
            ),
            matches!(failure, Self::Status(500..)),
            failure == Self::Status(429),
            failure == Self::Status(401),
        ];
        assert_eq!(said, expected, "{error:?}");
        failure
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.failure {
            None => formatter.write_str("works")?,
            Some(failure) => failure.fmt(formatter)?,
        }
        match self.requests {
            Some(requests) => write!(formatter, " ({requests})"),
            None => formatter.write_str(" (any)"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Self::Lost => "lost",
            Self::Timeout => "timeout",
            Self::Status(status) => return write!(formatter, "{status}"),
            Self::Undecodable => "undecodable",
            Self::TooLarge => "too large",
            Self::Repeats => "cursor repeated",
            Self::Unfinished => "unfinished",
        };
        formatter.write_str(words)
    }
}
