//! Lists of users: pages, selectors and orders.

use chatadm::mattermost::{UserSort, types};

use crate::support::{FORBIDDEN, ids, live, refusal};

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn the_members_of_a_team_come_page_by_page() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let team = site.team(&[&ada, &bob]).await;
        let admin = site.client.me().await.unwrap().id;
        let list = site.client.users().list().in_team(&team.id).page_size(1);
        let all: Vec<types::User> = list.stream().try_collect().await.unwrap();
        assert_eq!(all.len(), 3);
        let mut names: Vec<_> = all.iter().map(|user| &user.username).collect();
        assert!(names.is_sorted(), "{names:?}");
        names.dedup();
        assert_eq!(names.len(), 3, "{names:?}");
        for id in [&ada.id, &bob.id, &admin] {
            assert!(ids(&all).contains(&id));
        }
        let newest = site.client.users().list().in_team(&team.id);
        let newest = newest.sort(UserSort::CreateAt).send().await.unwrap();
        assert_eq!(ids(&newest.items)[..2], [&bob.id, &ada.id]);

        let outside = site.client.users().list().not_in_team(&team.id);
        let outside = outside.page_size(200).send().await.unwrap().items;
        assert!(!ids(&outside).contains(&&ada.id));
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_channel_divides_the_members_of_its_team() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let team = site.team(&[&ada, &bob]).await;
        let channel = site.channel(&team, &[&ada]).await;
        let admin = site.client.me().await.unwrap().id;
        let users = site.client.users();
        let inside = users.list().in_channel(&channel).send().await.unwrap();
        let mut inside = ids(&inside.items);
        inside.sort();
        let mut expected = [&ada.id, &admin];
        expected.sort();
        assert_eq!(inside, expected);
        let outside = users.list().not_in_channel(&team.id, &channel);
        let outside = outside.send().await.unwrap();
        assert_eq!(ids(&outside.items), [&bob.id]);

        let stranger = site.session(&site.person().await).await;
        let refused = stranger.users().list().in_channel(&channel).send().await;
        assert_eq!(refusal(refused), FORBIDDEN);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn lists_know_roles_and_who_is_deactivated() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let team = site.team(&[&ada, &bob]).await;
        let admin = site.client.me().await.unwrap().id;
        site.client.user(&bob.id).deactivate().await.unwrap();
        let list = || site.client.users().list().in_team(&team.id);

        let active = list().active(true).send().await.unwrap().items;
        assert!(ids(&active).contains(&&ada.id));
        assert!(!ids(&active).contains(&&bob.id));
        let inactive = list().active(false).send().await.unwrap().items;
        assert_eq!(ids(&inactive), [&bob.id]);
        let admins = list().role("system_admin").send().await.unwrap().items;
        assert_eq!(ids(&admins), [&admin]);
        let refused = list().roles(["not a role!"]).send().await;
        assert_eq!(
            refusal(refused),
            "400 api.context.invalid_body_param.app_error"
        );
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn an_order_needs_the_selector_it_belongs_to() {
    live(async |site| {
        let list = site.client.users().list().sort(UserSort::CreateAt);
        let code = "400 api.context.invalid_url_param.app_error";
        assert_eq!(refusal(list.send().await), code);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn people_in_no_team_are_listed_apart() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        site.team(&[&ada]).await;
        let users = site.client.users();
        let outside = users.list().without_team(true).page_size(200);
        let outside = outside.send().await.unwrap().items;
        assert!(!ids(&outside).contains(&&ada.id));
        // The list is of the whole server; a search finds the one of this test.
        let search = users.search(&bob.name).without_team(true);
        assert_eq!(ids(&search.send().await.unwrap()), [&bob.id]);
        let search = users.search(&ada.name).without_team(true);
        assert!(search.send().await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn invalid_addresses_are_listed_where_sign_up_is_closed() {
    live(async |site| {
        let list = site.client.users().with_invalid_emails();
        let answer = list.send().await;
        let Some(answer) = site.newer(Some((11, 6)), answer) else {
            return;
        };
        if site.facts.on("TeamSettings/EnableOpenServer") {
            assert_eq!(crate::support::refused_with(answer), 400);
        } else {
            let listed = answer.unwrap().items;
            assert!(listed.iter().all(|user| !user.email.is_empty()));
        }
    })
    .await;
}
