//! What becomes of each use of a client when something goes wrong: a test for each fault and each use.
//!
//! `docs/faults.md` is the table of them, which `UPDATE_FAULTS=1 cargo test --test faults --features sandbox`
//! writes anew.
#![cfg(feature = "synapse")]
#![allow(clippy::unwrap_used, reason = "helpers of tests fail the way tests do")]

mod cell;
mod clock;
mod limits;
mod page;
mod promise;
mod proof;
mod table;
mod uses;

/// A module for each fault, and in it a test for each use.
macro_rules! cells {
    ($($module:ident: $fault:ident,)+) => {
        /// All faults that have tests, by the name of their module.
        const TESTED: &[(&str, chatadm::sandbox::Fault)] =
            &[$((stringify!($module), chatadm::sandbox::Fault::$fault)),+];

        $(mod $module {
            use crate::{cell::check, uses::Use};
            use chatadm::sandbox::Fault::$fault as FAULT;

            #[test]
            fn read() {
                check(FAULT, Use::Read);
            }

            #[test]
            fn idempotent() {
                check(FAULT, Use::Idempotent);
            }

            #[test]
            fn unsafe_write() {
                check(FAULT, Use::Unsafe);
            }

            #[test]
            fn stream() {
                check(FAULT, Use::Stream);
            }

            #[test]
            fn waiter() {
                check(FAULT, Use::Waiter);
            }

            #[test]
            fn bulk() {
                check(FAULT, Use::Bulk);
            }
        })+
    };
}

cells! {
    connection_refused: ConnectionRefused,
    reset_before_request: ResetBeforeRequest,
    reset_after_request: ResetAfterRequest,
    reset_mid_body: ResetMidBody,
    closed_mid_body: ClosedMidBody,
    stalled_headers: StalledHeaders,
    stalled_body: StalledBody,
    slow_drip: SlowDrip,
    not_http: NotHttp,
    html_bad_gateway: HtmlBadGateway,
    unavailable: Unavailable,
    internal_error: InternalError,
    redirect_elsewhere: RedirectElsewhere,
    expired_token: ExpiredToken,
    limited_seconds: LimitedSeconds,
    limited_date: LimitedDate,
    limited_milliseconds: LimitedMilliseconds,
    limited_reset: LimitedReset,
    limited_unexplained: LimitedUnexplained,
    limited_negative: LimitedNegative,
    limited_year_9999: LimitedYear9999,
    truncated_json: TruncatedJson,
    wrong_content_type: WrongContentType,
    html_success: HtmlSuccess,
    empty_success: EmptySuccess,
    endless_body: EndlessBody,
    endless_failure: EndlessFailure,
    decompression_bomb: DecompressionBomb,
    invalid_utf8: InvalidUtf8,
    unknown_fields: UnknownFields,
    unknown_values: UnknownValues,
    null_values: NullValues,
    float_numbers: FloatNumbers,
    repeated_cursor: RepeatedCursor,
    endless_pages: EndlessPages,
    duplicate_items: DuplicateItems,
    shrinking_pages: ShrinkingPages,
}

#[test]
fn every_fault_is_tested_under_its_name() {
    let tested: Vec<_> = TESTED.iter().map(|(_, fault)| *fault).collect();
    assert_eq!(tested, chatadm::sandbox::Fault::ALL);
    for (module, fault) in TESTED {
        assert_eq!(*module, fault.name().replace('-', "_"));
    }
}
