//! Refusals that every room has in common, as the raw client gives them.

use chatadm::{Secret, synapse::raw};

use crate::support::{Site, answer, refusal};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn administration_needs_a_token_of_an_administrator() {
    let site = Site::open();
    let room = site.manifest.text("/rooms/main");
    let user = site.ordinary_user();
    let bad = site.client_with(Some(&Secret::from("syt_no_such_token")));
    let none = site.client_with(None);
    for (client, expected) in [
        (user.raw(), "403 M_FORBIDDEN"),
        (bad.raw(), "401 M_UNKNOWN_TOKEN"),
        (none.raw(), "401 M_MISSING_TOKEN"),
    ] {
        assert_eq!(
            refusal(client.get_room().room_id(room).send()).await,
            expected
        );
        assert_eq!(refusal(client.list_rooms().send()).await, expected);
        assert_eq!(refusal(client.list_event_reports().send()).await, expected);
        assert_eq!(
            refusal(client.list_registration_tokens().send()).await,
            expected
        );
        assert_eq!(
            refusal(client.get_background_updates_status().send()).await,
            expected
        );
        assert_eq!(
            refusal(client.list_federation_destinations().send()).await,
            expected
        );
    }
    assert_eq!(
        user.probe().await,
        "200",
        "the token is good for everything else"
    );
    // What needs no token does not mind a bad one.
    answer(bad.raw().get_server_version().send()).await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn an_argument_that_is_missing_or_malformed_is_refused_before_anything_is_sent() {
    let site = Site::open();
    let missing = site.raw().get_user().send().await.unwrap_err();
    assert!(
        matches!(missing, raw::Error::InvalidRequest(_)),
        "{missing:?}"
    );
    let malformed = site
        .raw()
        .get_user()
        .user_id("alice")
        .send()
        .await
        .unwrap_err();
    let raw::Error::InvalidRequest(reason) = malformed else {
        panic!("{malformed:?}")
    };
    assert!(
        reason.contains("user_id") && reason.contains("@alice:example.org"),
        "{reason}"
    );
    let incomplete = site
        .raw()
        .suspend_user()
        .user_id("@a:b")
        .send()
        .await
        .unwrap_err();
    assert!(
        matches!(incomplete, raw::Error::InvalidRequest(_)),
        "{incomplete:?}"
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn numbers_that_the_server_cannot_take_are_refused() {
    let site = Site::open();
    assert_eq!(
        refusal(site.raw().list_users_v2().from(-1).send()).await,
        "400 M_INVALID_PARAM"
    );
    assert_eq!(
        refusal(site.raw().list_rooms().limit(-1).send()).await,
        "400 M_INVALID_PARAM"
    );
    assert_eq!(
        refusal(site.raw().get_event_report().report_id(-1).send()).await,
        "400 M_INVALID_PARAM"
    );
}
