//! What users do: the record of it, channels, uploads, typing.

use serde_json::json;

use crate::support::{FORBIDDEN, live, post, refusal, text};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn what_a_user_does_is_recorded() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let client = site.session(&ada).await;
        let patch = client.user(&ada.id).patch().nickname("Countess");
        patch.send().await.unwrap();
        let audits = site.client.user(&ada.id).audits().page_size(1);
        let audits: Vec<_> = audits.stream().try_collect().await.unwrap();
        assert!(audits.iter().all(|audit| audit.user_id == ada.id));
        assert!(
            audits.is_sorted_by(|a, b| a.create_at >= b.create_at),
            "newest first"
        );
        let patched = format!("/api/v4/users/{}/patch", ada.id);
        for action in ["/api/v4/users/login", &*patched] {
            assert!(
                audits.iter().any(|audit| audit.action == action),
                "{action}"
            );
        }
        let refused = client.user(&bob.id).audits().send().await;
        assert_eq!(refusal(refused), FORBIDDEN);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn the_channels_of_a_user_come_with_their_team() {
    live(async |site| {
        let ada = site.person().await;
        let team = site.team(&[&ada]).await;
        let channel = site.channel(&team, &[&ada]).await;
        let rows = site.client.user(&ada.id).channel_members().page_size(2);
        let first = rows.clone().send().await;
        let Some(first) = site.newer(Some((6, 2)), first) else {
            return;
        };
        first.unwrap();
        let rows: Vec<_> = rows.stream().try_collect().await.unwrap();
        assert!(
            rows.iter()
                .all(|row| row.user_id == ada.id && row.team_name == team.name)
        );
        assert_eq!(
            rows.iter().filter(|row| row.channel_id == channel).count(),
            1
        );
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn uploads_that_are_not_finished_are_shown_to_their_user_only() {
    live(async |site| {
        let ada = site.person().await;
        let team = site.team(&[&ada]).await;
        let channel = site.channel(&team, &[&ada]).await;
        let client = site.session(&ada).await;
        let me = client.user(&ada.id);
        assert!(me.uploads().await.unwrap().is_empty());
        let upload = json!({"channel_id": channel, "filename": "a.bin", "file_size": 1000});
        let upload = post(&client, "/api/v4/uploads", &upload).await;
        let uploads = me.uploads().await.unwrap();
        assert_eq!(uploads.len(), 1);
        assert_eq!(uploads[0].id, text(&upload, "id"));
        assert_eq!(
            (&*uploads[0].filename, uploads[0].file_size),
            ("a.bin", 1000)
        );
        assert_eq!(uploads[0].channel_id, Some(channel));

        let refused = site.client.user(&ada.id).uploads().await;
        assert_eq!(
            refusal(refused),
            "403 api.user.get_uploads_for_user.forbidden.app_error"
        );
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn people_type_where_they_may_post() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let team = site.team(&[&ada, &bob]).await;
        let channel = site.channel(&team, &[&ada]).await;
        let client = site.session(&ada).await;
        let me = client.user(&ada.id);
        me.typing(&channel).await.unwrap();
        let thread = crate::support::NOBODY;
        me.typing_in_thread(&channel, thread).await.unwrap();
        let refused = client.user(&bob.id).typing(&channel).await;
        assert_eq!(refusal(refused), FORBIDDEN);
        let outside = site.session(&bob).await;
        let refused = outside.user(&bob.id).typing(&channel).await;
        assert_eq!(refusal(refused), FORBIDDEN);
    })
    .await;
}
