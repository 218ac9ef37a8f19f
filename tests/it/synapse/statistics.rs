//! Verbs on statistics.

use chatadm::{
    Timestamp,
    synapse::{Direction, UserMediaStatisticsOrder},
};
use serde_json::json;

use crate::support::{two_pages, verb::synapse};

const MEDIA: &str = "/_synapse/admin/v1/statistics/users/media";

#[tokio::test]
async fn user_media_are_counted_between_moments() {
    let page = synapse("get_user_media_statistics", MEDIA)
        .query("limit", "5")
        .query("from", "10")
        .query("order_by", "media_length")
        .query("dir", "b")
        .query("from_ts", "1000")
        .query("until_ts", "2000")
        .query("search_term", "a&b")
        .check(async |site| {
            let list = site.synapse.statistics().user_media().page_size(5);
            list.order_by(UserMediaStatisticsOrder::MediaLength)
                .direction(Direction::B)
                .since(Timestamp::from_millis(1000))
                .until(Timestamp::from_millis(2000))
                .search("a&b")
                .start_at("10".into())
                .send()
                .await
        })
        .await;
    assert_eq!((page.items.len(), page.total), (1, Some(7)));
}

#[tokio::test]
async fn user_media_are_read_by_next_token() {
    let site = two_pages::of("get_user_media_statistics", MEDIA, &json!(2)).await;
    let list = site.synapse.statistics().user_media().page_size(2).stream();
    assert_eq!(list.try_collect::<Vec<_>>().await.unwrap().len(), 2);
}

#[tokio::test]
async fn largest_rooms_are_a_plain_list() {
    let path = "/_synapse/admin/v1/statistics/database/rooms";
    let rooms = synapse("get_largest_rooms_statistics", path)
        .check(async |site| site.synapse.statistics().largest_rooms().await)
        .await;
    assert_eq!((rooms.len(), rooms[0].estimated_size), (1, 7));
}
