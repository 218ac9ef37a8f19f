//! How long a server that asks for it is left alone, by the clock of the tests.

use std::time::Duration;

use chatadm::sandbox::Fault;

use crate::{cell::observe, uses::Use};

const HINTED: [Fault; 4] = [
    Fault::LimitedSeconds,
    Fault::LimitedDate,
    Fault::LimitedMilliseconds,
    Fault::LimitedReset,
];
const ASKED: Duration = Duration::from_secs(2);

/// What requests may take beside their pauses.
const SLACK: Duration = Duration::from_secs(1);

#[test]
fn a_time_that_is_named_is_waited_for() {
    for fault in HINTED {
        let seen = observe(Use::Read, Some(fault.on("list_users_v2").nth(1)));
        assert!(seen.elapsed >= ASKED, "{fault}: {:?}", seen.elapsed);
        assert!(seen.elapsed < ASKED + SLACK, "{fault}: {:?}", seen.elapsed);
        let seen = observe(Use::Read, Some(fault.on("list_users_v2")));
        assert!(seen.elapsed >= 3 * ASKED, "{fault}: {:?}", seen.elapsed);
        let asked = seen.given.errors[0].retry_after();
        assert_eq!(asked, Some(ASKED), "{fault}");
    }
}

#[test]
fn nonsense_is_not_waited_for() {
    for fault in [Fault::LimitedUnexplained, Fault::LimitedNegative] {
        let seen = observe(Use::Read, Some(fault.on("list_users_v2").nth(1)));
        assert!(seen.elapsed < SLACK, "{fault}: {:?}", seen.elapsed);
        let seen = observe(Use::Read, Some(fault.on("list_users_v2")));
        assert_eq!(seen.given.errors[0].retry_after(), None, "{fault}");
    }
}

#[test]
fn a_time_that_nobody_lives_to_see_is_told_at_once_and_as_a_year() {
    let seen = observe(Use::Read, Some(Fault::LimitedYear9999.on("list_users_v2")));
    assert!(seen.elapsed < SLACK, "{:?}", seen.elapsed);
    let asked = seen.given.errors[0].retry_after();
    assert_eq!(asked, Some(Duration::from_secs(366 * 86_400)));
}
