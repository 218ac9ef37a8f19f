//! That a client which breaks its promises would be seen to: what the cells look at changes when the
//! client is told to do what it otherwise never does.

use chatadm::{RetryPolicy, sandbox::Fault};

use crate::{
    cell::{MEMORY, observe, observe_with},
    uses::{BODY_LIMIT, Use},
};

#[test]
fn an_unsafe_write_that_is_sent_twice_is_counted_twice() {
    for fault in [Fault::ResetAfterRequest, Fault::HtmlBadGateway] {
        let once = || Some(fault.on(Use::Unsafe.operation()).nth(1));
        let told = RetryPolicy::default().danger_assume_idempotent();
        let seen = observe_with(Use::Unsafe, once(), |builder| builder.retry(told));
        assert_eq!(seen.tokens, 2, "{fault}");
        let seen = observe(Use::Unsafe, once());
        assert_eq!(
            seen.tokens, 1,
            "{fault}: nobody learned of it, and it was done"
        );
    }
}

#[test]
fn a_request_that_is_not_carried_out_leaves_nothing_behind() {
    for fault in [Fault::ResetBeforeRequest, Fault::Unavailable] {
        let seen = observe(Use::Unsafe, Some(fault.on(Use::Unsafe.operation()).nth(1)));
        assert_eq!((seen.requests, seen.tokens), (1, 0), "{fault}");
    }
}

#[test]
fn whoever_follows_a_redirect_is_counted() {
    // One of our own is built first, which installs what TLS needs.
    observe(Use::Read, None);
    let follower = reqwest::Client::new();
    let seen = observe_with(
        Use::Read,
        Some(Fault::RedirectElsewhere.on(Use::Read.operation())),
        |builder| builder.http_client(follower).retry(RetryPolicy::NONE),
    );
    assert!(seen.strayed > 0);
}

#[test]
fn a_larger_limit_lets_a_body_take_more_memory() {
    for fault in [Fault::EndlessBody, Fault::DecompressionBomb] {
        let injection = Some(fault.on(Use::Read.operation()));
        let seen = observe_with(Use::Read, injection, |builder| {
            builder.body_limit(16 * BODY_LIMIT)
        });
        assert!(seen.memory > MEMORY, "{fault}: {}", seen.memory);
    }
}
