//! Verbs on files.

use chatadm::{
    Error, Timestamp,
    synapse::{MxcUri, types::BooleanOrInteger},
};
use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{path, query_param, query_param_is_missing},
};

use crate::support::{api::Site, verb::synapse};

const CHANGES: &str = "/_synapse/admin/v1/media/quarantine_changes";

/// The media id holds what its grammar allows and a path must encode.
fn file() -> MxcUri {
    "mxc://[::1]:8448/ü%2F".parse().unwrap()
}

const FILE: &str = "%5B::1%5D:8448/%C3%BC%252F";

#[tokio::test]
async fn get_asks_for_one_file() {
    let info = synapse("get_media", &format!("/_synapse/admin/v1/media/{FILE}"))
        .check(async |site| site.synapse.media().get(&file()).await)
        .await;
    assert!(info.authenticated.is_true());
}

#[tokio::test]
async fn get_opt_makes_nothing_of_not_found() {
    synapse("get_media", &format!("/_synapse/admin/v1/media/{FILE}"))
        .not_an_error(404)
        .check(async |site| site.synapse.media().get_opt(&file()).await)
        .await
        .unwrap();
}

#[tokio::test]
async fn delete_names_server_and_file() {
    synapse("delete_media", &format!("/_synapse/admin/v1/media/{FILE}"))
        .check(async |site| site.synapse.media().delete(&file()).await)
        .await;
}

#[tokio::test]
async fn delete_where_sends_its_conditions_in_the_query() {
    let path = "/_synapse/admin/v1/media/delete";
    let before = Timestamp::from_millis(1_700_000_000_000);
    let deleted = synapse("delete_media_by_date_or_size", path)
        .query("before_ts", "1700000000000")
        .query("size_gt", "1000000")
        .query("keep_profiles", "false")
        .answer(&json!({"deleted_media": ["one", "two"], "total": 2}))
        .check(async |site| {
            let request = site.synapse.media().delete_where(before);
            request
                .larger_than(1_000_000)
                .keep_profiles(false)
                .send()
                .await
        })
        .await;
    assert_eq!(deleted, ["one", "two"]);
    synapse("delete_media_by_date_or_size", path)
        .query("before_ts", "1700000000000")
        .check(async |site| site.synapse.media().delete_where(before).send().await)
        .await;
}

#[tokio::test]
async fn purge_remote_cache_counts_what_is_gone() {
    let purged = synapse("purge_media_cache", "/_synapse/admin/v1/purge_media_cache")
        .query("before_ts", "1700000000000")
        .answer(&json!({"deleted": 3}))
        .check(async |site| {
            let before = Timestamp::from_seconds(1_700_000_000);
            site.synapse.media().purge_remote_cache(before).await
        })
        .await;
    assert_eq!(purged, 3);
}

#[tokio::test]
async fn quarantine_and_release_name_server_and_file() {
    let path = |verb: &str| format!("/_synapse/admin/v1/media/{verb}/{FILE}");
    synapse("quarantine_media", &path("quarantine"))
        .check(async |site| site.synapse.media().quarantine(&file()).await)
        .await;
    synapse("unquarantine_media", &path("unquarantine"))
        .check(async |site| site.synapse.media().unquarantine(&file()).await)
        .await;
}

#[tokio::test]
async fn protection_names_the_file_alone() {
    synapse("protect_media", "/_synapse/admin/v1/media/protect/a%2Fb")
        .check(async |site| site.synapse.media().protect("a/b").await)
        .await;
    synapse(
        "unprotect_media",
        "/_synapse/admin/v1/media/unprotect/a%2Fb",
    )
    .check(async |site| site.synapse.media().unprotect("a/b").await)
    .await;
}

#[tokio::test]
async fn what_is_no_uri_is_refused_before_anything_is_sent() {
    let site = Site::start().await;
    // Servers store such avatars, and answers hold them as they are.
    let odd: MxcUri = serde_json::from_value(json!("https://example.org/a.png")).unwrap();
    let media = site.synapse.media();
    for error in [
        media.get(&odd).await.unwrap_err(),
        media.delete(&odd).await.unwrap_err(),
        media.quarantine(&odd).await.unwrap_err(),
        media.unquarantine(&odd).await.unwrap_err(),
    ] {
        assert!(matches!(error, Error::Argument { .. }), "{error:?}");
        assert!(error.to_string().contains("https://example.org/a.png"));
    }
    assert!(site.server.received_requests().await.unwrap().is_empty());
}

fn changes(next: i64, changes: &Value) -> ResponseTemplate {
    let page = json!({"next_batch": next, "changes": changes});
    ResponseTemplate::new(200).set_body_json(page)
}

#[tokio::test]
async fn one_page_of_changes_starts_where_it_is_told() {
    let page = synapse("list_quarantine_changes", CHANGES)
        .query("from", "12")
        .check(async |site| {
            let list = site.synapse.media().quarantine_changes();
            list.start_at("12".into()).send().await
        })
        .await;
    assert_eq!((page.items.len(), page.total), (1, None));
}

#[tokio::test]
async fn changes_are_read_until_there_are_none_and_the_cursor_is_where_new_ones_come() {
    let site = Site::start().await;
    let asked =
        || Mock::given(path(format!("/prefix{CHANGES}"))).and(query_param_is_missing("limit"));
    let change = |quarantined: Value| json!([{"origin": "example.org", "media_id": "abc", "quarantined": quarantined}]);
    asked()
        .and(query_param_is_missing("from"))
        .respond_with(changes(5, &change(json!(1))))
        .expect(1)
        .mount(&site.server)
        .await;
    asked()
        .and(query_param("from", "5"))
        .respond_with(changes(9, &change(json!(false))))
        .expect(1)
        .mount(&site.server)
        .await;
    // The token is there at the end too, and stays.
    asked()
        .and(query_param("from", "9"))
        .respond_with(changes(9, &json!([])))
        .expect(2)
        .mount(&site.server)
        .await;
    let list = || site.synapse.media().quarantine_changes();
    let mut stream = list().stream();
    let mut seen = Vec::new();
    while let Some(change) = stream.try_next().await.unwrap() {
        seen.push(change.quarantined.is_true());
    }
    assert_eq!(seen, [true, false]);
    let cursor = stream.cursor().unwrap().clone();
    assert_eq!(cursor.as_str(), "9");
    let page = list().start_at(cursor).pages().try_next().await.unwrap();
    let page = page.unwrap();
    assert_eq!((page.items.len(), page.next), (0, None));
}

#[test]
fn numbers_and_booleans_say_yes_alike() {
    for (value, yes) in [
        (BooleanOrInteger::Boolean(true), true),
        (BooleanOrInteger::Int64(1), true),
        (BooleanOrInteger::Boolean(false), false),
        (BooleanOrInteger::Int64(0), false),
    ] {
        assert_eq!(value.is_true(), yes);
    }
}
