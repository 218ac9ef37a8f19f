//! What a user says to the terms of service.

use chatadm::Error;
use serde_json::json;
use wiremock::MockServer;

use super::{ada, me};
use crate::support::{api, verb::mattermost};

const PATH: &str = "/api/v4/users/me/terms_of_service";

#[tokio::test]
async fn the_accepted_terms_are_asked_for() {
    mattermost("get_user_terms_of_service", PATH)
        .check(async |site| site.mattermost.user(me()).terms_of_service().await)
        .await;
    let terms = mattermost("get_user_terms_of_service", PATH)
        .not_an_error(404)
        .check(async |site| site.mattermost.user(me()).terms_of_service_opt().await)
        .await;
    assert!(terms.is_some());
}

#[tokio::test]
async fn terms_are_accepted_and_rejected_in_the_words_of_the_server() {
    mattermost("register_terms_of_service_action", PATH)
        .body(json!({"termsOfServiceId": "tos0000000000000000000000a", "accepted": true}))
        .check(async |site| {
            let me = site.mattermost.user(me());
            me.accept_terms("tos0000000000000000000000a").await
        })
        .await;
    mattermost("register_terms_of_service_action", PATH)
        .body(json!({"termsOfServiceId": "tos0000000000000000000000a", "accepted": false}))
        .check(async |site| {
            let me = site.mattermost.user(me());
            me.reject_terms("tos0000000000000000000000a").await
        })
        .await;
}

#[tokio::test]
async fn nobody_decides_for_somebody_else() {
    // The server would ignore who it is, and record the decision of the caller.
    let server = MockServer::start().await;
    let client = api::mattermost(&server);
    let ada = client.user(ada());
    for error in [
        ada.accept_terms("t").await.unwrap_err(),
        ada.reject_terms("t").await.unwrap_err(),
        ada.terms_of_service().await.unwrap_err(),
        ada.terms_of_service_opt().await.unwrap_err(),
    ] {
        assert!(matches!(error, Error::Argument { .. }), "{error}");
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}
