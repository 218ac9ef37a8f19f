//! Drafts of messages.

use serde_json::json;

use crate::support::{live, post, refused_with, text};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn drafts_are_kept_for_channels_and_threads() {
    live(async |site| {
        let ada = site.person().await;
        let team = site.team(&[&ada]).await;
        let channel = site.channel(&team, &[&ada]).await;
        let client = site.session(&ada).await;
        let drafts = client.drafts();
        let saved = drafts.upsert(&channel, "not yet").send().await;
        let on = site.facts.on("ServiceSettings/AllowSyncedDrafts");
        let Some(saved) = site.newer(Some((11, 6)), saved) else {
            // Nothing of drafts is there.
            assert_eq!(refused_with(drafts.list(&team.id).await), 404);
            assert_eq!(refused_with(drafts.delete(&channel).await), 404);
            let thread = drafts.delete_for_thread(&channel, crate::support::NOBODY);
            assert_eq!(refused_with(thread.await), 404);
            return;
        };
        if !on {
            assert_eq!(refused_with(saved), 501);
            assert_eq!(refused_with(drafts.list(&team.id).await), 501);
            assert_eq!(refused_with(drafts.delete(&channel).await), 501);
            let thread = drafts.delete_for_thread(&channel, crate::support::NOBODY);
            assert_eq!(refused_with(thread.await), 501);
            return;
        }
        let saved = saved.unwrap().unwrap();
        assert_eq!((&saved.user_id, &*saved.message), (&ada.id, "not yet"));

        let body = json!({"channel_id": channel, "message": "a thread"});
        let root = post(&client, "/api/v4/posts", &body).await;
        let root = text(&root, "id");
        let reply = drafts.upsert(&channel, "a reply").thread(root).send();
        assert_eq!(reply.await.unwrap().unwrap().root_id, root);
        let messages = async || {
            let drafts = drafts.list(&team.id).await.unwrap();
            let mut messages: Vec<_> = drafts.into_iter().map(|draft| draft.message).collect();
            messages.sort();
            messages
        };
        assert_eq!(messages().await, ["a reply", "not yet"]);

        drafts.upsert(&channel, "changed").send().await.unwrap();
        assert_eq!(messages().await, ["a reply", "changed"]);
        drafts.delete_for_thread(&channel, root).await.unwrap();
        assert_eq!(messages().await, ["changed"]);
        drafts.delete(&channel).await.unwrap();
        assert!(messages().await.is_empty());
    })
    .await;
}
