//! Numbers about accounts and rooms, through the facade.

use chatadm::synapse::{Direction, UserMediaStatisticsOrder};

use crate::support::{Site, from_now};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn uploads_are_counted_for_each_account() {
    let site = Site::open();
    let before = from_now(-1000);
    for (purpose, bytes) in [("facade-heavy-1", 500), ("facade-heavy-2", 50)] {
        let session = site.account(purpose).await;
        session.upload("one", vec![1; bytes]).await;
        session.upload("two", vec![2; bytes]).await;
    }
    let purpose = site.own_id("facade-heavy").to_string();
    let search = || {
        let list = site.client.statistics().user_media();
        list.search(purpose[1..].split_once(':').unwrap().0)
            .order_by(UserMediaStatisticsOrder::MediaLength)
    };
    let heaviest = search().direction(Direction::B).since(before);
    let users: Vec<_> = heaviest.page_size(1).stream().try_collect().await.unwrap();
    let counted: Vec<_> = users
        .iter()
        .map(|user| {
            let id = user.user_id.clone().unwrap();
            (id, user.media_count, user.media_length)
        })
        .collect();
    assert_eq!(
        counted,
        [
            (site.own_id("facade-heavy-1"), 2, Some(1000)),
            (site.own_id("facade-heavy-2"), 2, Some(100)),
        ]
    );
    let earlier = search().until(before).send().await.unwrap();
    assert_eq!((earlier.items.len(), earlier.total), (0, Some(0)));
    let nothing = search().since(from_now(0)).until(before).send().await;
    assert!(nothing.unwrap_err().is_bad_request());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn sizes_of_rooms_are_refused_by_this_database() {
    let site = Site::open();
    // Only PostgreSQL counts what a room occupies.
    let error = site.client.statistics().largest_rooms().await.unwrap_err();
    assert!(error.is_bad_request(), "{error}");
}
