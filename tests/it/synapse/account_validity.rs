//! Verbs on the validity of accounts.

use chatadm::{Timestamp, synapse::UserId};
use serde_json::json;

use crate::support::verb::synapse;

const PATH: &str = "/_synapse/admin/v1/account_validity/validity";

fn alice() -> UserId {
    "@a/b:example.org".parse().unwrap()
}

#[tokio::test]
async fn renew_names_a_moment_and_whether_there_is_mail() {
    let moment = Timestamp::from_millis(1_700_000_000_123);
    let renewed = synapse("renew_account_validity", PATH)
        .body(json!({
            "user_id": "@a/b:example.org", "expiration_ts": 1_700_000_000_123_i64,
            "enable_renewal_emails": false,
        }))
        .answer(&json!({"expiration_ts": 1_700_000_000_123_i64}))
        .check(async |site| {
            let validity = site.synapse.account_validity();
            let request = validity.renew(alice()).expiration(moment);
            request.enable_renewal_emails(false).send().await
        })
        .await;
    assert_eq!(renewed, moment);
}

#[tokio::test]
async fn renew_leaves_the_moment_to_the_server() {
    synapse("renew_account_validity", PATH)
        .body(json!({"user_id": "@a/b:example.org"}))
        .check(async |site| site.synapse.account_validity().renew(alice()).send().await)
        .await;
}
