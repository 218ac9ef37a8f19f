//! Lists of users.

use chatadm::synapse::{Direction, UserOrder};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{method, path, query_param, query_param_is_missing},
};

use crate::support::{api, verb::synapse};

fn summary(name: &str) -> Value {
    json!({
        "name": name, "user_type": null, "is_guest": false, "admin": false, "deactivated": true,
        "shadow_banned": false, "displayname": null, "avatar_url": null, "creation_ts": 1000,
        "erased": false, "last_seen_ts": null, "locked": false,
    })
}

/// A check of one version of the list with everything named.
macro_rules! every_option {
    ($operation:literal, $path:literal, $list:ident) => {
        synapse($operation, $path)
            .query("limit", "3")
            .query("from", "6")
            .query("name", "ada l")
            .query("user_id", "@a")
            .query("guests", "false")
            .query("admins", "true")
            .query("deactivated", "true")
            .query("locked", "true")
            .query("approved", "false")
            .query("not_user_type", "bot")
            .query("not_user_type", "")
            .query("order_by", "last_seen_ts")
            .query("dir", "b")
            .check(async |site| {
                site.synapse
                    .users()
                    .$list()
                    .name("ada l")
                    .user_id("@a")
                    .guests(false)
                    .admins(true)
                    .deactivated(true)
                    .locked(true)
                    .approved(false)
                    .not_user_type(["bot", ""])
                    .order_by(UserOrder::LastSeenTs)
                    .direction(Direction::B)
                    .page_size(3)
                    .start_at("6".into())
                    .send()
                    .await
            })
            .await
    };
}

#[tokio::test]
async fn both_versions_of_the_list_send_every_option() {
    every_option!("list_users_v2", "/_synapse/admin/v2/users", list);
    every_option!("list_users_v3", "/_synapse/admin/v3/users", list_v3);
}

#[tokio::test]
async fn the_third_version_asks_for_both_kinds_unless_told() {
    synapse("list_users_v3", "/_synapse/admin/v3/users")
        .query("limit", "100")
        .check(async |site| site.synapse.users().list_v3().send().await)
        .await;
}

#[tokio::test]
async fn the_third_version_is_read_by_next_token_to_its_end() {
    let server = MockServer::start().await;
    let list = || {
        Mock::given(method("GET"))
            .and(path("/prefix/_synapse/admin/v3/users"))
            .and(query_param("limit", "2"))
            .and(query_param("deactivated", "true"))
    };
    let page = json!({"users": [summary("@a:h"), summary("@b:h")], "total": 3, "next_token": "2"});
    list()
        .and(query_param_is_missing("from"))
        .respond_with(ResponseTemplate::new(200).set_body_json(page))
        .expect(1)
        .mount(&server)
        .await;
    let page = json!({"users": [summary("@c:h")], "total": 3});
    list()
        .and(query_param("from", "2"))
        .respond_with(ResponseTemplate::new(200).set_body_json(page))
        .expect(1)
        .mount(&server)
        .await;
    let client = api::synapse(&server);
    let users = client.users().list_v3().deactivated(true).page_size(2);
    let users: Vec<_> = users.stream().try_collect().await.unwrap();
    let names: Vec<_> = users.iter().map(|user| user.name.as_str()).collect();
    assert_eq!(names, ["@a:h", "@b:h", "@c:h"]);
}
