//! Counts of users.

use crate::support::{FORBIDDEN, live, refusal};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn users_are_counted_with_conditions() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let team = site.team(&[&ada, &bob]).await;
        let users = site.client.users();
        assert!(users.stats().await.unwrap() >= 3);
        let count = || users.stats_filtered().in_team(&team.id);
        // The administrator, who made the team, is the third.
        assert_eq!(count().send().await.unwrap(), 3);
        site.client.user(&bob.id).deactivate().await.unwrap();
        assert_eq!(count().send().await.unwrap(), 2);
        assert_eq!(count().deactivated(true).send().await.unwrap(), 3);

        let client = site.session(&ada).await;
        let refused = client.users().stats_filtered().send().await;
        assert_eq!(refusal(refused), FORBIDDEN);
    })
    .await;
}
