//! Search and autocompletion.

use crate::support::{ids, live, prefix, refusal, refused_with};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_search_finds_by_name_and_is_narrowed() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let team = site.team(&[&ada, &bob]).await;
        let channel = site.channel(&team, &[&ada]).await;
        let users = site.client.users();
        let both = || users.search(prefix()).in_team(&team.id);

        assert_eq!(
            ids(&users.search(&ada.name).send().await.unwrap()),
            [&ada.id]
        );
        assert_eq!(both().send().await.unwrap().len(), 2);
        assert_eq!(both().limit(1).send().await.unwrap().len(), 1);
        let outside = users.search(prefix()).not_in_channel(&team.id, &channel);
        assert_eq!(ids(&outside.send().await.unwrap()), [&bob.id]);
        let elsewhere = users.search(&ada.name).not_in_team(&team.id);
        assert!(elsewhere.send().await.unwrap().is_empty());

        site.client.user(&bob.id).deactivate().await.unwrap();
        assert_eq!(ids(&both().send().await.unwrap()), [&ada.id]);
        let all = both().deactivated(true).send().await.unwrap();
        assert!(ids(&all).contains(&&bob.id));

        let nothing = users.search("zzzznomatch-chatadm").send().await;
        assert!(nothing.unwrap().is_empty());
        assert_eq!(refused_with(users.search("").send().await), 400);
        let many = users.search(&ada.name).limit(2000).send().await;
        assert_eq!(
            refusal(many),
            "400 api.context.invalid_body_param.app_error"
        );
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_picker_tells_who_is_in_the_channel() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let team = site.team(&[&ada, &bob]).await;
        let channel = site.channel(&team, &[&ada]).await;
        let client = site.session(&ada).await;
        let picker = client.users().autocomplete(prefix());
        let users = picker.in_channel(&team.id, &channel).send().await.unwrap();
        assert_eq!(ids(&users.users.unwrap()), [&ada.id]);
        assert_eq!(ids(&users.out_of_channel.unwrap()), [&bob.id]);

        let picker = client.users().autocomplete(&bob.name).in_team(&team.id);
        let users = picker.send().await.unwrap();
        assert_eq!(ids(&users.users.unwrap()), [&bob.id]);
        let picker = client.users().autocomplete(prefix());
        let users = picker.in_team(&team.id).limit(1).send().await.unwrap();
        assert_eq!(users.users.unwrap().len(), 1);
    })
    .await;
}
