//! The files of a user.

use chatadm::synapse::{Direction, UserMediaOrder};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{method, path, query_param, query_param_is_missing},
};

use super::alice;
use crate::support::{api, verb::synapse};

const MEDIA: &str = "/_synapse/admin/v1/users/@a%2Fb:example.org/media";
const SERVED: &str = "/prefix/_synapse/admin/v1/users/@a%2Fb:example.org/media";

fn file(id: &str) -> Value {
    json!({
        "media_id": id, "media_type": null, "media_length": null, "upload_name": null,
        "created_ts": 1, "url_cache": null, "last_access_ts": null, "quarantined_by": null,
        "safe_from_quarantine": false, "user_id": alice(),
    })
}

#[tokio::test]
async fn list_sends_order_direction_and_place() {
    synapse("list_user_media", MEDIA)
        .query("limit", "3")
        .query("from", "6")
        .query("order_by", "media_length")
        .query("dir", "f")
        .check(async |site| {
            site.synapse
                .user(alice())
                .media()
                .list()
                .order_by(UserMediaOrder::MediaLength)
                .direction(Direction::F)
                .page_size(3)
                .start_at("6".into())
                .send()
                .await
        })
        .await;
}

#[tokio::test]
async fn list_is_read_by_numbers_to_its_end() {
    let server = MockServer::start().await;
    let list = || {
        Mock::given(method("GET"))
            .and(path(SERVED))
            .and(query_param("limit", "2"))
    };
    let page = json!({"media": [file("a"), file("b")], "total": 3, "next_token": 2});
    list()
        .and(query_param_is_missing("from"))
        .respond_with(ResponseTemplate::new(200).set_body_json(page))
        .expect(1)
        .mount(&server)
        .await;
    list()
        .and(query_param("from", "2"))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({"media": [file("c")], "total": 3})),
        )
        .expect(1)
        .mount(&server)
        .await;
    let client = api::synapse(&server);
    let files = client.user(alice()).media().list().page_size(2).stream();
    let files: Vec<_> = files.try_collect().await.unwrap();
    let ids: Vec<_> = files.iter().map(|file| &*file.media_id).collect();
    assert_eq!(ids, ["a", "b", "c"]);
}

#[tokio::test]
async fn delete_sends_which_files_and_tells_which_went() {
    let deleted = synapse("delete_user_media", MEDIA)
        .query("limit", "3")
        .query("from", "1")
        .query("order_by", "created_ts")
        .query("dir", "b")
        .answer(&json!({"deleted_media": ["a", "b"], "total": 2}))
        .check(async |site| {
            site.synapse
                .user(alice())
                .media()
                .delete()
                .limit(3)
                .skip(1)
                .order_by(UserMediaOrder::CreatedTs)
                .direction(Direction::B)
                .send()
                .await
        })
        .await;
    assert_eq!(deleted, ["a", "b"]);
}

/// A server that answers one deletion after the other, the last one for ever.
async fn deletions(batches: &[&[&str]]) -> MockServer {
    let server = MockServer::start().await;
    for (number, ids) in (1..).zip(batches) {
        let answer = json!({"deleted_media": ids, "total": ids.len()});
        let mock = Mock::given(method("DELETE"))
            .and(path(SERVED))
            .and(query_param_is_missing("from"))
            .respond_with(ResponseTemplate::new(200).set_body_json(answer))
            .expect(1);
        let mock = if number < batches.len() {
            mock.up_to_n_times(1)
        } else {
            mock
        };
        mock.mount(&server).await;
    }
    server
}

#[tokio::test]
async fn delete_all_goes_on_until_nothing_is_deleted() {
    let server = deletions(&[&["a", "b"], &["c"], &[]]).await;
    let client = api::synapse(&server);
    let deleted = client.user(alice()).media().delete_all().await.unwrap();
    assert_eq!(deleted, ["a", "b", "c"]);
}

#[tokio::test]
async fn delete_all_of_nothing_is_one_call() {
    let server = deletions(&[&[]]).await;
    let client = api::synapse(&server);
    let deleted = client.user(alice()).media().delete_all().await.unwrap();
    assert!(deleted.is_empty());
}

#[tokio::test]
async fn delete_all_ends_when_the_server_repeats_itself() {
    let server = deletions(&[&["a", "b"], &["b", "a"]]).await;
    let client = api::synapse(&server);
    let deleted = client.user(alice()).media().delete_all().await.unwrap();
    assert_eq!(deleted, ["a", "b"]);
}

#[tokio::test]
async fn delete_all_gives_the_error_that_stops_it() {
    let server = MockServer::start().await;
    Mock::given(method("DELETE"))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({"deleted_media": ["a"], "total": 1})),
        )
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(method("DELETE"))
        .respond_with(
            ResponseTemplate::new(404)
                .set_body_json(json!({"errcode": "M_NOT_FOUND", "error": ""})),
        )
        .expect(1)
        .mount(&server)
        .await;
    let client = api::synapse(&server);
    let error = client.user(alice()).media().delete_all().await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.operation(), Some("delete_user_media"));
}

#[tokio::test]
async fn quarantine_tells_how_many_files_it_touched() {
    let count = synapse(
        "quarantine_user_media",
        "/_synapse/admin/v1/user/@a%2Fb:example.org/media/quarantine",
    )
    .answer(&json!({"num_quarantined": 5}))
    .check(async |site| site.synapse.user(alice()).media().quarantine().await)
    .await;
    assert_eq!(count, 5);
}
