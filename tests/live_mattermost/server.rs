//! Limits of the server, and wishes to its administrators.

use crate::{
    facts::{READ, RECORDED, is_disposable},
    support::{live, refused_with},
};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn the_limits_show_the_number_of_users_to_administrators() {
    live(async |site| {
        let limits = site.client.server_limits().await;
        let Some(limits) = site.newer(Some(READ), limits) else {
            return;
        };
        let limits = limits.unwrap();
        let ada = site.person().await;
        let client = site.session(&ada).await;
        let shown = client.server_limits().await;
        if site.facts.version >= READ {
            assert!(limits.active_user_count > 0);
            assert_eq!(shown.unwrap().active_user_count, 0);
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn wishes_are_for_servers_of_which_nobody_minds() {
    live(async |site| {
        let ada = site.person().await;
        let client = site.session(&ada).await;
        let wish = client.notify_admin().trial(false).plan("professional");
        let wish = wish.feature("mattermost.feature.all_professional");
        // Elsewhere the wish would reach people.
        if (site.facts.version <= RECORDED || is_disposable())
            && let Some(sent) = site.newer(Some(READ), wish.send().await)
        {
            sent.unwrap();
        }
        let on = site
            .facts
            .on("ServiceSettings/EnableAPITriggerAdminNotifications");
        if on && !is_disposable() {
            return;
        }
        let trigger = site.client.trigger_notify_admin_posts().trial(false);
        if let Some(sent) = site.newer(Some(READ), trigger.send().await) {
            if on {
                sent.unwrap();
            } else {
                assert_eq!(refused_with(sent), 403);
            }
        }
    })
    .await;
}
