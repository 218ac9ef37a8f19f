//! The table: for each fault and each use what is promised, when it happens once and when it does not end.

use chatadm::sandbox::Fault;

use crate::{
    promise::{
        Failure::{self, Lost, Repeats, Status, Timeout, TooLarge, Undecodable, Unfinished},
        Outcome, fails, works,
    },
    uses::Use,
};

/// What is promised of one use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Promise {
    pub(crate) once: Outcome,
    pub(crate) always: Outcome,
}

/// What is promised of the uses, in the order of [`Use::ALL`].
type Row = [Promise; 6];

const fn promise(once: Outcome, always: Outcome) -> Promise {
    Promise { once, always }
}

/// What is promised of one use after all, in a row of others.
const fn but(mut row: Row, usage: Use, once: Outcome, always: Outcome) -> Row {
    row[usage as usize] = promise(once, always);
    row
}

/// Nothing comes of it.
const HARMLESS: Row = [
    promise(works(1), works(1)),
    promise(works(1), works(1)),
    promise(works(1), works(1)),
    promise(works(3), works(3)),
    promise(works(3), works(3)),
    promise(works(4), works(4)),
];

/// The port is closed, for a while or for ever: nothing arrives that would have to be counted twice.
const REFUSED: Row = [
    promise(works(1), fails(0, Lost)),
    promise(works(1), fails(0, Lost)),
    promise(works(1), fails(0, Lost)),
    promise(works(3), fails(0, Lost)),
    promise(works(3), fails(0, Lost)),
    promise(works(4), fails(0, Lost)),
];

/// It is tried again, four times in all, but an unsafe write is not.
const fn repeated_unless_unsafe(failure: Failure) -> Row {
    let row = repeated(failure);
    but(row, Use::Unsafe, fails(1, failure), fails(1, failure))
}

/// The same for a fault after which the job has gone on: it is over one look earlier.
const fn after_all(row: &Row) -> Row {
    let always = row[Use::Waiter as usize].always;
    but(*row, Use::Waiter, works(3), always)
}

/// It is tried again, four times in all.
const fn repeated(failure: Failure) -> Row {
    [
        promise(works(2), fails(4, failure)),
        promise(works(2), fails(4, failure)),
        promise(works(2), fails(4, failure)),
        promise(works(4), fails(4, failure)),
        promise(works(4), fails(4, failure)),
        promise(works(5), fails(16, failure)),
    ]
}

/// It is an error at once.
const fn told(failure: Failure) -> Row {
    [
        promise(fails(1, failure), fails(1, failure)),
        promise(fails(1, failure), fails(1, failure)),
        promise(fails(1, failure), fails(1, failure)),
        promise(fails(2, failure), fails(1, failure)),
        promise(fails(2, failure), fails(1, failure)),
        promise(fails(4, failure), fails(4, failure)),
    ]
}

/// What is promised while a fault happens.
pub(crate) fn row(fault: Fault) -> Row {
    match fault {
        Fault::ConnectionRefused => REFUSED,
        Fault::ResetBeforeRequest => repeated_unless_unsafe(Lost),
        Fault::ResetAfterRequest | Fault::ResetMidBody | Fault::ClosedMidBody | Fault::NotHttp => {
            after_all(&repeated_unless_unsafe(Lost))
        }
        Fault::StalledHeaders | Fault::StalledBody | Fault::SlowDrip => told(Timeout),

        Fault::HtmlBadGateway | Fault::EndlessFailure => {
            after_all(&repeated_unless_unsafe(Status(502)))
        }
        Fault::Unavailable => repeated_unless_unsafe(Status(503)),
        Fault::InternalError => told(Status(500)),
        Fault::RedirectElsewhere => told(Status(302)),
        Fault::ExpiredToken => but(
            told(Status(401)),
            Use::Bulk,
            // The one beside it was on its way, and another was begun when the first was done.
            fails(3, Status(401)).giving(2),
            fails(2, Status(401)),
        ),
        Fault::LimitedSeconds
        | Fault::LimitedDate
        | Fault::LimitedMilliseconds
        | Fault::LimitedReset
        | Fault::LimitedUnexplained
        | Fault::LimitedNegative => repeated(Status(429)),
        Fault::LimitedYear9999 => told(Status(429)),

        Fault::TruncatedJson
        | Fault::HtmlSuccess
        | Fault::EmptySuccess
        | Fault::InvalidUtf8
        | Fault::NullValues
        | Fault::FloatNumbers => told(Undecodable),
        Fault::EndlessBody | Fault::DecompressionBomb => told(TooLarge),
        Fault::WrongContentType | Fault::UnknownFields => HARMLESS,
        Fault::UnknownValues => but(
            told(Status(400)),
            Use::Waiter,
            works(3),
            fails(0, Unfinished).some_time(),
        ),

        Fault::RepeatedCursor => but(
            HARMLESS,
            Use::Stream,
            fails(2, Repeats).giving(4),
            fails(2, Repeats).giving(4),
        ),
        Fault::EndlessPages => but(HARMLESS, Use::Stream, works(4), works(4)),
        Fault::DuplicateItems => but(
            but(HARMLESS, Use::Read, works(1).giving(3), works(1).giving(3)),
            Use::Stream,
            works(3).giving(7),
            works(3).giving(9),
        ),
        Fault::ShrinkingPages => but(
            but(HARMLESS, Use::Read, works(1).giving(1), works(1).giving(1)),
            Use::Stream,
            works(3).giving(5),
            works(3).giving(3),
        ),
        other => panic!("nothing is promised of {other}"),
    }
}

/// Which request of a use it is that something happens to, when it happens once.
pub(crate) fn nth(fault: Fault, usage: Use) -> u64 {
    match (fault, usage) {
        // Only the last page can be the wrong one to go on from.
        (Fault::EndlessPages, Use::Stream) => 3,
        (_, Use::Read | Use::Idempotent | Use::Unsafe) => 1,
        (_, Use::Stream | Use::Waiter | Use::Bulk) => 2,
    }
}

/// What happens instead, where a fault cannot exist.
pub(crate) fn instead(fault: Fault, usage: Use) -> Option<&'static str> {
    let is_list = matches!(usage, Use::Read | Use::Stream);
    match fault {
        Fault::RepeatedCursor | Fault::EndlessPages if !is_list => {
            Some("there are no pages: the answer has a cursor all the same, which nobody follows")
        }
        Fault::DuplicateItems | Fault::ShrinkingPages if usage == Use::Bulk => {
            Some("there are no pages: a key comes twice, and is worked on once")
        }
        Fault::DuplicateItems | Fault::ShrinkingPages if !is_list => {
            Some("there are no pages: the lists in the answer are changed, where it has any")
        }
        Fault::UnknownValues if usage != Use::Waiter => {
            Some("the answer has no enumeration: a refusal has a new code")
        }
        Fault::FloatNumbers if usage == Use::Waiter => {
            Some("the answer has no number: one stands where a word should")
        }
        _ => None,
    }
}
