//! Numbers about accounts and rooms.

use chatadm::{
    Timestamp,
    synapse::{Direction, UserMediaStatisticsOrder},
};

use crate::support::{Site, answer, from_now, refusal};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn uploads_are_counted_and_measured_for_each_account() {
    let site = Site::open();
    let session = site.account("statistics").await;
    // The search looks at local parts and display names, not at full ids.
    let localpart = session.user_id.as_str()[1..].split_once(':').unwrap().0;
    let before = from_now(-1000);
    session.upload("one", vec![1; 100]).await;
    session.upload("two", vec![2; 1000]).await;
    let search = || {
        let call = site
            .raw()
            .get_user_media_statistics()
            .search_term(localpart);
        call.order_by(UserMediaStatisticsOrder::MediaLength)
            .dir(Direction::B)
    };
    let page = answer(search().from_ts(before).send()).await;
    assert_eq!(page.total, 1);
    let ours = &page.users[0];
    assert_eq!(ours.user_id.as_ref(), Some(&session.user_id));
    assert_eq!((ours.media_count, ours.media_length), (2, Some(1100)));
    let later = answer(search().from_ts(from_now(60_000)).send()).await;
    assert_eq!((later.total, later.users.len()), (0, 0));
    let (early, late) = (Timestamp::from_millis(5), Timestamp::from_millis(10));
    assert_eq!(
        refusal(search().from_ts(late).until_ts(early).send()).await,
        "400 M_INVALID_PARAM"
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_list_of_uploaders_comes_in_pages() {
    let site = Site::open();
    let list = || {
        site.raw()
            .get_user_media_statistics()
            .order_by(UserMediaStatisticsOrder::UserId)
    };
    let first = answer(list().limit(1).send()).await;
    assert!(first.total > 1);
    let second = answer(list().limit(1).from(first.next_token.unwrap()).send()).await;
    assert!(first.users[0].user_id < second.users[0].user_id);
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn sizes_of_rooms_are_not_known_to_this_database() {
    let site = Site::open();
    // Only PostgreSQL counts what a room occupies.
    let call = site.raw().get_largest_rooms_statistics();
    assert_eq!(refusal(call.send()).await, "400 M_UNKNOWN");
}
