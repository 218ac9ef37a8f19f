//! Finding accounts by what identifies them.

use chatadm::{
    Error, Timestamp,
    mattermost::{ChannelId, UserId},
};
use serde_json::json;

use crate::support::{NOBODY, SESSION_OVER, ids, live, post, refusal, stranger, text};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn one_account_is_found_by_name_and_address() {
    live(async |site| {
        let (ada, other) = (site.person().await, stranger());
        let users = site.client.users();
        assert_eq!(users.by_username(&ada.name).await.unwrap().id, ada.id);
        assert_eq!(users.by_email(&ada.email).await.unwrap().id, ada.id);
        assert_eq!(users.by_username_opt(&other.name).await.unwrap(), None);
        assert_eq!(users.by_email_opt(&other.email).await.unwrap(), None);
        let refused = users.by_email("notanemail").await;
        assert_eq!(
            refusal(refused),
            "400 api.context.invalid_url_param.app_error"
        );
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn several_accounts_are_found_and_unknown_ones_are_absent() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let users = site.client.users();
        let nobody = UserId::try_from(NOBODY).unwrap();
        let by_ids = || users.by_ids([&ada.id, &nobody, &bob.id]);
        let found = by_ids().send().await.unwrap();
        let mut found = ids(&found);
        found.sort();
        let mut expected = [&ada.id, &bob.id];
        expected.sort();
        assert_eq!(found, expected);
        let later = by_ids().since(Timestamp::from_millis(9_999_999_999_999));
        assert!(later.send().await.unwrap().is_empty());

        let found = users.by_usernames([&ada.name, "chatadm-nobody"]).await;
        assert_eq!(ids(&found.unwrap()), [&ada.id]);
        let none: [&str; 0] = [];
        let error = users.by_usernames(none).await.unwrap_err();
        assert!(matches!(error, Error::Argument { .. }), "{error}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn group_channels_show_the_others_to_their_members() {
    live(async |site| {
        let (ada, bob, eve) = (
            site.person().await,
            site.person().await,
            site.person().await,
        );
        let stranger = site.person().await;
        site.team(&[&ada, &bob, &eve, &stranger]).await;
        let client = site.session(&ada).await;
        let members = json!([ada.id, bob.id, eve.id]);
        let channel = post(&client, "/api/v4/channels/group", &members).await;
        let channel: ChannelId = text(&channel, "id").try_into().unwrap();

        let shown = client.users().by_group_channels([&channel]).await.unwrap();
        let mut shown = ids(&shown[&channel]);
        shown.sort();
        let mut expected = [&bob.id, &eve.id];
        expected.sort();
        assert_eq!(shown, expected);

        let outside = site.session(&stranger).await;
        let shown = outside.users().by_group_channels([&channel]).await.unwrap();
        assert!(!shown.contains_key(&channel));
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn people_know_those_they_share_a_channel_with() {
    live(async |site| {
        let (ada, bob, eve) = (
            site.person().await,
            site.person().await,
            site.person().await,
        );
        site.team(&[&ada, &bob]).await;
        let client = site.session(&ada).await;
        let known = client.users().known().await.unwrap();
        assert!(known.contains(&bob.id));
        assert!(!known.contains(&eve.id));
        assert_eq!(refusal(site.visitor().users().known().await), SESSION_OVER);
    })
    .await;
}
