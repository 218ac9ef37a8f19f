//! The facade: what its lists ask for, page by page, and how it waits for jobs.

use std::time::Duration;

use chatadm::Error;
use serde_json::json;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{body_json, header, method, path, query_param, query_param_is_missing},
};

use crate::support::api::{self, TOKEN};

fn synapse_user(name: &str) -> serde_json::Value {
    json!({
        "name": name, "user_type": null, "is_guest": false, "admin": false, "deactivated": false,
        "shadow_banned": false, "displayname": null, "avatar_url": null, "creation_ts": 1000,
        "erased": false, "last_seen_ts": null, "locked": false,
    })
}

fn mattermost_user(name: &str) -> serde_json::Value {
    json!({
        "id": name, "delete_at": 0, "username": name, "auth_service": "", "email": "", "nickname": "",
        "first_name": "", "last_name": "", "position": "", "roles": "", "locale": "en",
        "timezone": null, "disable_welcome_email": false,
    })
}

#[tokio::test]
async fn synapse_users_are_read_by_next_token() {
    let server = MockServer::start().await;
    let page = |names: &[&str], next: Option<&str>| {
        let users: Vec<_> = names.iter().map(|name| synapse_user(name)).collect();
        let mut body = json!({"users": users, "total": 3});
        if let Some(next) = next {
            body["next_token"] = next.into();
        }
        ResponseTemplate::new(200).set_body_json(body)
    };
    let list = || {
        Mock::given(method("GET"))
            .and(path("/prefix/_synapse/admin/v2/users"))
            .and(query_param("limit", "2"))
            .and(query_param("guests", "false"))
            .and(query_param("order_by", "creation_ts"))
            .and(header("authorization", format!("Bearer {TOKEN}")))
    };
    list()
        .and(query_param_is_missing("from"))
        .respond_with(page(&["@a:h", "@b:h"], Some("2")))
        .expect(1)
        .mount(&server)
        .await;
    list()
        .and(query_param("from", "2"))
        .respond_with(page(&["@c:h"], None))
        .expect(2)
        .mount(&server)
        .await;

    let client = api::synapse(&server);
    let users = || {
        client
            .users()
            .list()
            .guests(false)
            .order_by("creation_ts".into())
            .page_size(2)
    };
    let names: Vec<String> = users()
        .stream()
        .try_collect::<Vec<_>>()
        .await
        .unwrap()
        .into_iter()
        .map(|user| user.name.to_string())
        .collect();
    assert_eq!(names, ["@a:h", "@b:h", "@c:h"]);

    let rest = users().start_at("2".into()).send().await.unwrap();
    assert_eq!(
        (rest.items.len(), rest.next, rest.total),
        (1, None, Some(3))
    );
}

#[tokio::test]
async fn mattermost_users_are_read_until_a_page_is_short() {
    let server = MockServer::start().await;
    for (number, names) in [("0", vec!["a", "b"]), ("1", vec!["c", "d"]), ("2", vec![])] {
        let users: Vec<_> = names.into_iter().map(mattermost_user).collect();
        let page = Mock::given(method("GET")).and(path("/prefix/api/v4/users"));
        // The server assumes the first page by itself.
        let page = match number {
            "0" => page.and(query_param_is_missing("page")),
            _ => page.and(query_param("page", number)),
        };
        page.and(query_param("per_page", "2"))
            .and(query_param("inactive", "true"))
            .and(query_param_is_missing("active"))
            .respond_with(ResponseTemplate::new(200).set_body_json(users))
            .expect(1)
            .mount(&server)
            .await;
    }
    let client = api::mattermost(&server);
    let users = client.users().list().active(false).page_size(2).stream();
    assert_eq!(users.try_collect::<Vec<_>>().await.unwrap().len(), 4);
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused_before_anything_is_sent() {
    let server = MockServer::start().await;
    let error = api::synapse(&server)
        .users()
        .list()
        .start_at("t1-2_3".into())
        .send()
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`t1-2_3` is not a cursor of this list"),
        "{error}"
    );
    assert!(server.received_requests().await.unwrap().is_empty());
}

const DELETION: &str = "/prefix/_synapse/admin/v2/rooms/delete_status/d%2F1";

fn deletion(status: &str, done: bool) -> ResponseTemplate {
    let done = done.then(|| {
        json!({
            "kicked_users": ["@a:h"], "failed_to_kick_users": [], "local_aliases": [], "new_room_id": null,
        })
    });
    ResponseTemplate::new(200)
        .set_body_json(json!({"delete_id": "d/1", "status": status, "shutdown_room": done}))
}

#[tokio::test]
async fn a_room_is_deleted_and_waited_for() {
    let server = MockServer::start().await;
    Mock::given(method("DELETE"))
        .and(path("/prefix/_synapse/admin/v2/rooms/!room:example.org"))
        .and(body_json(
            json!({"block": true, "purge": true, "message": "bye"}),
        ))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"delete_id": "d/1"})))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .and(path(DELETION))
        .respond_with(deletion("active", false))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .and(path(DELETION))
        .respond_with(deletion("complete", true))
        .expect(1)
        .mount(&server)
        .await;
    let client = api::synapse(&server);
    let room = "!room:example.org".parse().unwrap();
    let request = client
        .room(&room)
        .delete()
        .block(true)
        .purge(true)
        .message("bye");
    let deletion = request.send().await.unwrap();
    assert_eq!(deletion.id(), "d/1");
    let done = deletion.wait(Duration::from_secs(60)).await.unwrap();
    assert_eq!(done.kicked_users, ["@a:h".parse().unwrap()]);
}

#[tokio::test]
async fn a_deletion_that_failed_tells_the_reason_from_the_list_of_tasks() {
    let server = MockServer::start().await;
    Mock::given(path(DELETION))
        .respond_with(deletion("failed", false))
        .mount(&server)
        .await;
    let task = json!({
        "id": "d/1", "action": "delete_room", "status": "failed", "timestamp_ms": 1,
        "resource_id": "!room:example.org", "result": null, "error": "database is locked",
    });
    Mock::given(path("/prefix/_synapse/admin/v1/scheduled_tasks"))
        .and(query_param("job_status", "failed"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"scheduled_tasks": [task]})))
        .mount(&server)
        .await;
    let client = api::synapse(&server);
    let error = client
        .rooms()
        .deletion("d/1")
        .wait(Duration::ZERO)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::TaskFailed { .. }), "{error:?}");
    assert!(
        error
            .to_string()
            .ends_with("failed on the server: database is locked"),
        "{error}"
    );
}

#[tokio::test]
async fn a_deletion_that_takes_too_long_keeps_its_id() {
    let server = MockServer::start().await;
    Mock::given(path(DELETION))
        .respond_with(deletion("scheduled", false))
        .mount(&server)
        .await;
    let client = api::synapse(&server);
    let error = client
        .rooms()
        .deletion("d/1")
        .wait(Duration::ZERO)
        .await
        .unwrap_err();
    let Error::WaitTimedOut { id, polls, .. } = &error else {
        panic!("{error:?}")
    };
    assert_eq!((id.as_str(), *polls), ("d/1", 1));
    assert!(error.is_timeout());
}
