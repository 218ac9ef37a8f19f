//! What the server shows to the clients of an admin.

use serde_json::json;
use wiremock::ResponseTemplate;

use crate::site::Site;

const AT: &str =
    "/_matrix/client/v3/user/@me:example.org/account_data/io.element.synapse.admin_client_config";
const SOFT_FAILED: &str = "return_soft_failed_events";
const SPAMMY: &str = "return_policy_server_spammy_events";

async fn site(status: u16, stored: serde_json::Value) -> Site {
    let site = Site::new().await;
    let encoded = AT.replace('@', "%40").replace(":e", "%3Ae");
    for at in [AT, encoded.as_str()] {
        site.answer(
            "GET",
            at,
            ResponseTemplate::new(status).set_body_json(&stored),
        )
        .await;
        site.answer(
            "PUT",
            at,
            ResponseTemplate::new(200).set_body_json(json!({})),
        )
        .await;
    }
    site
}

#[tokio::test]
async fn what_was_never_set_is_off() {
    let none = json!({"errcode": "M_NOT_FOUND", "error": "Account data not found"});
    let site = site(404, none).await;
    let run = site.run(&["syn", "admin-client-config", "get"]);
    assert_eq!(
        run.json(),
        json!({SOFT_FAILED: false, SPAMMY: false}),
        "{run:?}"
    );
}

#[tokio::test]
async fn a_switch_is_turned_and_the_others_stay() {
    let site = site(200, json!({SOFT_FAILED: true, "other": 1})).await;
    let run = site.run(&["syn", "admin-client-config", "get"]);
    assert_eq!(run.json()[SPAMMY], true, "{run:?}");
    let set = ["syn", "admin-client-config", "set"];
    let more = ["--return-policy-server-spammy-events", "false"];
    let dry = site.run(&[&set[..], &more, &["-n"]].concat());
    let body = json!({SOFT_FAILED: true, SPAMMY: false, "other": 1});
    assert_eq!(
        dry.json(),
        json!([{"method": "PUT", "path": AT, "body": body}]),
        "{dry:?}"
    );
    assert_eq!(
        site.run(&[&set[..], &more, &["--read-only"]].concat()).code,
        3
    );
    assert_eq!(site.run(&set).code, 2);
    assert_eq!(
        site.run(&[&set[..], &["--return-soft-failed-events", "x"]].concat())
            .code,
        2
    );
    assert_eq!(site.changes().await, [""; 0]);
    let run = site.run(&[&set[..], &more].concat());
    assert_eq!(run.json(), body, "{run:?}");
    assert_eq!(site.bodies().await[0].1, body);
    site.run(&[&set[..], &["--return-soft-failed-events", "false"]].concat());
    assert_eq!(
        site.bodies().await[1].1,
        json!({SOFT_FAILED: false, "other": 1})
    );
}
