//! One cell of the table: a use while a fault happens, held to what is promised of it.

use std::{sync::OnceLock, time::Duration};

use allocation_counter::measure;
use chatadm::{
    RetryPolicy,
    sandbox::{Fault, Injection},
};
use tokio::time::Instant;

use crate::{
    clock,
    promise::{Failure, Outcome},
    table,
    uses::{BODY_LIMIT, Builder, Given, Stage, Use},
};

/// How much memory a use may take at once, the server's own share included: what grows to the limit is
/// copied on the way, and two requests of bulk work are on their way together.
pub(crate) const MEMORY: u64 = 8 * BODY_LIMIT as u64;

/// What was seen of a use.
pub(crate) struct Seen {
    pub(crate) given: Given,
    pub(crate) requests: u64,
    /// How long it took, by the clock of the test.
    pub(crate) elapsed: Duration,
    pub(crate) memory: u64,
    pub(crate) strayed: u64,
    pub(crate) tokens: usize,
    is_renamed: bool,
}

/// Uses a client while something goes wrong, or nothing does.
pub(crate) fn observe(usage: Use, injection: Option<Injection>) -> Seen {
    let is_closed_for_a_while = injection.as_ref().is_some_and(|injection| {
        injection.fault() == Fault::ConnectionRefused
            && *injection != Fault::ConnectionRefused.into()
    });
    observe_with(usage, injection, |builder| {
        if is_closed_for_a_while {
            // The port is closed for longer than four attempts may take.
            builder.retry(RetryPolicy::default().max_attempts(100))
        } else {
            builder
        }
    })
}

/// The same with a client that is settled otherwise.
pub(crate) fn observe_with(
    usage: Use,
    injection: Option<Injection>,
    change: impl FnOnce(Builder) -> Builder,
) -> Seen {
    let runtime = clock::runtime();
    let stage = clock::run(&runtime, Stage::new(change));
    let started = clock::run(&runtime, async {
        if let Some(injection) = injection {
            stage.sandbox.fault(injection);
        }
        Instant::now()
    });
    let mut given = Given::default();
    let memory = measure(|| given = clock::run(&runtime, stage.perform(usage)));
    clock::run(&runtime, async {
        let elapsed = started.elapsed();
        let requests = stage.sandbox.count(usage.operation());
        stage.sandbox.heal();
        Seen {
            given,
            requests,
            elapsed,
            memory: memory.bytes_max,
            strayed: stage.sandbox.strayed(),
            tokens: stage.tokens().await,
            is_renamed: stage.is_renamed().await,
        }
    })
}

/// Holds a use to what is promised of it while a fault happens, once and without end.
#[track_caller]
pub(crate) fn check(fault: Fault, usage: Use) {
    all_is_well(usage);
    let promise = table::row(fault)[usage as usize];
    // A port is closed whatever is asked for, so this is for all operations.
    let always = match fault {
        Fault::ConnectionRefused => fault.into(),
        _ => fault.on(usage.operation()),
    };
    let once = fault.on(usage.operation()).nth(table::nth(fault, usage));
    hold(usage, promise.once, &observe(usage, Some(once)), true);
    hold(usage, promise.always, &observe(usage, Some(always)), false);
}

/// Without a fault a use does what it says. What is made only once in a process is made here, so that
/// nobody takes it for memory of a call.
#[track_caller]
fn all_is_well(usage: Use) {
    static SEEN: [OnceLock<()>; 6] = [const { OnceLock::new() }; 6];
    SEEN[usage as usize].get_or_init(|| {
        let seen = observe(usage, None);
        let (requests, things) = usage.whole();
        assert_eq!((seen.requests, seen.given.things), (requests, things));
        assert!(seen.given.errors.is_empty(), "{:?}", seen.given);
    });
}

#[track_caller]
fn hold(usage: Use, promised: Outcome, seen: &Seen, is_once: bool) {
    let Seen {
        given,
        requests,
        elapsed: _,
        memory,
        strayed,
        tokens,
        is_renamed,
    } = seen;
    let when = if is_once { "once" } else { "always" };
    let mut failures: Vec<Failure> = given.errors.iter().map(Failure::of).collect();
    let how_many = failures.len();
    failures.dedup();
    let expected: Vec<Failure> = promised.failure.into_iter().collect();
    assert_eq!(failures, expected, "{when}: {:#?}", given.errors);
    if let Some(promised) = promised.requests {
        assert_eq!(*requests, promised, "{when}: requests");
    }
    let (_, whole) = usage.whole();
    let things = promised.given.unwrap_or(match promised.failure {
        None => whole,
        Some(_) if is_once => usage.before_a_failure(),
        Some(_) => 0,
    });
    assert_eq!(given.things, things, "{when}: things given");

    match usage {
        // A key has one outcome, and a refusal of the caller leaves the others alone.
        Use::Bulk => {
            assert_eq!(given.things + how_many + given.not_started, whole, "{when}");
            assert!(!is_once || how_many <= 1, "{when}: {:?}", given.errors);
            let is_refused = promised.failure == Some(Failure::Status(401));
            assert_eq!(given.not_started > 0, is_refused, "{when}");
        }
        // An error is given once and ends the stream.
        _ => assert_eq!(how_many, expected.len(), "{when}: {:?}", given.errors),
    }
    if promised.failure.is_none() && matches!(usage, Use::Idempotent | Use::Bulk) {
        assert!(is_renamed, "{when}: nothing was done");
    }
    // What was done by an unsafe write was done once, whether anybody learned of it or not.
    assert!(*tokens <= 1, "{when}: {tokens} were made");
    if usage == Use::Unsafe && promised.failure.is_none() {
        assert_eq!(*tokens, 1, "{when}: nothing was done");
    }
    assert_eq!(*strayed, 0, "{when}: a redirect was followed");
    assert!(*memory <= MEMORY, "{when}: {memory} bytes at once");
}
