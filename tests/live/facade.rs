//! The facade: streams instead of pages, one error instead of answers to take apart.

use std::collections::BTreeSet;

use chatadm::{Error, Secret, synapse::Client};

use crate::support::{PREFIX, Site};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_stream_of_users_is_the_manifest_over_several_pages() {
    let site = Site::open();
    let mut users = site
        .client
        .users()
        .list()
        .deactivated(true)
        .locked(true)
        .page_size(25)
        .stream();
    let mut names = Vec::new();
    while let Some(user) = users.try_next().await.unwrap() {
        names.push(user.name.to_string());
    }
    assert!(names.is_sorted(), "by name unless told otherwise");
    let set: BTreeSet<_> = names.iter().cloned().collect();
    assert_eq!(set.len(), names.len(), "nobody comes twice");
    let seeded: BTreeSet<_> = set
        .into_iter()
        .filter(|name| !name[1..].starts_with(PREFIX))
        .collect();
    assert!(seeded.len() > 2 * 25);
    assert_eq!(seeded, site.manifest.set("/users/all"));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_page_names_the_one_after_it() {
    let site = Site::open();
    let list = || site.client.users().list().page_size(10);
    let first = list().send().await.unwrap();
    assert_eq!(first.items.len(), 10);
    let second = list().start_at(first.next.unwrap()).send().await.unwrap();
    assert!(first.items.last().unwrap().name < second.items[0].name);
}

/// The error of a listing with this client.
async fn error(client: &Client) -> Error {
    let error = client.users().list().send().await.unwrap_err();
    assert_eq!(error.operation(), Some("list_users_v2"));
    error
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn refusals_say_which_operation_was_refused_and_how() {
    let site = Site::open();
    let user = error(&site.ordinary_user().client).await;
    let bad = error(&site.client_with(Some(&Secret::from("syt_no_such_token")))).await;
    let none = error(&site.client_with(None)).await;
    let elsewhere = Client::builder(format!("{}/nowhere", site.url))
        .build()
        .unwrap();
    let elsewhere = error(&elsewhere).await;
    for (error, status, code, predicate) in [
        (&user, 403, Some("M_FORBIDDEN"), user.is_forbidden()),
        (&bad, 401, Some("M_UNKNOWN_TOKEN"), bad.is_unauthorized()),
        (&none, 401, Some("M_MISSING_TOKEN"), none.is_unauthorized()),
        // Not the API but the web server below it answers here, with a page for people.
        (&elsewhere, 404, None, elsewhere.is_not_found()),
    ] {
        assert!(predicate, "{error}");
        assert_eq!(error.status().unwrap(), status);
        let api = error.api().unwrap();
        assert_eq!(
            (api.operation(), api.code().map(chatadm::ErrorCode::as_str)),
            ("list_users_v2", code)
        );
        assert_eq!(api.message().is_some(), code.is_some());
    }
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_server_that_is_not_there_is_no_refusal() {
    // Port 1 of this machine, where nobody listens.
    let client = Client::builder("http://127.0.0.1:1")
        .access_token("syt_any")
        .build()
        .unwrap();
    let error = error(&client).await;
    assert!(matches!(error, Error::Transport { .. }), "{error}");
    assert_eq!((error.status(), error.api()), (None, None));
}
