//! Statistics, and groups that are gone.

use serde_json::json;

use crate::site::Site;

const STATS: &str = "/_synapse/admin/v1/statistics";

#[tokio::test]
async fn uploads_are_counted_by_user() {
    let site = Site::new().await;
    let user = json!({"user_id": "@ada:example.org", "displayname": "Ada", "media_count": 2, "media_length": 9});
    site.get(
        &format!("{STATS}/users/media"),
        json!({"users": [user], "total": 1}),
    )
    .await;
    let media = ["syn", "stats", "media"];
    let more = [
        "--since",
        "@1767225600000",
        "--until",
        "@1767225700000",
        "--name",
        "ad",
        "-s",
        "media_length",
        "-r",
    ];
    let run = site.run(&[&media[..], &more].concat());
    assert_eq!(run.json(), json!([user]), "{run:?}");
    let query = site.reads().await.remove(0);
    for part in [
        "from_ts=1767225600000",
        "until_ts=1767225700000",
        "search_term=ad",
        "order_by=media_length",
        "dir=b",
    ] {
        assert!(query.contains(part), "{part}: {query}");
    }
    assert_eq!(
        site.run(&[&media[..], &["--since", "@1767225600"]].concat())
            .code,
        2
    );
    assert_eq!(site.run(&[&media[..], &["--name", ""]].concat()).code, 2);
}

#[tokio::test]
async fn the_largest_rooms_are_told() {
    let site = Site::new().await;
    let room = json!({"room_id": "!r:example.org", "estimated_size": 4096});
    site.get(&format!("{STATS}/database/rooms"), json!({"rooms": [room]}))
        .await;
    let run = site.run(&["syn", "stats", "rooms"]);
    assert_eq!(run.json(), json!([room]), "{run:?}");
}

#[tokio::test]
async fn groups_are_said_to_be_gone() {
    let site = Site::blank().await;
    let run = site.run(&["syn", "group", "delete", "+old:example.org"]);
    assert!(run.code == 2 && run.stderr.contains("1.62"), "{run:?}");
    assert_eq!(site.requests().await, 0);
    assert!(!site.run(&["syn", "--help"]).stdout.contains("group"));
}
