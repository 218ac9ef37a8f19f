//! Verbs on users.

use crate::support::verb::mattermost;

#[tokio::test]
async fn a_page_of_users_is_asked_for_by_number() {
    let page = mattermost("get_users", "/api/v4/users")
        .query("page", "0")
        .query("per_page", "50")
        .check(async |site| site.mattermost.users().list().page_size(50).send().await)
        .await;
    assert_eq!((page.items.len(), page.next), (1, None));
}
